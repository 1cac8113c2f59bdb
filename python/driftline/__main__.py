"""``python -m driftline`` is the command-line program."""

import sys

from driftline._command import main

sys.exit(main())

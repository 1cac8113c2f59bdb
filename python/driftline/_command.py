"""The command-line program, as ``pip install`` puts it on the path."""

from __future__ import annotations

import signal
import sys

from driftline import _driftline


def main() -> int:
    """Run ``driftline`` on the arguments of the process and return its exit code."""
    # Python only notes an interrupt, to look at it when it is its turn again; a command ends at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _driftline.run(["driftline", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())

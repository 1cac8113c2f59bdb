"""Cuts dated documents in JSON lines into sentences, each a document of its own, until there are so many of them.

    python3 benches/sentences.py documents.jsonl 1000000 > sentences.jsonl
"""

import json
import re
import sys


def sentences(path, wanted):
    """Yields records, round after round where the documents have not enough sentences."""
    number = 0
    while True:
        before = number
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                document = json.loads(line)
                for sentence in re.split(r"(?<=[.!?])\s+", document.pop("text")):
                    if number == wanted:
                        return
                    number += 1
                    yield {**document, "id": f"s{number}", "text": sentence}
        if number == before:
            sys.exit(f"{path}: no documents")


if __name__ == "__main__":
    for record in sentences(sys.argv[1], int(sys.argv[2])):
        print(json.dumps(record, ensure_ascii=False))

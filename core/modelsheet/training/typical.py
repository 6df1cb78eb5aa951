"""The most typical caption of each concept, for `--expand`: python -m modelsheet.training.typical DATA"""

from __future__ import annotations

import json
import sys
from collections import defaultdict

from ..prompts.english import TYPICAL
from .dataset import AssetLibrary, AssetRecord


def typical(records: list[AssetRecord]) -> dict[str, str]:
    """For each concept the caption that is most like those of all its assets: the words they share."""
    groups = defaultdict(list)
    for record in records:
        groups[record.concept].append(record.caption)
    return {concept: _medoid(captions) for concept, captions in sorted(groups.items())}


def _medoid(captions: list[str]) -> str:
    """The caption with the greatest sum of shared words, of all words in either (Jaccard)."""
    words = {caption: frozenset(caption.split()) - {"a", "an"} for caption in captions}

    def likeness(caption: str) -> float:
        own = words[caption]
        return sum(len(own & words[other]) / len(own | words[other]) for other in captions)

    return min(words, key=lambda caption: (-round(likeness(caption), 6), len(caption), caption))


def main(data: str) -> None:
    """Write the table that ships."""
    table = typical(AssetLibrary(data).whole)
    TYPICAL.write_text(json.dumps(table, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])

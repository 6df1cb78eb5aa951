"""The typical caption of each bare noun, to expand prompts: python -m modelsheet.training.typical DATA"""

from __future__ import annotations

import json
import sys
from collections import defaultdict

from ..generation.embedded.typical import TYPICAL
from .captions import without_colors, without_sizes
from .dataset import AssetLibrary, AssetRecord


def typical(records: list[AssetRecord]) -> dict[str, str]:
    """For each noun, with and without its colours and sizes, and for each concept, one of the captions.

    It is the one that is most like the others. Assets that are called by the noun itself count; a concept
    that none is called by takes all of its own.
    """
    named, meant = defaultdict(list), defaultdict(list)
    for record in records:
        meant[record.concept].append(record)
        plain = without_colors(record.noun)
        for noun in {record.noun, plain, without_sizes(plain)}:
            named[noun].append(record)
    return {
        noun: _medoid([record.caption for record in group])
        for noun, group in sorted({**meant, **named}.items())
    }


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

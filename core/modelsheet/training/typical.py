"""The most typical caption of each concept, for `--expand`: python -m modelsheet.training.typical DATA"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict

from ..prompts.english import TYPICAL, with_article
from .dataset import AssetLibrary, AssetRecord

_SMALL = {"a", "an", "and", "of", "on", "in", "with", "the"}
_SIZES = {"small", "medium", "large", "big", "tall", "low", "long", "short", "wide", "narrow", "mini"}


def typical(records: list[AssetRecord]) -> dict[str, str]:
    """For each concept the caption that says of it what is most often said of it.

    Of the phrases that name it with its material or kind ("wooden barrel") the one whose words most of
    its assets share; where all are called alike, of those that name its colours. Sizes don't count.
    """
    groups = defaultdict(list)
    for record in records:
        groups[record.concept].append(record)
    return {concept: _most_typical(concept, group) for concept, group in sorted(groups.items())}


def _most_typical(concept: str, group: list[AssetRecord]) -> str:
    bare = set(concept.split()) | _SMALL | _SIZES
    phrases = [with_article(record.noun) for record in group]
    alike = all(set(phrase.split()) <= bare for phrase in phrases)
    if alike:
        phrases = [record.caption for record in group]
    said = Counter(word for phrase in phrases for word in set(phrase.split()) - bare)

    def score(phrase: str) -> tuple[float, int, str]:
        added = set(phrase.split()) - bare
        shares = sum(said[word] for word in added)
        return -shares if alike else -shares / max(len(added), 1), len(phrase), phrase

    return min(phrases, key=score)


def main(data: str) -> None:
    """Write the table that ships."""
    table = typical(AssetLibrary(data).whole)
    TYPICAL.write_text(json.dumps(table, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])

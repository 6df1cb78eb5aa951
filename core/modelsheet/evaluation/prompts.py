"""The fixed prompts of `evaluate`: `prompts.tsv`, and how it was chosen.

    python -m modelsheet.evaluation.prompts DATA CACHE

writes it anew; with the same data it comes out the same. Its groups: `held-out`, captions of assets
that are kept from training; `composition`, of several assets or one a few times; `category`, one
typical caption for each category of the data.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import ModelsheetError
from ..generation.embedded.typical import expand
from ..training.dataset import AssetLibrary, AssetRecord
from ..training.variants import Drawing, compositions

TABLE = Path(__file__).with_name("prompts.tsv")
GROUPS = ("held-out", "composition", "category")
COUNT = 100
_SEED = 4
_COMMON = 4  # assets that a concept must have to be composed


@dataclass(frozen=True)
class Prompt:
    """One line of the table. `source` is the asset or the number of the composition it was taken from."""

    group: str
    category: str
    text: str
    source: str


def fixed_prompts() -> list[Prompt]:
    """All of the table."""
    lines = TABLE.read_text("utf-8").splitlines()[1:]
    return [Prompt(*line.split("\t")) for line in lines]


def first(prompts: list[Prompt], count: int | None) -> list[Prompt]:
    """At most `count` of each group, spread evenly over it. Raises ModelsheetError for less than one."""
    if count is None:
        return prompts
    if count < 1:
        raise ModelsheetError(f"{count} prompts can't be asked: give a count of at least 1")
    chosen = []
    for group in GROUPS:
        own = [prompt for prompt in prompts if prompt.group == group]
        rows = np.linspace(0, len(own) - 1, min(count, len(own))).round().astype(int)
        chosen += [own[i] for i in rows]
    return chosen


def check_data(library: AssetLibrary) -> None:
    """Raise ModelsheetError unless the library holds the assets that the held-out prompts are of."""
    ids = {record.id for record in library.held_out}
    missing = [p.source for p in fixed_prompts() if p.group == "held-out" and p.source not in ids]
    if missing:
        raise ModelsheetError(f"the data has no {missing[0]}: give the assets that prompts.tsv is of")


def real_compositions(library: AssetLibrary, cache: Path) -> list[tuple[AssetRecord, Drawing]]:
    """The sheets that the composition prompts describe, by number: put together from seen assets."""
    counts = Counter(record.concept for record in library.seen)
    seen = library.sheets(library.seen, cache)
    common = [counts[r.concept] >= _COMMON and len(r.noun.split()) <= 2 for r in seen.records]
    return compositions(seen, common, COUNT, _SEED)


def choose(library: AssetLibrary, cache: Path) -> list[Prompt]:
    """The prompts that the table holds."""
    rng = np.random.default_rng(_SEED)
    captions: dict[str, AssetRecord] = {}
    for spare in (False, True):  # their other captions where the first ones are not enough
        for i in rng.permutation(len(library.held_out)):
            record = library.held_out[i]
            for text in record.captions[-2:-1] if spare else (record.caption,):
                if len(captions) < COUNT:
                    captions.setdefault(text, record)
    prompts = [Prompt("held-out", record.category, text, record.id) for text, record in captions.items()]
    for i, (record, _) in enumerate(real_compositions(library, cache)):
        prompts.append(Prompt("composition", "", record.caption, str(i)))
    concepts: dict[str, Counter[str]] = {}
    for record in library.seen:
        concepts.setdefault(record.category, Counter())[record.concept] += 1
    asked: set[str] = set()
    for category, counts in sorted(concepts.items()):
        concept = min(counts, key=lambda name: (expand(name) in asked, -counts[name], name))
        asked.add(expand(concept))
        prompts.append(Prompt("category", category, expand(concept), concept))
    return prompts


def main(data: str, cache: str) -> None:
    """Write the table that ships."""
    lines = ["group\tcategory\tprompt\tsource"]
    for prompt in choose(AssetLibrary(data), Path(cache)):
        lines.append(f"{prompt.group}\t{prompt.category}\t{prompt.text}\t{prompt.source}")
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

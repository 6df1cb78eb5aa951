"""What the captions of procedural assets say is so: each parameter is read back from the mesh."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from modelsheet.procedural import Part, concatenate, describe, families, read, surface, told
from modelsheet.procedural.family import Choice, Count, Family, Flag, Paint, Proportion, Values

SEEDS = 20
ARRANGED = {
    ("alien", "eyes"),
    ("bicycle", "spokes"),
    ("dresser", "drawers"),
    ("market stall", "crates"),
    ("skyscraper", "tiers"),
    ("snake", "bends"),
    ("window", "panes"),
}
"""Counts whose parts lie in a grid, share vertices or go across: more of them may have fewer triangles."""
_STRANGE = (1, 254, 3)  # a colour that nothing has


def settled(family: Family, values: Values, **changed: object) -> Values:
    """The values with some of them changed, and what the family makes of that."""
    values = {**values, **changed}
    return family.adjust(values) if family.adjust else values


def look(parts: list[Part]) -> bytes:
    """All that can be seen."""
    return b"".join(array.tobytes() for array in concatenate(parts))


def shape(parts: list[Part]) -> bytes:
    """Without the colours."""
    return b"".join(array.tobytes() for array in concatenate(parts)[:2])


def lies(family: Family, values: Values) -> Iterator[str]:
    """The parameters that are told and that the mesh doesn't show."""
    said, parts = told(family, values), family.parts(values)
    for parameter in family.parameters:
        name = parameter.name
        if name not in said:
            continue
        own = values[name]
        if isinstance(own, Paint):
            other = family.parts({**values, name: Paint(own.word, _STRANGE)})
            if look(other) == look(parts) or shape(other) != shape(parts):
                yield f"{name}: no part is {own.word}"
        elif isinstance(parameter, Count):
            yield from _miscounted(family, values, parameter)
        elif isinstance(parameter, Proportion):
            yield from _alike(family, values, name, [parameter.low, parameter.high])
        elif isinstance(parameter, Flag):
            yield from _alike(family, values, name, [True, False])
        elif isinstance(parameter, Choice):
            yield from _alike(family, values, name, list(parameter.words))


def _alike(family: Family, values: Values, name: str, settings: list[object]) -> Iterator[str]:
    """Settings that look the same, though the family keeps them apart."""
    seen: dict[bytes, object] = {}
    for setting in settings:
        changed = settled(family, values, **{name: setting})
        if changed[name] == setting:
            other = seen.setdefault(look(family.parts(changed)), setting)
            if other != setting:
                yield f"{name}: {other} and {setting} look alike"


def _miscounted(family: Family, values: Values, count: Count) -> Iterator[str]:
    """Counts that look the same, or more of a part with fewer triangles and parts."""
    wanted = [settled(family, values, **{count.name: n}) for n in range(max(count.low, 1), count.high + 1)]
    numbers = sorted({each[count.name] for each in wanted})
    made = [family.parts(next(each for each in wanted if each[count.name] == n)) for n in numbers]
    if len({look(parts) for parts in made}) < len(made):
        yield f"{count.name}: some of {numbers} {count.part} look alike"
    sizes = [(len(parts), sum(len(part.faces) for part in parts)) for parts in made]
    grows = any(all(a[i] < b[i] for a, b in pairwise(sizes)) for i in (0, 1))
    if not grows and (family.name, count.name) not in ARRANGED:
        yield f"{count.name}: of {numbers} {count.part} the parts and triangles are {sizes}"


@pytest.mark.parametrize("name", families())
def test_what_is_told_shows_in_the_mesh(name):
    family = families()[name]
    values = family.sample(np.random.default_rng(0))
    assert not list(lies(family, values)), describe(family, values)


@pytest.mark.long
@pytest.mark.parametrize("name", families())
def test_twenty_of_a_family_are_closed_manifold_and_truly_told(name):
    family = families()[name]
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        values = family.sample(rng)
        mesh = surface(family.parts(values)).to_trimesh()
        assert mesh.is_watertight
        assert mesh.is_winding_consistent
        edges = np.unique(np.sort(mesh.edges, axis=1), axis=0, return_counts=True)[1]
        assert (edges == 2).all()  # two faces at every edge: manifold
        assert mesh.volume > 0
        assert not list(lies(family, values)), describe(family, values)
        found = read(describe(family, values), rng)
        assert found is not None
        assert found[0] is family
        again = told(*found)
        assert {key: again.get(key) for key in told(family, values)} == told(family, values)

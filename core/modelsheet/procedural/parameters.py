"""Values of a family's parameters as texts: what is kept, shown, and set by a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import Message, ModelsheetError
from .families import families
from .family import (
    MATERIALS,
    PALETTE,
    Choice,
    Color,
    Count,
    Family,
    Finish,
    Flag,
    Material,
    Paint,
    Parameter,
    Proportion,
    Values,
)
from .words import read

_NEAR = 5  # families that are named where a prompt names none
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def understand(prompt: str, seed: int, given: Mapping[str, str]) -> tuple[Family, Values]:
    """The family that a prompt names, and its values: those that are given as texts, those that the words
    tell, and for the rest those of the seed.

    Raises ModelsheetError for a prompt that names no family, and for values that can't be.
    """
    found = read(prompt, np.random.default_rng(seed))
    if found is None:
        raise ModelsheetError("family-unknown", prompt=prompt, near=", ".join(near(prompt)))
    family, values = found
    return family, with_values(family, values, given)


def with_values(family: Family, values: Values, given: Mapping[str, str]) -> Values:
    """The values with some of them set anew, by texts. Raises ModelsheetError for what can't be."""
    known = {parameter.name: parameter for parameter in family.parameters}
    for name in given:
        if name not in known:
            raise ModelsheetError("parameter-unknown", name=name, family=family.name, known=", ".join(known))
    wanted = {name: parse(known[name], text, values[name]) for name, text in given.items()}
    changed = values | wanted
    changed = family.adjust(changed) if family.adjust else changed
    for name, value in wanted.items():
        if changed[name] != value:
            raise ModelsheetError(
                "parameter-refused",
                name=name,
                value=given[name],
                family=family.name,
                kept=text_of(changed[name]),
            )
    return changed


def texts(family: Family, values: Values) -> dict[str, str]:
    """All values as texts; `restored` gives exactly the same values again."""
    return {parameter.name: text_of(values[parameter.name]) for parameter in family.parameters}


def restored(name: str, kept: Mapping[str, str]) -> tuple[Family, Values]:
    """The family of this name and the values that `texts` gave.

    Raises ModelsheetError when they don't fit.
    """
    family = families().get(name)
    if family is None or {parameter.name for parameter in family.parameters} != set(kept):
        raise ModelsheetError("family-changed", name=name)
    values: Values = {p.name: parse(p, kept[p.name], None) for p in family.parameters}
    return family, family.adjust(values) if family.adjust else values


def text_of(value: Any) -> str:
    """A value as a text: a colour by its word and its exact shade, such as "wooden #966840"."""
    if isinstance(value, Paint):
        return f"{value.word} #{bytes(value.color).hex()}".strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(float(value)) if isinstance(value, float) else str(value)


def parse(parameter: Parameter, text: str, before: Any) -> Any:
    """The value of a text; before: the value that it had, whose shade a paint of the same word keeps.

    Raises ModelsheetError that says what is possible.
    """
    value = _parsed(parameter, text.strip(), before)
    if value is None:
        raise ModelsheetError("option", name=parameter.name, problem=_possible(parameter, text))
    return value


def describe(family: Family, values: Values) -> list[dict[str, Any]]:
    """The parameters for a person to see and to change, as plain JSON values.

    kind: choice, count, proportion, paint or flag; value: as a text. words: what may be said; low, high: the
    range. of: the part that it describes, "" for the whole.
    """
    return [_described(parameter, values[parameter.name]) for parameter in family.parameters]


def near(prompt: str, count: int = _NEAR) -> list[str]:
    """The names of the families whose meaning is nearest to a prompt's."""
    from ..prompts.minilm import TextEncoder

    names = list(families())
    vectors = TextEncoder().sentences([prompt, *names])
    order = np.argsort(-(vectors[1:] @ vectors[0]), kind="stable")
    return [names[i] for i in order[:count]]


def _parsed(parameter: Parameter, text: str, before: Any) -> Any:
    if isinstance(parameter, Choice):
        return text if text in parameter.words else None
    if isinstance(parameter, Flag):
        return _YES_NO.get(text.lower())
    if isinstance(parameter, Count):
        count = int(text) if re.fullmatch(r"\d{1,4}", text) else -1
        return count if parameter.low <= count <= parameter.high else None
    if isinstance(parameter, Proportion):
        return _proportion(parameter, text)
    return _paint(parameter, text, before)


def _proportion(parameter: Proportion, text: str) -> float | None:
    if text and text in parameter.words:  # the middle of the third that the word means
        sixth = (parameter.high - parameter.low) / 6
        return parameter.low + sixth if text == parameter.words[0] else parameter.high - sixth
    try:
        value = float(text)
    except ValueError:
        return None
    return value if parameter.low <= value <= parameter.high else None


def _paint(parameter: Color | Material | Finish, text: str, before: Any) -> Paint | None:
    found = re.fullmatch(r"([a-z]*) ?(?:#([0-9a-fA-F]{6}))?", text)
    if found is None or not text:
        return None
    word, code = found[1], found[2]
    if code:
        red, green, blue = bytes.fromhex(code)
        return Paint(word, (red, green, blue))
    if isinstance(before, Paint) and before.word == word:
        return before
    if word in MATERIALS and not isinstance(parameter, Color):
        return Paint(word, MATERIALS[word][0])
    return Paint(word, PALETTE[word]) if word in PALETTE and not isinstance(parameter, Material) else None


def _words(parameter: Parameter) -> list[str]:
    """What may be said of it."""
    if isinstance(parameter, Choice):
        return list(parameter.words)
    if isinstance(parameter, Proportion):
        return [word for word in parameter.words if word]
    if isinstance(parameter, Color):
        return list(parameter.words or PALETTE)
    if isinstance(parameter, Material):
        return list(parameter.words)
    if isinstance(parameter, Finish):
        return [*parameter.materials, *(parameter.colors or PALETTE)]
    return []


def _possible(parameter: Parameter, text: str) -> Message:
    if isinstance(parameter, Count):
        values: dict[str, object] = {"low": parameter.low, "high": parameter.high}
        return Message("not-whole", {"value": repr(text), **values})
    if isinstance(parameter, Proportion):
        values = {"low": parameter.low, "high": parameter.high}
        return Message("not-a-number", {"value": repr(text), **values})
    if isinstance(parameter, Flag):
        return Message("not-yes-or-no", {"value": repr(text)})
    known = ", ".join(word or "''" for word in _words(parameter))
    return Message("not-a-choice", {"value": repr(text), "known": known})


def _described(parameter: Parameter, value: Any) -> dict[str, Any]:
    kinds = {Choice: "choice", Count: "count", Proportion: "proportion", Flag: "flag"}
    told: dict[str, Any] = {
        "name": parameter.name,
        "kind": kinds.get(type(parameter), "paint"),
        "value": text_of(value),
        "words": _words(parameter),
        "of": getattr(parameter, "of", getattr(parameter, "part", "")),
    }
    if isinstance(parameter, Count | Proportion):
        told |= {"low": parameter.low, "high": parameter.high}
    return told

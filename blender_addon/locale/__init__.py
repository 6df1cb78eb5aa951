# SPDX-License-Identifier: GPL-3.0-or-later
"""The interface in other languages, and the engine's messages, which come as a code with values."""

from __future__ import annotations

from typing import Any

_DOMAIN = __package__
_ENGINE = "engine: "  # what codes of the engine begin with in Blender's table of texts


def N_(text: str) -> str:
    """Mark a text that is translated later, where it is shown."""
    return text


def translate(text: str, **values: object) -> str:
    """A text of the interface in the user's language.

    values fill the {places} of the text; texts among them, such as the system's reasons, are translated too.
    """
    told = {name: _look_up(v) if isinstance(v, str) else v for name, v in values.items()}
    return _look_up(text).format(**told) if values else _look_up(text)


def tell(message: dict[str, Any]) -> str:
    """A message of the engine in the user's language: code, values and the text in English."""
    key = _ENGINE + message["code"]
    template = _look_up(key)
    if template == key:
        return _look_up(message["text"])
    values = message["values"].items()
    return template.format(**{name: tell(v) if isinstance(v, dict) else _known(v) for name, v in values})


def _known(value: object) -> object:
    """A reason of the system in the user's language, anything else as it is."""
    return _look_up(value) if isinstance(value, str) else value


def _look_up(text: str) -> str:
    from bpy.app.translations import pgettext_iface

    found: Any = pgettext_iface(text)
    return found


def register() -> None:
    """Add the translations."""
    import bpy

    from .zh_hans import ENGINE, TEXTS

    contexts = ("*", "Operator")
    table: Any = {(context, text): translated for text, translated in TEXTS.items() for context in contexts}
    table |= {("*", _ENGINE + code): translated for code, translated in ENGINE.items()}
    bpy.app.translations.register(_DOMAIN, {"zh_HANS": table})


def unregister() -> None:
    """Remove them."""
    import bpy

    bpy.app.translations.unregister(_DOMAIN)

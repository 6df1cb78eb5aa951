# SPDX-License-Identifier: GPL-3.0-or-later
"""The interface in other languages."""

from __future__ import annotations

import re

from .engine_messages import PATTERNS

_DOMAIN = __package__


def N_(text: str) -> str:
    """Mark a text that is translated later, where it is shown."""
    return text


def translate(text: str, **values: object) -> str:
    """A text of the interface, or a message of the engine, in the user's language.

    values fill the {places} of the text; they too may be messages, such as the system's reasons.
    """
    from bpy.app.translations import pgettext_iface

    translated = pgettext_iface(text)
    if values:
        told = {name: _message(v) if isinstance(v, str) else v for name, v in values.items()}
        return translated.format(**told)
    return translated if translated != text else _message(text)


def _message(text: str) -> str:
    """A message of the engine, and the messages within it."""
    from bpy.app.translations import pgettext_iface

    for pattern in PATTERNS:
        found = re.fullmatch(re.escape(pattern).replace(r"\{\}", "(.*?)"), text)
        if found and pgettext_iface(pattern) != pattern:
            return pgettext_iface(pattern).format(*map(_message, found.groups()))
    parts = text.split("; ")  # remarks of which each is a message
    return "; ".join(map(_message, parts)) if len(parts) > 1 else text


def register() -> None:
    """Add the translations."""
    import bpy

    from .zh_hans import TEXTS

    contexts = ("*", "Operator")
    table = {(context, text): translated for text, translated in TEXTS.items() for context in contexts}
    bpy.app.translations.register(_DOMAIN, {"zh_HANS": table})


def unregister() -> None:
    """Remove them."""
    import bpy

    bpy.app.translations.unregister(_DOMAIN)

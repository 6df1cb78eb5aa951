# SPDX-License-Identifier: GPL-3.0-or-later
"""The interface in other languages."""

from __future__ import annotations

import re

_DOMAIN = __package__


def N_(text: str) -> str:
    """Mark a text that is translated later, where it is shown."""
    return text


def translate(text: str, **values: object) -> str:
    """A text of the interface, or a message of the engine, in the user's language."""
    from bpy.app.translations import pgettext_iface

    translated = pgettext_iface(text)
    if translated != text or values:
        return translated.format(**values) if values else translated
    from .engine_messages import PATTERNS

    for pattern in PATTERNS:
        found = re.fullmatch(re.escape(pattern).replace(r"\{\}", "(.*?)"), text)
        if found and pgettext_iface(pattern) != pattern:
            return pgettext_iface(pattern).format(*found.groups())
    return text


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

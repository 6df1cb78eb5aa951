# SPDX-License-Identifier: GPL-3.0-or-later
"""Text to 3D: a prompt becomes six views, the views a textured mesh at the 3D cursor."""

from __future__ import annotations

import importlib

# In the order of registration; imported in `register`, so that what needs no Blender runs without.
_PARTS = ("locale", "pictures", "properties", "operators", "panels", "pump")


def register() -> None:
    """Called by Blender when the extension is enabled."""
    for name in _PARTS:
        importlib.import_module(f".{name}", __package__).register()


def unregister() -> None:
    """Called by Blender when the extension is disabled."""
    for name in reversed(_PARTS):
        importlib.import_module(f".{name}", __package__).unregister()

# SPDX-License-Identifier: GPL-3.0-or-later
"""The sidebar's tab "Text to 3D" and the page in the preferences. Drawing reads, and changes nothing."""

from typing import Any

import bpy

from . import candidates, history, main, menus, mesh, preferences, routes, selected, views

_CLASSES = tuple(
    cls
    for module in (preferences, main, selected, candidates, routes, views, mesh, history, menus)
    for cls in module.CLASSES
)

_factory: Any = bpy.utils.register_classes_factory
_register, _unregister = _factory(_CLASSES)


def register() -> None:
    """Called by the package."""
    _register()
    menus.register()


def unregister() -> None:
    """Called by the package."""
    menus.unregister()
    _unregister()

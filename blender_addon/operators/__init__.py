# SPDX-License-Identifier: GPL-3.0-or-later
"""What the buttons do: one module for each thing that they are about."""

from typing import Any

import bpy

from . import engine, export, generate, history, painting, picture, routes, scene, tab, views

_CLASSES = tuple(
    cls
    for module in (generate, painting, views, history, routes, scene, export, engine, picture, tab)
    for cls in module.CLASSES
)

_factory: Any = bpy.utils.register_classes_factory
register, unregister = _factory(_CLASSES)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The sidebar's tab "Text to 3D" and the page in the preferences. Drawing reads, and changes nothing."""

from typing import Any

import bpy

from . import candidates, history, main, mesh, preferences, routes, views

_CLASSES = tuple(
    cls for module in (preferences, main, candidates, routes, mesh, views, history) for cls in module.CLASSES
)

_factory: Any = bpy.utils.register_classes_factory
register, unregister = _factory(_CLASSES)

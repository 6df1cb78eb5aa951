# SPDX-License-Identifier: GPL-3.0-or-later
"""The box from which the engine is set up."""

import bpy

from ..engine import environment
from ..locale import N_, translate
from .parts import Layout, wrapped


def draw(layout: Layout, context: bpy.types.Context) -> None:
    """What is missing, why it can't be set up where that is so, and the button."""
    layout.label(text="The engine is not set up yet", icon="INFO")
    wrapped(
        layout,
        context,
        translate(
            N_("It is downloaded once, takes about {size} and then works offline."),
            size=environment.INSTALLED_SIZE,
        ),
    )
    layout.operator("modelsheet.show_preferences", icon="PREFERENCES")

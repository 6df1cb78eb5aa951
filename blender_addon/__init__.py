# SPDX-License-Identifier: GPL-3.0-or-later
"""Text to 3D: a prompt becomes six views, the views a textured mesh at the 3D cursor."""


def register() -> None:
    """Called by Blender when the extension is enabled."""


def unregister() -> None:
    """Called by Blender when the extension is disabled."""

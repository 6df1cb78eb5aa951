"""What programs expect, by the word of `--for`: values of a request's options in the place of defaults.

blender   one GLB
unity     GLB with LODs (MSFT_lod, which UnityGLTF reads) and hulls that end in _collider
unreal    GLB with a file for each LOD, which Unreal takes as LOD import, and hulls that begin with UCX_, UBX_
          or UCP_; a Z-up OBJ in centimetres where one is asked for
godot     GLB with hulls that end in -convcolonly, of which Godot makes bodies; it makes its own LODs
print     3MF, and an STL in millimetres, 10 cm tall, finer, and without what a printer does not see
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PRESETS: Mapping[str, Mapping[str, Any]] = {
    "blender": {"format": ("glb",), "naming": "plain"},
    "unity": {"format": ("glb",), "naming": "unity", "lods": 3, "collision": "hulls"},
    "unreal": {
        "format": ("glb",),
        "naming": "unreal",
        "lods": 3,
        "collision": "hulls",
        "texture_size": 2048,
        "unit": "cm",
        "up": "z",
    },
    "godot": {"format": ("glb",), "naming": "godot", "collision": "hulls"},
    "print": {"format": ("3mf", "stl"), "unit": "mm", "up": "z", "height": 0.1, "triangles": 20_000},
}

NAMINGS = ("plain", "unity", "unreal", "godot")
"""Whose way of calling collision hulls; see `asset`."""

UNITS = {"m": 1.0, "cm": 0.01, "mm": 0.001}
"""Metres."""

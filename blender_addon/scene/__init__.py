# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrays to bpy data: read an asset folder, add the object, mark it for the Asset Browser."""

from .adding import add_asset
from .browser import catalog_id, mark_as_asset
from .exporting import FORMATS, SUFFIXES, export, has_usd
from .materials import TEXTURES, write_textures
from .painting import Painted, Unpaintable, apply_textures, write_meshes
from .parts import HULL_FACES, add_hull, add_lods
from .placing import Placement, has_bounds, is_linked, make_room, own_collection, select, show
from .reading import AssetData, UnreadableAsset, read_asset
from .replacing import made_from, mark, replace

__all__ = [
    "FORMATS",
    "HULL_FACES",
    "SUFFIXES",
    "TEXTURES",
    "AssetData",
    "Painted",
    "Placement",
    "Unpaintable",
    "UnreadableAsset",
    "add_asset",
    "add_hull",
    "add_lods",
    "apply_textures",
    "catalog_id",
    "export",
    "has_bounds",
    "has_usd",
    "is_linked",
    "made_from",
    "make_room",
    "mark",
    "mark_as_asset",
    "own_collection",
    "read_asset",
    "replace",
    "select",
    "show",
    "write_meshes",
    "write_textures",
]

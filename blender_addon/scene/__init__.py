# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrays to bpy data: read an asset folder, add the object, mark it for the Asset Browser."""

from .adding import Placement, add_asset, add_hull, add_lods, has_bounds, own_collection
from .browser import catalog_id, mark_as_asset
from .reading import AssetData, UnreadableAsset, read_asset
from .replacing import made_from, mark, replace

__all__ = [
    "AssetData",
    "Placement",
    "UnreadableAsset",
    "add_asset",
    "add_hull",
    "add_lods",
    "catalog_id",
    "has_bounds",
    "made_from",
    "mark",
    "mark_as_asset",
    "own_collection",
    "read_asset",
    "replace",
]

# SPDX-License-Identifier: GPL-3.0-or-later
"""The Asset Browser: marks, previews and catalogs."""

from __future__ import annotations

import uuid
from pathlib import Path

import bpy

_CATALOGS = "blender_assets.cats.txt"
_HEADER = """# This is an Asset Catalog Definition file for Blender.
# The format of each line is UUID:catalog/path:simple catalog name

VERSION 1

"""


def mark_as_asset(
    item: bpy.types.ID,
    *,
    preview: Path | None = None,
    description: str = "",
    tags: tuple[str, ...] = (),
    catalog: str | None = None,
    licence: str = "",
) -> None:
    """Mark an object or collection as an asset. preview: a picture. catalog: from `catalog_id`."""
    item.asset_mark()
    details = item.asset_data
    details.description = description
    details.license = licence
    for tag in tags:
        details.tags.new(tag, skip_if_exists=True)
    if catalog is not None:
        details.catalog_id = catalog
    if preview is not None and preview.is_file():
        with bpy.context.temp_override(id=item):
            bpy.ops.ed.lib_id_load_custom_preview(filepath=str(preview))


def catalog_id(library: Path, path: str) -> str:
    """The id of the catalog `path`, such as "Props/Barrels", of the asset library in a folder.

    The catalog is added to the library's list if it is not there. Raises OSError where it can't be.
    """
    path = "/".join(part.strip().replace(":", "-") for part in path.split("/") if part.strip())
    file = library / _CATALOGS
    text = file.read_text("utf-8", "surrogateescape") if file.exists() else _HEADER
    for line in text.splitlines():
        parts = line.split(":")
        if len(parts) == 3 and not line.startswith("#") and parts[1] == path:
            return parts[0]
    added = str(uuid.uuid4())
    gap = "" if text.endswith("\n") else "\n"
    stage = file.with_suffix(".tmp")
    try:
        line = f"{added}:{path}:{path.replace('/', '-')}\n"
        stage.write_text(text + gap + line, "utf-8", "surrogateescape")
        stage.replace(file)
    finally:
        stage.unlink(missing_ok=True)
    return added

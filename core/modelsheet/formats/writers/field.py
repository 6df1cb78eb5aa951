"""Asset to a neural field that is taught on its sheet, safetensors; `modelsheet views` draws it."""

from __future__ import annotations

from pathlib import Path

from ...asset import Asset
from ...registry import ExporterSpec
from ...render import render_sheet

_RESOLUTION = 256  # of the views of a mesh that has no sheet


def write_field(asset: Asset, path: Path) -> None:
    """Write PATH: occupancy and colour by a hash encoding and a perceptron, in object units, Z up.

    Teaching it takes about 40 seconds of one core.
    """
    from ...render.neural import fit, save_field

    sheet = asset.sheet or render_sheet(asset.surface, _RESOLUTION)
    save_field(fit(sheet), path, asset.title)


SPEC = ExporterSpec("field", "neural field of the sheet, safetensors", "_field.safetensors", write_field)

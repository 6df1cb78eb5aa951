"""A package of others: a generator with four perspective views, a reconstruction method and a format."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from modelsheet.asset import Asset
from modelsheet.cameras import orbit_camera
from modelsheet.context import Context
from modelsheet.options import Option, Real, Whole
from modelsheet.registry import ExporterSpec, GeneratorSpec, ReconstructorSpec
from modelsheet.render import RayCaster, render_view
from modelsheet.request import Request
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface

AZIMUTHS = {"front": 0, "azimuth_90": 90, "back": 180, "azimuth_270": 270}
_ELEVATION, _DISTANCE, _FOV = 20, 2.2, np.radians(40)


def box(side: float, color: tuple[int, int, int]) -> Surface:
    """A cube around the origin, all of one colour."""
    corners = np.array([(x, y, z) for z in (-1, 1) for y in (-1, 1) for x in (-1, 1)]) * side / 2
    quads = [(0, 1, 5, 4), (1, 3, 7, 5), (3, 2, 6, 7), (2, 0, 4, 6), (4, 5, 7, 6), (2, 3, 1, 0)]
    faces = [(q[0], q[i], q[i + 1]) for q in quads for i in (1, 2)]
    return Surface(corners, np.array(faces), np.tile(np.uint8(color), (8, 1)))


class FourViews:
    """Draws a blue box, as large as its option says, from four sides and a little above."""

    name = "four"

    def draw(self, request: Request, context: Context) -> ModelSheet:
        """Colour and alpha alone."""
        size = FOUR.read(request)["size"]
        caster = RayCaster(box(size, (30, 60, 220)))
        views = []
        for number, (name, azimuth) in enumerate(AZIMUTHS.items()):
            camera = orbit_camera(azimuth, _ELEVATION, _DISTANCE, _FOV, 96)
            view = render_view(caster, camera, name, 2)
            views.append(type(view)(name, camera, view.rgb, view.alpha))
            context.progress((number + 1) / len(AZIMUTHS))
        return ModelSheet(tuple(views), request.prompt, request.seed, self.name)


def recolored(sheet: ModelSheet, green: int) -> Surface:
    """A box in a colour of its own, whatever the sheet draws."""
    return box(0.5, (10, green, 10))


def write_count(asset: Asset, path: Path) -> None:
    """How many triangles it has."""
    path.write_text(f"{len(asset.surface.faces)}\n")


FOUR = GeneratorSpec(
    "four",
    "a blue box from four sides",
    lambda folder: FourViews(),
    views=tuple(AZIMUTHS),
    resolution=96,
    perspective=True,
    options=(Option("size", Real(0.1, 0.9), 0.7, "of the box, object units"),),
)
RECOLORED = ReconstructorSpec(
    "recolored",
    "a box of one colour",
    recolored,
    colours=True,
    options=(Option("green", Whole(0, 255), 200),),
)
COUNT = ExporterSpec("count", "the number of triangles", ".count", write_count)

ENTRY_POINTS = {
    "modelsheet.generators": {"four": "plugin_four:FOUR"},
    "modelsheet.reconstructors": {"recolored": "plugin_four:RECOLORED"},
    "modelsheet.exporters": {"count": "plugin_four:COUNT"},
}

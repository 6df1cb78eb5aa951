"""TripoSR (Tochilkin et al. 2024): one picture to a coloured surface, in a single pass.

Nothing of it is trained here: the published weights (MIT) are read from a folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...hub.store import model_folder
from ...options import Option, Whole
from ...registry import ReconstructorSpec
from ...sheet import ModelSheet
from ...surface import Surface
from .spec import SPECS as MODELS
from .weights import load

if TYPE_CHECKING:
    from .network import TripoSR

__all__ = ["RESOLUTION", "from_picture", "load", "reconstruct"]

RESOLUTION = 256  # nodes a side of the grid on which the surface is found


def reconstruct(sheet: ModelSheet, network: TripoSR | None = None, resolution: int = RESOLUTION) -> Surface:
    """The coloured surface of the sheet's front view, or of its first; the other views are not looked at."""
    named = {view.name: view for view in sheet}
    view = named.get("front", sheet.views[0])
    return from_picture(view.rgba, network or load_installed(), resolution)


def load_installed() -> TripoSR:
    """The network of where downloads lie, in the best way that fits this machine."""
    from ...hub.fit import fit

    (model,) = MODELS
    folder = model_folder(model.name, size=model.size)
    placement = fit(model, folder=folder)
    return load(folder, device=placement.device, dtype=placement.dtype)


def from_picture(rgba: np.ndarray, network: TripoSR, resolution: int = RESOLUTION) -> Surface:
    """The coloured surface of an object that is cut out, (H, W, 4) uint8 with straight alpha.

    The picture's camera is unknown, so the surface is scaled to fill the cube.
    """
    import torch

    from .._lrm.triplane import facing_front, field_surface
    from .network import LEVEL, RADIUS
    from .picture import prepare

    parameter = network.tokens  # where it computes, and in what
    with torch.inference_mode():
        planes = network.planes(prepare(rgba).to(parameter)).float()
    surface = field_surface(
        lambda points: network.density(planes, points),
        lambda points: network.color(planes, points),
        level=LEVEL,
        radius=RADIUS,
        resolution=resolution,
        device=parameter.device,
    )
    return facing_front(surface, 1.0).normalized()


SPEC = ReconstructorSpec(
    "triposr",
    "TripoSR: one picture to a coloured surface; its weights are downloaded",
    reconstruct,
    colours=True,
    options=(Option("resolution", Whole(16, 512), RESOLUTION, "nodes a side of the grid"),),
    load=load_installed,
)

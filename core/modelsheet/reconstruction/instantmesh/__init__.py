"""InstantMesh (Xu et al. 2024): posed perspective views to a coloured surface, in a single pass.

Nothing of it is trained here: the published weights are read from a folder. The views may come from
anywhere; six around the object, 20 degrees from above and 10 from below in turn, are what it saw most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...hub.store import model_folder
from ...options import Option, Whole
from ...registry import ReconstructorSpec
from ...sheet import ModelSheet
from ...surface import Surface
from .spec import SPECS as MODELS
from .views import SCALE, camera_vectors, pictures
from .weights import load

if TYPE_CHECKING:
    from .network import InstantMesh

__all__ = ["RESOLUTION", "load", "reconstruct"]

RESOLUTION = 256  # nodes a side of the grid on which the surface is found


def reconstruct(
    sheet: ModelSheet, network: InstantMesh | None = None, resolution: int = RESOLUTION
) -> Surface:
    """The coloured surface of a sheet's views, which must be perspective."""
    import torch

    from .._lrm.triplane import facing_front, field_surface

    vectors = camera_vectors([view.camera for view in sheet])
    network = network or load_installed()
    parameter = network.tokens  # where it computes, and in what
    with torch.inference_mode():
        planes = network.planes(pictures(sheet).to(parameter), vectors.to(parameter)).float()
    surface = field_surface(
        lambda points: network.inside(planes, points),
        lambda points: network.color(planes, points),
        level=network.level,
        radius=1.0,
        resolution=resolution,
        device=parameter.device,
    )
    return facing_front(surface, 1 / SCALE)


def load_installed() -> InstantMesh:
    """The network of where downloads lie, in the best way that fits this machine."""
    from ...hub.fit import fit

    (model,) = MODELS
    folder = model_folder(model.name, size=model.size)
    placement = fit(model, folder=folder)
    return load(folder, device=placement.device, dtype=placement.dtype)


SPEC = ReconstructorSpec(
    "instantmesh",
    "InstantMesh: perspective views to a coloured surface; its weights are downloaded",
    reconstruct,
    colours=True,
    options=(Option("resolution", Whole(16, 512), RESOLUTION, "nodes a side of the grid"),),
    load=load_installed,
    perspective=True,
)

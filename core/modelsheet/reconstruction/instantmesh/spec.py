"""What it takes to have InstantMesh: the network alone, for views that may come from any generator."""

from ...hub.spec import APACHE, Download, ModelSpec

_FILE = "instant_mesh_large.ckpt"

SPECS = (
    ModelSpec(
        name="instantmesh",
        title="InstantMesh",
        needs=frozenset(),
        reads=frozenset(),
        cameras=None,
        resolution=320,
        languages=(),
        code=APACHE,
        downloads=(
            Download("TencentARC/InstantMesh", (_FILE,), 378_657_644 * 4, APACHE, width=4, checkpoint=_FILE),
        ),
        memory=0,
    ),
)

"""What it takes to have TripoSR."""

from ...hub.spec import MIT, Download, ModelSpec

SPECS = (
    ModelSpec(
        name="triposr",
        title="TripoSR",
        needs=frozenset({"picture"}),
        reads=frozenset({"picture"}),
        cameras=None,
        resolution=512,
        languages=(),
        code=MIT,
        downloads=(
            Download(
                "stabilityai/TripoSR",
                ("model.ckpt", "config.yaml"),
                1_677_246_742,
                MIT,
                width=4,
                checkpoint="model.ckpt",
            ),
        ),
        memory=6 * 10**9,
        single=True,
    ),
)

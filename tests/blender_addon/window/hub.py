"""A Hub on this machine, and an engine that uses it, for the tour's stops about models; run it as a script.

    python -m tests.blender_addon.window.hub FOLDER PYTHON

writes FOLDER/python, an engine whose models lie in FOLDER/models: all of tiny random weights, and
InstantMesh still to be downloaded, slowly, from this process. It serves until it is ended.
"""

import sys
import tempfile
from pathlib import Path

from ... import tiny_home
from ...hub.stand_in import Server
from ...reconstruction.test_instantmesh import save

REPOSITORY, FILE = "TencentARC/InstantMesh", "instant_mesh_large.ckpt"
SLOW = 3.0  # seconds for each quarter of the file


def main(folder: Path, python: str) -> None:
    """Make the folder, and serve."""
    home = tiny_home.install(folder / "models")
    for path in (home / "instantmesh").iterdir():
        path.unlink()
    (home / "instantmesh").rmdir()
    with tempfile.TemporaryDirectory() as published:
        save(Path(published), tiny_home._wedge_views())
        content = (Path(published) / "instant_mesh_base.ckpt").read_bytes()
    server = Server(REPOSITORY, {FILE: content})
    server.slow = SLOW
    engine = folder / "python"
    settings = f'MODELSHEET_MODELS="{home}" HF_ENDPOINT={server.endpoint}'
    engine.write_text(f'#!/bin/sh\n{settings} exec "{python}" "$@"\n')
    engine.chmod(0o755)
    print(server.endpoint, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2])

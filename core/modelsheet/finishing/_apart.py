"""Libraries that run in a process of their own: coacd and Instant Meshes.

coacd keeps open3d from being imported after it, Instant Meshes writes to stdout, where the worker speaks,
and a mesh that either can't stand would take the caller down.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

_PATIENCE = 120  # seconds
_CONCAVITY = 0.05  # how far a hull may stand off the surface, CoACD's measure
_MOST_PIECES = 16


def run(task: str, **arrays: np.ndarray) -> list[np.ndarray]:
    """What a task of this module gives for these arrays; empty where it fails or takes two minutes."""
    home = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with tempfile.TemporaryDirectory() as place:
        given, made = Path(place) / "given.npz", Path(place) / "made.npz"
        np.savez(given, **arrays)  # type: ignore[arg-type]
        command = [sys.executable, "-m", __name__, task, str(given), str(made)]
        try:
            subprocess.run(command, env=home, capture_output=True, timeout=_PATIENCE, check=True)
            found = np.load(made)
        except (OSError, ValueError, subprocess.SubprocessError):
            return []
        return [found[name] for name in found.files]


def _pieces(vertices: np.ndarray, faces: np.ndarray) -> list[np.ndarray]:
    """The points of convex pieces (Wei et al. 2022), each (N, 3)."""
    import coacd

    coacd.set_log_level("off")
    pieces = coacd.run_coacd(
        coacd.Mesh(vertices, faces),
        threshold=_CONCAVITY,
        max_convex_hull=_MOST_PIECES,
        # by default 150, 20 and 2000: a table comes out as well, in half the time
        mcts_iterations=30,
        mcts_nodes=10,
        resolution=1000,
    )
    return [points for points, _ in pieces]


def _quads(
    vertices: np.ndarray, faces: np.ndarray, count: np.ndarray, crease: np.ndarray
) -> list[np.ndarray]:
    """Vertices and faces (Q, 4) of about 4 `count` quads (Jakob et al. 2015)."""
    import pynanoinstantmeshes

    return list(
        pynanoinstantmeshes.remesh(
            vertices.astype(np.float32),
            faces.astype(np.uint32),
            int(count),
            creaseAngle=float(crease),
            deterministic=True,
        )
    )


def main() -> None:
    """A task's name, the file of its arrays and the file for its result stand on the command line."""
    task, given, made = sys.argv[1:]
    tasks: dict[str, Callable[..., list[np.ndarray]]] = {"pieces": _pieces, "quads": _quads}
    np.savez(made, *tasks[task](**np.load(given)))


if __name__ == "__main__":
    main()

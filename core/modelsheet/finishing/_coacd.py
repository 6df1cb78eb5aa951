"""Run as a process of its own: a mesh on stdin, its convex pieces on stdout, both as .npz.

A process, because coacd's library keeps open3d from being imported after it, and because a mesh that it can't
stand would take the caller down.
"""

from __future__ import annotations

import io
import sys

import numpy as np

_CONCAVITY = 0.05  # how far a hull may stand off the surface, CoACD's measure
_MOST_PIECES = 16


def main() -> None:
    """See above."""
    import coacd

    coacd.set_log_level("off")
    mesh = np.load(io.BytesIO(sys.stdin.buffer.read()))
    pieces = coacd.run_coacd(
        coacd.Mesh(mesh["vertices"], mesh["faces"]),
        threshold=_CONCAVITY,
        max_convex_hull=_MOST_PIECES,
        # by default 150, 20 and 2000: a table comes out as well, in half the time
        mcts_iterations=30,
        mcts_nodes=10,
        resolution=1000,
    )
    stream = io.BytesIO()
    np.savez(stream, *(points for points, _ in pieces))
    sys.stdout.buffer.write(stream.getvalue())


if __name__ == "__main__":
    main()

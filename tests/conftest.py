"""Tiny objects that the tests share."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from modelsheet.cameras import SHEET_VIEWS
from modelsheet.render import render_sheet
from modelsheet.sheet import ModelSheet
from modelsheet.surface import Surface

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as a script's background commands have it, and their
    signal.signal(signal.SIGINT, signal.default_int_handler)  # children: tests of Ctrl-C would wait for ever

FACE_COLORS = {
    "front": (200, 40, 40),
    "right": (40, 200, 40),
    "back": (40, 40, 200),
    "left": (200, 200, 40),
    "top": (200, 40, 200),
    "bottom": (40, 200, 200),
}
ASSET_COLORS = {"red": (220, 30, 30), "green": (30, 200, 40), "blue": (30, 60, 220), "white": (240, 240, 240)}


@pytest.fixture(autouse=True, scope="session")
def short_turntables() -> Iterator[None]:
    """Most tests that write an asset do not look at it: three frames instead of two dozen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("modelsheet.export.FRAMES", 3)
        yield


@pytest.fixture(scope="session")
def cube() -> Surface:
    """A cube of side 2 around the origin, each side in the colour of the view that sees it."""
    quads = {  # corners counter-clockwise from outside
        "front": [(-1, -1, -1), (1, -1, -1), (1, -1, 1), (-1, -1, 1)],
        "right": [(1, -1, -1), (1, 1, -1), (1, 1, 1), (1, -1, 1)],
        "back": [(1, 1, -1), (-1, 1, -1), (-1, 1, 1), (1, 1, 1)],
        "left": [(-1, 1, -1), (-1, -1, -1), (-1, -1, 1), (-1, 1, 1)],
        "top": [(-1, -1, 1), (1, -1, 1), (1, 1, 1), (-1, 1, 1)],
        "bottom": [(-1, 1, -1), (1, 1, -1), (1, -1, -1), (-1, -1, -1)],
    }
    faces = [[4 * i + a for a in triangle] for i in range(6) for triangle in ((0, 1, 2), (0, 2, 3))]
    colors = np.repeat([FACE_COLORS[name] for name in SHEET_VIEWS], 4, axis=0).astype(np.uint8)
    return Surface(np.concatenate([quads[name] for name in SHEET_VIEWS]), np.array(faces), colors)


def make_wedge() -> Surface:
    """A closed solid without any mirror symmetry: a tetrahedron with six unlike edges."""
    vertices = np.array([(-0.5, -0.3, -0.4), (0.4, -0.2, -0.4), (-0.1, 0.3, -0.35), (-0.3, 0.0, 0.5)])
    return Surface(vertices, np.array([(0, 2, 1), (0, 1, 3), (1, 2, 3), (2, 0, 3)]))


@pytest.fixture(scope="session")
def wedge() -> Surface:
    """See `make_wedge`."""
    return make_wedge()


@pytest.fixture(scope="session")
def wedge_sheet(wedge: Surface) -> ModelSheet:
    """The six views of the wedge, 32 pixels a side, with depth and normals."""
    return render_sheet(wedge, 32, prompt="a wedge")


@pytest.fixture(scope="session")
def encoder():
    """The text encoder."""
    from modelsheet.prompts.minilm import TextEncoder

    return TextEncoder()


@pytest.fixture(scope="session")
def tiny_folder(encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved embedded generator with tiny random weights."""
    import torch

    from modelsheet.generation.embedded.network import NoiseSchedule
    from modelsheet.generation.embedded.pipeline import EmbeddedPipeline
    from modelsheet.generation.embedded.refiner import SheetRefiner
    from modelsheet.generation.embedded.transformer import SheetTransformer
    from modelsheet.generation.embedded.vocabulary import Vocabulary

    torch.manual_seed(0)
    transformer = SheetTransformer(width=32, depth=2, heads=2)
    for parameter in transformer.parameters():
        parameter.data.normal_(0, 0.1)
    nouns = ("barrel", "pine tree")
    vocabulary = Vocabulary(nouns, encoder.sentences(list(nouns)).astype(np.float32))
    parts = (transformer, SheetRefiner(width=8, depth=1), NoiseSchedule(shift=2.5))
    folder = tmp_path_factory.mktemp("tiny")
    EmbeddedPipeline(*parts, vocabulary, encoder).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Boxes and balls in four colours and several families, some of which are held out."""
    folder = tmp_path_factory.mktemp("assets")
    import trimesh

    meshes, lines = [], []
    for i in range(64):
        what, color = ("box", "ball")[i % 2], list(ASSET_COLORS)[i // 2 % 4]
        mesh = trimesh.creation.box((1, 0.6, 1)) if what == "box" else trimesh.creation.icosphere(1)
        meshes.append((mesh, ASSET_COLORS[color]))
        line = {"id": f"{what}-{i}", "caption": f"a {color} {what}", "captions": [f"{color} {what}", what]}
        line |= {"noun": f"{color} {what}", "concept": what, "colors": [color], "category": what}
        line |= {"family": str(i // 2), "modular": False, "front_known": True}
        lines.append(json.dumps(line | {"shard": "meshes-00.npz", "shard_index": i}))
    np.savez(
        folder / "meshes-00.npz",
        vertices=np.concatenate([mesh.vertices for mesh, _ in meshes]).astype(np.float32),
        faces=np.concatenate([mesh.faces for mesh, _ in meshes]).astype(np.int32),
        corner_rgb=np.concatenate([np.tile(np.uint8(c), (len(mesh.faces), 3, 1)) for mesh, c in meshes]),
        vertex_offsets=np.cumsum([0, *(len(mesh.vertices) for mesh, _ in meshes)]),
        face_offsets=np.cumsum([0, *(len(mesh.faces) for mesh, _ in meshes)]),
    )
    (folder / "index.jsonl").write_text("\n".join(lines))
    return folder

"""Sheets and mesh files that nobody should make, the same ones for the same number."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from modelsheet.cameras import SHEET_VIEWS, Camera, orbit_camera, sheet_camera
from modelsheet.render import RayCaster, render_view
from modelsheet.sheet import ModelSheet, View
from modelsheet.surface import Surface

Change = Callable[[View, np.random.Generator], View]


def hostile_sheet(number: int, folder: Path) -> Path:
    """A saved sheet: of a random object, some of its views spoilt, or some of its files."""
    random = np.random.default_rng(number)
    sheet = _drawn(random)
    for _ in range(random.integers(1, 4)):
        change = SPOILT_VIEWS[random.integers(len(SPOILT_VIEWS))]
        share = random.choice([0.2, 0.5, 1.0])
        views = [change(view, random) if random.random() < share else view for view in sheet]
        sheet = replace(sheet, views=tuple(views))
    sheet.save(folder)
    if random.random() < 0.3:
        SPOILT_FILES[random.integers(len(SPOILT_FILES))](folder, random)
    return folder


def hostile_mesh(number: int, folder: Path) -> Path:
    """A mesh file: a strange surface, or a plain one with its bytes spoilt."""
    random = np.random.default_rng(10_000 + number)
    suffix = str(random.choice([".obj", ".ply", ".stl", ".glb"]))
    surface = SHAPES[random.integers(len(SHAPES))](random)
    content = _written(*surface, suffix)
    if random.random() < 0.5:
        content = _spoilt(content, random)
    path = folder / f"mesh{number}{suffix}"
    path.write_bytes(content)
    return path


def _drawn(random: np.random.Generator) -> ModelSheet:
    size = int(random.choice([16, 24, 32, 48]))
    vertices, faces = SHAPES[random.integers(3)](random)
    caster = RayCaster(Surface(vertices, faces).normalized())
    if random.random() < 0.8:
        cameras = {name: sheet_camera(name, size) for name in SHEET_VIEWS}
    else:
        count = random.integers(1, 9)
        cameras = {f"view{i}": orbit_camera(360 * i / count, 10, 2.5, 0.6, size) for i in range(count)}
    views = (render_view(caster, camera, name, supersample=2) for name, camera in cameras.items())
    return ModelSheet(tuple(replace(v, rgb=_noise(random, v.rgb.shape)) for v in views), "a strange thing", 0)


def _noise(random: np.random.Generator, shape: tuple) -> np.ndarray:
    return random.integers(0, 256, shape, dtype=np.uint8)


def _other_camera(view: View, random: np.random.Generator) -> View:
    pose = np.eye(4, dtype=np.float32)
    pose[:3, 3] = random.normal(0, random.choice([0.01, 1, 1e4]), 3)
    size = view.camera.width
    return replace(view, camera=Camera.perspective(pose, float(random.choice([0.01, 0.6, 3.1])), size))


SPOILT_VIEWS: list[Change] = [
    lambda v, r: replace(v, alpha=np.zeros_like(v.alpha)),
    lambda v, r: replace(v, alpha=np.full_like(v.alpha, 255)),
    lambda v, r: replace(v, alpha=_noise(r, v.alpha.shape)),
    lambda v, r: replace(v, alpha=np.where(_noise(r, v.alpha.shape) < 8, 255, 0).astype(np.uint8)),
    lambda v, r: replace(v, alpha=np.roll(v.alpha, int(r.integers(1, 40)), int(r.integers(2)))),
    lambda v, r: replace(v, depth=None),
    lambda v, r: replace(v, normals=None),
    lambda v, r: replace(v, depth=np.full(v.alpha.shape, np.nan, np.float32)),
    lambda v, r: replace(v, depth=np.full(v.alpha.shape, r.choice([0, 1, 100]), np.float32)),
    lambda v, r: replace(v, depth=r.uniform(0, 3, v.alpha.shape).astype(np.float32)),
    lambda v, r: replace(v, depth=None if v.depth is None else np.roll(v.depth, 5, 0)),
    lambda v, r: replace(v, normals=r.normal(0, 1, (*v.alpha.shape, 3)).astype(np.float32)),
    lambda v, r: replace(v, rgb=np.zeros_like(v.rgb)),
    _other_camera,
]


def _cut(folder: Path, random: np.random.Generator) -> None:
    path = sorted(folder.iterdir())[random.integers(len(list(folder.iterdir())))]
    path.write_bytes(path.read_bytes()[: int(random.integers(0, path.stat().st_size))])


def _lost(folder: Path, random: np.random.Generator) -> None:
    sorted(folder.iterdir())[random.integers(len(list(folder.iterdir())))].unlink()


def _swapped(folder: Path, random: np.random.Generator) -> None:
    """A picture of another size, or another kind."""
    size = tuple(int(n) for n in random.integers(1, 200, 2))
    mode = str(random.choice(["RGB", "RGBA", "L", "P", "1"]))
    Image.new(mode, size).save(folder / str(random.choice(["sheet.png", "drawn.png", "depth_front.png"])))


def _wrong_record(folder: Path, random: np.random.Generator) -> None:
    """One value of sheet.json is something else."""
    record = json.loads((folder / "sheet.json").read_text())
    place: dict | list = record
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = keys[random.integers(len(keys))]
        if isinstance(place[key], dict | list) and place[key] and random.random() < 0.8:
            place = place[key]
            continue
        values = [None, -1, 0, 1e308, "x", [], {}, True, 10**9, float("nan"), "../../x"]
        place[key] = values[random.integers(len(values))]
        break
    (folder / "sheet.json").write_text(json.dumps(record))


SPOILT_FILES = [_cut, _lost, _swapped, _wrong_record]


def _box(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    corners = np.array([(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)]) - 0.5
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = [(q[0], q[i], q[i + 1]) for q in quads for i in (1, 2)]
    return corners * random.uniform(0.02, 1, 3), np.array(faces)


def _boxes(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Several, apart or through each other."""
    parts = [_box(random) for _ in range(random.integers(2, 9))]
    vertices = [vertices * 0.4 + random.uniform(-0.5, 0.5, 3) for vertices, _ in parts]
    return np.concatenate(vertices), np.concatenate([faces + 8 * i for i, (_, faces) in enumerate(parts)])


def _hull(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    from scipy.spatial import ConvexHull

    points = random.normal(0, 1, (30, 3))
    return points, ConvexHull(points).simplices


def _soup(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Triangles that have nothing to do with each other."""
    count = int(random.choice([1, 2, 50, 2000]))
    return random.normal(0, 1, (3 * count, 3)), np.arange(3 * count).reshape(-1, 3)


def _tangle(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Edges with many faces, faces with a vertex twice, vertices that nothing uses."""
    return random.normal(0, 1, (12, 3)), random.integers(0, 10, (60, 3))


def _scaled(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Far away, very small, very large, very thin."""
    vertices, faces = _boxes(random)
    scale = random.choice([1e-30, 1e-12, 1e-3, 1e6, 1e18, 1e37], 3 if random.random() < 0.3 else 1)
    return vertices * scale + random.choice([0, 1e3, 1e7]), faces


def _flat(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A sheet, a line or a point."""
    vertices, faces = _boxes(random)
    return vertices * random.choice([[1, 1, 0], [1, 0, 0], [0, 0, 0]]), faces


def _not_numbers(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    vertices, faces = _box(random)
    vertices[random.integers(8), random.integers(3)] = random.choice([np.nan, np.inf, -np.inf])
    return vertices, faces


def _shuffled(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Half of the faces turned over, some twice, some gone."""
    vertices, faces = _hull(random)
    faces = faces[random.integers(0, len(faces), len(faces))]
    return vertices, np.where(random.random((len(faces), 1)) < 0.5, faces, faces[:, ::-1])


SHAPES = [_box, _boxes, _hull, _soup, _tangle, _scaled, _flat, _not_numbers, _shuffled]


def _written(vertices: np.ndarray, faces: np.ndarray, suffix: str) -> bytes:
    import trimesh

    mesh = trimesh.Trimesh(vertices, faces, process=False, validate=False)
    content = mesh.export(file_type=suffix[1:])
    return content.encode() if isinstance(content, str) else bytes(content)


def _spoilt(content: bytes, random: np.random.Generator) -> bytes:
    """Cut off, or with bytes changed, taken out or put in."""
    data = bytearray(content)
    for _ in range(int(random.choice([1, 3, 30]))):
        place = int(random.integers(0, len(data)))
        kind = random.integers(4)
        if kind == 0:
            data[place] = int(random.integers(256))
        elif kind == 1:
            data[place : place + 4] = random.choice([b"\xff\xff\xff\x7f", b"nan ", b"-1  ", b"\0\0\0\0"])
        elif kind == 2:
            del data[place : place + int(random.integers(1, 40))]
        else:
            data = io.BytesIO(bytes(data)).getvalue()[: place + 1] and data[: max(place, 1)]
        if not data:
            break
    return bytes(data)

"""Point clouds, voxels, splats and fields: opened by other programs' readers, they show the same thing."""

from __future__ import annotations

import base64
import json
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
import trimesh

from modelsheet._open3d import open3d
from modelsheet.asset import Asset
from modelsheet.registry import EXPORTERS
from modelsheet.surface import Surface

from ...conftest import FACE_COLORS
from ..conftest import opened


@pytest.fixture(scope="module")
def asset(cube: Surface) -> Asset:
    """A cube of side 2, each side of one colour."""
    return Asset(cube)


def write(name: str, asset: Asset, folder: Path) -> Path:
    path = folder / f"asset{EXPORTERS.get(name).suffix}"
    EXPORTERS.get(name).write(asset, path)
    return path


def test_a_point_cloud_has_the_sides_colours(asset: Asset, tmp_path: Path) -> None:
    path = write("points", asset, tmp_path)
    cloud = trimesh.load(path)
    assert cloud.bounds == pytest.approx(np.array([[-1, -1, -1], [1, 1, 1]]), abs=0.01)
    front = cloud.vertices[:, 1] < -0.999
    assert 0.15 < front.mean() < 0.18  # a sixth
    assert (cloud.colors[front][:, :3] == FACE_COLORS["front"]).mean() > 0.99
    theirs = open3d().io.read_point_cloud(str(path))
    assert np.abs(np.asarray(theirs.normals)).max(1) == pytest.approx(1)
    assert theirs.has_colors()


def test_voxels_say_what_is_inside(asset: Asset, tmp_path: Path) -> None:
    voxels = np.load(write("voxels", asset, tmp_path))
    shape = voxels["occupancy"].shape
    assert shape == (64, 64, 64)
    assert voxels["occupancy"].all()
    assert voxels["voxel"] == pytest.approx(2 / 64)
    assert voxels["origin"] == pytest.approx(-1 + 1 / 64)
    assert voxels["signed_distance"].min() == pytest.approx(-1, abs=0.02)
    assert tuple(voxels["color"][32, 0, 32]) == FACE_COLORS["front"]


def read_vox(path: Path) -> tuple[tuple[int, ...], np.ndarray, np.ndarray]:
    """Size, rows (N, 4) of x, y, z, colour, and the palette, as the format's description says."""
    data = path.read_bytes()
    assert (data[:4], struct.unpack("<i", data[4:8])[0]) == (b"VOX ", 150)
    place, found = 20, {}
    while place < len(data):
        name, size, _ = struct.unpack("<4s2i", data[place : place + 12])
        found[name], place = data[place + 12 : place + 12 + size], place + 12 + size
    rows = np.frombuffer(found[b"XYZI"][4:], np.uint8).reshape(-1, 4)
    palette = np.frombuffer(found[b"RGBA"], np.uint8).reshape(256, 4)
    return struct.unpack("<3i", found[b"SIZE"]), rows, palette


def test_a_vox_file_has_a_palette(asset: Asset, tmp_path: Path) -> None:
    size, rows, palette = read_vox(write("vox", asset, tmp_path))
    assert size == (64, 64, 64)
    assert len(rows) == 64**3
    front = rows[(rows[:, 1] == 0) & np.isin(rows[:, [0, 2]], range(8, 56)).all(1)]
    assert {tuple(palette[number - 1][:3]) for number in front[:, 3]} == {FACE_COLORS["front"]}


def test_many_colours_become_255(tmp_path: Path) -> None:
    ball = trimesh.creation.icosphere(4)
    colors = np.random.default_rng(0).integers(0, 256, (len(ball.vertices), 3)).astype(np.uint8)
    _, rows, palette = read_vox(write("vox", Asset(Surface(ball.vertices, ball.faces, colors)), tmp_path))
    assert rows[:, 3].min() >= 1
    assert len(np.unique(palette[rows[:, 3] - 1], axis=0)) > 100


def test_a_sheet_of_paper_keeps_its_voxels(tmp_path: Path) -> None:
    sheet = trimesh.creation.box((1, 1, 1e-4))
    size, rows, _ = read_vox(write("vox", Asset(Surface(sheet.vertices, sheet.faces)), tmp_path))
    assert size == (64, 64, 1)
    assert len(rows) == 64 * 64


@pytest.mark.node
@pytest.mark.slow
def test_three_reads_the_vox_file(asset: Asset, tmp_path: Path) -> None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        pytest.skip("needs Node.js and npm")
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", "three@0.170.0"]
    if subprocess.run(install, cwd=tmp_path, capture_output=True, timeout=300, check=False).returncode:
        pytest.skip("npm can't fetch three")
    path = write("vox", asset, tmp_path)
    (tmp_path / "read.mjs").write_text(
        "import { readFileSync } from 'fs';\n"
        "import { VOXLoader, VOXMesh } from 'three/examples/jsm/loaders/VOXLoader.js';\n"
        "const file = readFileSync(process.argv[2]);\n"
        "const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.length);\n"
        "const [chunk] = new VOXLoader().parse(bytes);\n"
        "const mesh = new VOXMesh(chunk); mesh.geometry.computeBoundingBox();\n"
        "console.log(JSON.stringify({ size: chunk.size, count: chunk.data.length / 4,\n"
        "  faces: mesh.geometry.attributes.position.count / 3 }));\n"
    )
    said = subprocess.run([node, "read.mjs", path], cwd=tmp_path, capture_output=True, text=True, check=True)
    read = json.loads(said.stdout)
    assert read["size"] == {"x": 64, "y": 64, "z": 64}
    assert read["count"] == 64**3
    assert read["faces"] == 6 * 64 * 64 * 2


def test_splats_lie_flat_on_the_surface(asset: Asset, tmp_path: Path) -> None:
    from scipy.spatial.transform import Rotation

    path = write("splats", asset, tmp_path)
    head, _, body = path.read_bytes().partition(b"end_header\n")
    names = [line.split()[-1] for line in head.decode().splitlines() if line.startswith("property float")]
    assert names[:9] == ["x", "y", "z", "nx", "ny", "nz", "f_dc_0", "f_dc_1", "f_dc_2"]
    assert names[9:54] == [f"f_rest_{i}" for i in range(45)]
    assert names[54:] == ["opacity", *(f"scale_{i}" for i in range(3)), *(f"rot_{i}" for i in range(4))]
    rows = np.frombuffer(body, "<f4").reshape(-1, len(names))
    part = dict(zip(names, rows.T, strict=True))
    front = part["y"] < -0.999
    color = 0.5 + 0.28209479177387814 * np.stack([part[f"f_dc_{i}"] for i in range(3)], 1)[front]
    assert np.median(color, 0) * 255 == pytest.approx(FACE_COLORS["front"], abs=0.5)
    turn = Rotation.from_quat(np.stack([part[f"rot_{i}"] for i in (1, 2, 3, 0)], 1))
    normals = np.stack([part[name] for name in ("nx", "ny", "nz")], 1)
    assert turn.apply([0, 0, 1]) == pytest.approx(normals, abs=1e-5)
    assert (part["scale_2"] < part["scale_0"]).all()


@pytest.mark.browser
@pytest.mark.node
@pytest.mark.slow
def test_a_splat_viewer_shows_the_front(asset: Asset, tmp_path: Path) -> None:
    write("splats", asset, tmp_path)
    packages = ("three@0.170.0", "@mkkellogg/gaussian-splats-3d@0.4.7")
    with opened(Path(__file__).with_name("splats_page.html"), tmp_path, *packages) as page:
        drawn = str(page.ask("draw('asset_splats.ply')"))
    pixels = np.frombuffer(base64.b64decode(drawn), np.uint8).reshape(256, 256, 4).astype(int)
    assert pixels[128, 128, :3] == pytest.approx(FACE_COLORS["front"], abs=12)
    assert not pixels[5, 5, :3].any()


@pytest.mark.parametrize("name", ["points", "voxels", "vox", "splats"])
def test_the_same_asset_gives_the_same_bytes(name: str, asset: Asset, tmp_path: Path) -> None:
    first = write(name, asset, tmp_path).read_bytes()
    assert write(name, asset, tmp_path).read_bytes() == first

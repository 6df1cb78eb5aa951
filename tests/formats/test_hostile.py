"""Files with flipped bits and cut ends: a right result or one line; no traceback, no hang, not all memory."""

from __future__ import annotations

import json
import multiprocessing
import struct
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet.cameras import sheet_cameras
from modelsheet.cutout import view_from_image
from modelsheet.errors import ModelsheetError
from modelsheet.render import render_sheet
from modelsheet.surface import Surface

from .features import FEATURES
from .gltf_file import four_colors

SECONDS = 20
BYTES = 4 << 30


def originals(folder: Path) -> list[Path]:
    """Whole files of every kind: glTF, OBJ with its MTL, PLY, STL, and pictures."""
    files = [make().save(folder / f"{name}.glb") for name, make in list(FEATURES.items())[::3]]
    Image.fromarray(four_colors()).save(folder / "pic.png")
    (folder / "m.mtl").write_text("newmtl m\nKd 1 0 0\nmap_Kd -s 1 1 1 pic.png\n")
    corners = [(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)]
    lines = [
        "mtllib m.mtl",
        *("v {} {} {}".format(*c) for c in corners),
        "vt 0 0",
        "vt 1 0",
        "vt 1 1",
        "vt 0 1",
    ]
    (folder / "m.obj").write_text("\n".join([*lines, "usemtl m", "f 1/1 2/2 3/3 4/4", ""]))
    head = "ply\nformat {} 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n"
    head += "property uchar red\nproperty uchar green\nproperty uchar blue\n"
    head += "element face 1\nproperty list uchar int vertex_indices\nend_header\n"
    rows = b"".join(struct.pack("<3f3B", *c, 200, 100, 0) for c in corners) + struct.pack(
        "<B4i", 4, 0, 1, 2, 3
    )
    (folder / "b.ply").write_bytes(head.format("binary_little_endian").encode() + rows)
    text = "".join("{} {} {} 9 8 7\n".format(*c) for c in corners) + "4 0 1 2 3\n"
    (folder / "t.ply").write_text(head.format("ascii") + text)
    facets = b"".join(struct.pack("<12fH", *[0.0] * 3, *np.ravel(corners)[:9], 0) for _ in range(3))
    (folder / "b.stl").write_bytes(b" " * 80 + struct.pack("<I", 3) + facets)
    (folder / "t.stl").write_text(
        "solid\nfacet\n" + "vertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\n" + "endsolid\n"
    )
    pixels = np.full((60, 80, 3), 255, np.uint8)
    pixels[20:40, 30:60] = (200, 30, 20)
    for name in ("p.png", "p.jpg", "p.webp", "p.gif", "p.bmp", "p.tif"):
        Image.fromarray(pixels).save(folder / name)
    Image.fromarray(pixels[..., 0].astype(np.uint16) * 257).save(folder / "g.png")
    names = (
        "m.obj",
        "b.ply",
        "t.ply",
        "b.stl",
        "t.stl",
        "p.png",
        "p.jpg",
        "p.webp",
        "p.gif",
        "p.bmp",
        "p.tif",
        "g.png",
    )
    return files + [folder / name for name in names]


def spoilt(content: bytes, random: np.random.Generator) -> bytes:
    """A few bits flipped, a stretch replaced, or the end cut off; in glTF's JSON also a number changed."""
    data = bytearray(content)
    kind = random.integers(4)
    if kind == 0:
        return bytes(data[: random.integers(len(data))])
    if kind == 1:
        start, length = random.integers(len(data)), random.integers(1, 40)
        data[start : start + length] = random.bytes(length)
        return bytes(data)
    if kind == 2 and data[:4] == b"glTF":
        return with_another_number(bytes(data), random)
    for place in random.integers(len(data), size=random.integers(1, 6)):
        data[place] ^= 1 << random.integers(8)
    return bytes(data)


def with_another_number(glb: bytes, random: np.random.Generator) -> bytes:
    """One number of the JSON is another, or of another type."""
    length = struct.unpack_from("<I", glb, 12)[0]
    document = json.loads(glb[20 : 20 + length])
    places: list[tuple] = []

    def walk(value: object) -> None:
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(child, (dict, list)):
                walk(child)
            else:
                places.append((value, key))

    walk(document)
    holder, key = places[random.integers(len(places))]
    strange = (-1, 0, 3, 255, 70000, 2**31, 10**30, 1.5, 1e300, float("nan"), None, "x", [], {}, True)
    holder[key] = strange[random.integers(len(strange))]
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    rest = glb[20 + length :]
    return (
        struct.pack("<4sII", b"glTF", 2, 20 + len(text) + len(rest))
        + struct.pack("<I4s", len(text), b"JSON")
        + text
        + rest
    )


def attempt(path: Path) -> str:
    """What came of reading and drawing the file, in a word or in the error's line."""
    try:
        if path.suffix in (".glb", ".gltf", ".obj", ".ply", ".stl"):
            render_sheet(Surface.load(path), 32, supersample=1)
        else:
            view_from_image(path, "front", sheet_cameras())
    except ModelsheetError as error:
        return str(error)
    return "done"


def work(paths: list[Path], results: multiprocessing.Queue) -> None:
    """In a process of its own, which may hold so much memory and no more."""
    if sys.platform == "linux":
        import resource

        from modelsheet.render import RayCaster  # noqa: F401

        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (held + BYTES, held + BYTES))
    for path in paths:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                said = attempt(path)
            except BaseException as error:
                said = f"RAISED {type(error).__name__}: {error}"
        results.put((path.name, said, [str(w.message) for w in caught]))


def ordeal(folder: Path, count: int, seed: int) -> list[tuple[str, str, list[str]]]:
    """Read `count` spoilt files; what came of each."""
    whole, random = originals(folder), np.random.default_rng(seed)
    assert all(attempt(path) == "done" for path in whole)
    (folder / "spoilt").mkdir()
    for name in ("pic.png", "m.mtl"):
        (folder / "spoilt" / name).write_bytes((folder / name).read_bytes())
    paths = []
    for number in range(count):
        path = whole[number % len(whole)]
        target = folder / "spoilt" / f"{path.stem}-{number}{path.suffix}"
        target.write_bytes(spoilt(path.read_bytes(), random))
        paths.append(target)
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=work, args=(paths, results))
    process.start()
    try:
        found = [results.get(timeout=SECONDS + (60 if i == 0 else 0)) for i in range(count)]
    finally:
        process.kill()
        process.join()
    return found


def check(found: list[tuple[str, str, list[str]]]) -> None:
    for name, said, warned in found:
        assert not said.startswith("RAISED"), (name, said)
        assert "\n" not in said, (name, said)
        assert len(said) < 600, (name, said)
        assert not warned, (name, warned)
    outcomes = [said == "done" for _, said, _ in found]
    assert any(outcomes)
    assert not all(outcomes)


def test_spoilt_files_are_read_or_refused_in_words(tmp_path: Path) -> None:
    check(ordeal(tmp_path, 200, seed=1))


@pytest.mark.long
def test_many_spoilt_files_are_read_or_refused_in_words(tmp_path: Path) -> None:
    check(ordeal(tmp_path, 2000, seed=2))

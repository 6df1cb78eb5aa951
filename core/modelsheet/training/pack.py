"""Everything that a training machine needs in one file of some 40 MB.

A pack is a zip archive (LZMA) of JSON and of NumPy arrays:

* `records.json`: the AssetRecords, as lists of their fields, first the fields' names.
* `vertex_counts`, `face_counts` (N,) int32: of each asset.
* `vertices_low`, `vertices_high` (V, 3) uint8: the two bytes of positions in 2047ths of the cube that the
  asset just fits in, each less the one before it in the file (modulo 2^16). The vertices of an asset come in
  the order in which its faces first use them.
* `faces_low`, `faces_high` (F, 3) uint8: the two bytes of (highest index of the asset so far + 1 - index).
* `color_steps` (F, 3, 3) uint8: the first corner's colour less that of the face before, the other corners'
  less the first's (modulo 256), all rounded to steps of 4.
* `text/...`: the text encoder: `tokenizer.json`, `config.json`, `tokens` (T,) int32, the ids whose
  embeddings are there, and `weights/NAME` float16; others are read as the unknown word.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ModelsheetError
from .dataset import AssetLibrary, AssetRecord
from .raster import ColoredTriangles

_STEPS = 2047  # of the cube's side: an eighth of a pixel of a 256-pixel view
_SHADES = 4  # sRGB levels
_TOLD = 12  # assets of a family whose captions are read for their words


def write_pack(
    library: AssetLibrary,
    path: Path,
    records: Sequence[AssetRecord] | None = None,
    words: bool = True,
) -> None:
    """Write the whole objects of a library, or the records given, such as `library.seen`. words: whether to
    write the text encoder, which knows the words of their captions and of those of procedural assets."""
    records = library.whole if records is None else records
    meshes = [_packed(library.triangles(record)) for record in records]
    vertices, faces, colors = (np.concatenate(part) for part in zip(*meshes, strict=True))
    vertices = np.diff(vertices, axis=0, prepend=0).astype(np.uint16)
    arrays: dict[str, np.ndarray] = {
        "vertex_counts": np.array([len(mesh[0]) for mesh in meshes], np.int32),
        "face_counts": np.array([len(mesh[1]) for mesh in meshes], np.int32),
        "vertices_low": (vertices & 255).astype(np.uint8),
        "vertices_high": (vertices >> 8).astype(np.uint8),
        "faces_low": (faces & 255).astype(np.uint8),
        "faces_high": (faces >> 8).astype(np.uint8),
        "color_steps": _color_steps(colors),
    }
    names = [field.name for field in fields(AssetRecord)]
    rows = [list(asdict(record).values()) for record in records]
    captions = [text for record in records for text in (record.caption, *record.captions, record.concept)]
    partial = path.with_name(f"{path.name}.part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("records.json", json.dumps([names, *rows]))
        for name, array in arrays.items():
            _write(archive, name, array)
        if words:
            _write_encoder(archive, [*captions, *_procedural_captions()])
    partial.replace(path)


class Pack:
    """A pack that was opened: its records and meshes, as AssetLibrary has them. Raises ModelsheetError."""

    def __init__(self, path: Path) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
            names, *rows = json.loads(self._archive.read("records.json"))
            self.whole = [AssetRecord.of(dict(zip(names, row, strict=True))) for row in rows]
            self._meshes = self._read_meshes()
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise ModelsheetError(
                f"{path} is no pack ({error}): write one with `modelsheet train --pack`"
            ) from error

    def triangles(self, record: AssetRecord) -> ColoredTriangles:
        """The mesh of one of `whole`."""
        return self._meshes[record.id]

    def text_encoder(self) -> tuple[dict[str, Any], str, dict[str, np.ndarray]]:
        """The encoder's configuration, its tokenizer as JSON, and its weights as float32."""
        read = self._archive.read
        config, tokenizer = json.loads(read("text/config.json")), read("text/tokenizer.json").decode()
        prefix = "text/weights/"
        names = [name for name in self._archive.namelist() if name.startswith(prefix)]
        weights = {
            name.removeprefix(prefix).removesuffix(".npy"): np.load(io.BytesIO(read(name))).astype(np.float32)
            for name in names
        }
        kept, words = np.load(io.BytesIO(read("text/tokens.npy"))), "embeddings.word_embeddings.weight"
        unknown = int(np.searchsorted(kept, json.loads(tokenizer)["model"]["vocab"]["[UNK]"]))
        table = np.repeat(weights[words][unknown][None], config["vocab_size"], 0)
        table[kept] = weights[words]
        return config, tokenizer, {**weights, words: table}

    def _read_meshes(self) -> dict[str, ColoredTriangles]:
        def array(name: str) -> np.ndarray:
            return np.load(io.BytesIO(self._archive.read(f"{name}.npy")))

        vertices = array("vertices_low") + (array("vertices_high").astype(np.uint16) << 8)
        vertices = np.cumsum(vertices, axis=0, dtype=np.uint16).astype(np.float32) / _STEPS
        faces = array("faces_low") + (array("faces_high").astype(np.int32) << 8)
        colors = _colors(array("color_steps"))
        vertex_ends, face_ends = array("vertex_counts").cumsum(), array("face_counts").cumsum()
        meshes, v, f = {}, 0, 0
        for record, v1, f1 in zip(self.whole, vertex_ends, face_ends, strict=True):
            index = _indices(faces[f:f1])
            meshes[record.id] = ColoredTriangles(vertices[v:v1][index], colors[f:f1])
            v, f = v1, f1
        return meshes


def _packed(mesh: ColoredTriangles) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Positions (V, 3) uint16, faces as in the file (F, 3) uint16, colours (F, 3, 3) uint8."""
    low, high = mesh.bounds
    places = np.rint((mesh.corners - low) / max(float((high - low).max()), 1e-9) * _STEPS).astype(np.uint16)
    codes = places.reshape(-1, 3).astype(np.int64) @ (1, 2**12, 2**24)
    _, first, place = np.unique(codes, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))  # by first use
    faces = rank[place.reshape(-1)].reshape(-1, 3)
    whole = (faces != np.roll(faces, 1, 1)).all(1)
    if whole.any():  # faces that vanish at this precision go
        first_use, faces = np.unique(faces[whole], return_inverse=True)
        faces = faces.reshape(-1, 3)
        vertices = places.reshape(-1, 3)[np.sort(first)][first_use]
        order = np.argsort(np.unique(faces, return_index=True)[1], kind="stable")
        rank = np.argsort(order)
        faces, vertices = rank[faces], vertices[order]
        colors = mesh.colors[whole]
    else:
        vertices, colors = places.reshape(-1, 3)[np.sort(first)], mesh.colors
    if len(vertices) > 65535:
        raise ModelsheetError(f"a mesh of {len(vertices)} vertices is too large for a pack: simplify it")
    flat = faces.reshape(-1)
    highest = np.maximum.accumulate(np.concatenate([[-1], flat[:-1]]))
    return vertices, (highest + 1 - flat).reshape(-1, 3).astype(np.uint16), colors


def _indices(faces: np.ndarray) -> np.ndarray:
    """The inverse of the faces' coding: (F, 3) int64. A zero is a vertex that was not used before."""
    flat = faces.reshape(-1)
    highest = np.cumsum(flat == 0) - (flat == 0)  # how many were used before each
    return (highest - flat).reshape(-1, 3)


def _color_steps(colors: np.ndarray) -> np.ndarray:
    rough = np.minimum((colors.astype(np.int32) + _SHADES // 2) // _SHADES * _SHADES, 252).astype(np.uint8)
    first = np.diff(rough[:, :1], axis=0, prepend=np.zeros((1, 1, 3), np.uint8))
    return np.concatenate([first, rough[:, 1:] - rough[:, :1]], 1)


def _colors(steps: np.ndarray) -> np.ndarray:
    first = np.cumsum(steps[:, :1], axis=0, dtype=np.uint8)
    return np.concatenate([first, steps[:, 1:] + first], 1)


def _write(archive: zipfile.ZipFile, name: str, array: np.ndarray) -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array))
    archive.writestr(f"{name}.npy", buffer.getvalue())


def _write_encoder(archive: zipfile.ZipFile, texts: Sequence[str]) -> None:
    """The text encoder, of its embeddings those that occur in the texts and all short pieces of words."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    from ..prompts.minilm import weights_folder

    folder = weights_folder()
    tokenizer = (folder / "tokenizer.json").read_text("utf-8")
    found = Tokenizer.from_file(str(folder / "tokenizer.json")).encode_batch(list(dict.fromkeys(texts)))
    short = {i for word, i in json.loads(tokenizer)["model"]["vocab"].items() if _is_piece(word)}
    tokens = np.array(sorted(short.union(*(item.ids for item in found))), np.int32)
    archive.writestr("text/tokenizer.json", tokenizer)
    archive.writestr("text/config.json", (folder / "config.json").read_text("utf-8"))
    _write(archive, "text/tokens", tokens)
    for name, values in load_file(folder / "model.safetensors").items():
        if name != "embeddings.position_ids":
            kept = values[tokens] if name == "embeddings.word_embeddings.weight" else values
            _write(archive, f"text/weights/{name}", kept.astype(np.float16))


def _procedural_captions() -> Iterator[str]:
    """Of each family many: their words, in all the ways they are told."""
    from ..procedural import families
    from ..procedural.words import captions

    for family in families().values():
        for number in range(_TOLD):
            rng = np.random.default_rng(number)
            yield from captions(family, family.sample(rng), rng)


def _is_piece(word: str) -> bool:
    """Special words, and the short pieces that mistyped words fall into."""
    plain = word.removeprefix("##")
    return (word.startswith("[") and "unused" not in word) or (plain.isascii() and len(plain) <= 3)

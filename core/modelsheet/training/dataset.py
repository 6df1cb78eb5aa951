"""The training assets on disk, and their sheets: rendered once, cached, read as memory maps."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from ..cameras import SHEET_VIEWS
from ..errors import ModelsheetError
from ..surface import Surface
from .raster import ColoredTriangles, draw_sheets

DEPTH_LIMIT = 2.0  # object units; every sheet camera sees the cube between 0.5 and 1.5
LIST_LENGTH = 100
"""Assets on the list of the bench of reconstruction."""
JUDGED_RESOLUTION = 128  # pixels a side of the cached sheets: what evaluation and its judge look at
_RENDERING = 2  # raise when the renderer's pictures change, so that old caches are not used


@dataclass(frozen=True)
class AssetRecord:
    """One line of `index.jsonl`, and which mesh it names."""

    id: str
    caption: str
    captions: tuple[str, ...]
    noun: str
    concept: str
    colors: tuple[str, ...]
    category: str
    family: str
    modular: bool
    front_known: bool
    shard: str
    shard_index: int
    symmetric_front: bool = False

    @classmethod
    def of(cls, values: dict) -> AssetRecord:
        """From JSON values; those it does not know are left."""
        known: dict[str, Any] = {}
        for name, field in cls.__dataclass_fields__.items():
            value = values[name] if field.default is MISSING else values.get(name, field.default)
            known[name] = tuple(value) if isinstance(value, list) else value
        return cls(**known)


@dataclass(frozen=True)
class SheetCache:
    """Rendered sheets of all records.

    rgba: (N, 6, 128, 128, 4) uint8. depth: (N, 6, 128, 128) uint16, units of DEPTH_LIMIT / 65534
    plus one, 0 where nothing was hit. Both are memory maps. key: names all that they were made from.
    """

    records: list[AssetRecord]
    rgba: np.ndarray
    depth: np.ndarray
    key: str


def is_held_out(record: AssetRecord) -> bool:
    """Whether its family, near-duplicates all, is kept for evaluation: by a hash of the family's name."""
    return hashlib.sha256(record.family.encode()).digest()[0] % 20 == 0


def fixed_list(records: list[AssetRecord], count: int = LIST_LENGTH) -> list[AssetRecord]:
    """The first `count` of a random choice of 100 (or `count`, if that is more) with seed 0."""
    if count < 1:
        raise ModelsheetError(f"{count} assets can't be measured: give a count of at least 1")
    length = min(max(count, LIST_LENGTH), len(records))
    chosen = np.random.default_rng(0).choice(len(records), length, replace=False)
    return [records[i] for i in chosen[:count]]


class AssetLibrary:
    """A folder of `index.jsonl` and `meshes-NN.npz`.

    A line of the index is one asset, with the fields of AssetRecord: `shard` names the file of its mesh and
    `shard_index` its place there; `concept` is what it is, `family` is shared by near-duplicates,
    `modular` marks pieces of a kit, `front_known` that it faces -Y, `symmetric_front` (may be missing) that
    any quarter turn is as right. A shard holds `vertices` (N, 3)
    float32, Z up, any unit; `faces` (M, 3) int32, counted from the asset's first vertex; `corner_rgb`
    (M, 3, 3) uint8 sRGB; `vertex_offsets` and `face_offsets`: asset i owns [offsets[i], offsets[i + 1]).
    Raises ModelsheetError for what is missing.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        index = self.folder / "index.jsonl"
        if not index.is_file():
            raise ModelsheetError(
                f"{index} is missing: give --data a folder with index.jsonl and meshes-NN.npz"
            )
        lines = index.read_text("utf-8").splitlines()
        self.records = []
        for number, line in enumerate(lines, 1):
            try:
                self.records.append(AssetRecord.of(json.loads(line)))
            except (KeyError, ValueError) as error:
                raise ModelsheetError(f"{index}, line {number}: mend it, {_lacking(error)}") from error
        self._shards: dict[str, dict[str, np.ndarray]] = {}

    @property
    def held_out(self) -> list[AssetRecord]:
        """The whole objects of one family in twenty, always the same: for evaluation."""
        return [record for record in self.whole if is_held_out(record)]

    @property
    def seen(self) -> list[AssetRecord]:
        """The whole objects of all other families."""
        return [record for record in self.whole if not is_held_out(record)]

    @property
    def whole(self) -> list[AssetRecord]:
        """The records that are whole objects rather than kit pieces."""
        return [record for record in self.records if not record.modular]

    def surface(self, record: AssetRecord) -> Surface:
        """The asset's mesh, its corners unwelded so that each has its own colour."""
        shard = self._shard(record.shard)
        i = record.shard_index
        v0, v1 = shard["vertex_offsets"][i : i + 2]
        f0, f1 = shard["face_offsets"][i : i + 2]
        corners = shard["vertices"][v0:v1][shard["faces"][f0:f1]].reshape(-1, 3)
        faces = np.arange(len(corners), dtype=np.int32).reshape(-1, 3)
        return Surface(corners, faces, colors=shard["corner_rgb"][f0:f1].reshape(-1, 3))

    def triangles(self, record: AssetRecord) -> ColoredTriangles:
        """The asset's mesh, to be drawn with many others."""
        surface = self.surface(record)
        assert surface.colors is not None
        return ColoredTriangles(surface.corners, surface.colors[surface.faces])

    def sheets(self, records: list[AssetRecord], cache: Path, workers: int = 2) -> SheetCache:
        """The records' sheets from `cache`, rendered first where they are not there yet."""
        key = _rendered(records)
        folder = cache / key
        if not (folder / "depth.npy").is_file():
            every = cache / _rendered(self.whole)
            if (every / "depth.npy").is_file() and all(not record.modular for record in records):
                self._copy(records, every, folder)
            else:
                self._render(records, folder, workers)
        rgba, depth = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("rgba", "depth"))
        return SheetCache(records, rgba, depth, key)

    def _shard(self, name: str) -> dict[str, np.ndarray]:
        if name not in self._shards:
            path = self.folder / name
            if not path.is_file():
                raise ModelsheetError(f"{path} is missing: give --data the whole folder")
            with np.load(path) as arrays:
                self._shards[name] = {key: arrays[key] for key in arrays.files}
        return self._shards[name]

    def _copy(self, records: list[AssetRecord], source: Path, folder: Path) -> None:
        """Out of the cache of all whole objects."""
        place = {record.id: i for i, record in enumerate(self.whole)}
        rows = [place[record.id] for record in records]
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("rgba", "depth"):  # depth last, as in _render
            old = np.load(source / f"{name}.npy", mmap_mode="r")
            size = (len(rows), *old.shape[1:])
            new = np.lib.format.open_memmap(folder / f"{name}.part.npy", "w+", old.dtype, size)
            for i, row in enumerate(rows):
                new[i] = old[row]
            new.flush()
            (folder / f"{name}.part.npy").replace(folder / f"{name}.npy")

    def _render(self, records: list[AssetRecord], folder: Path, workers: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        size = (len(records), len(SHEET_VIEWS), JUDGED_RESOLUTION, JUDGED_RESOLUTION)
        rgba = np.lib.format.open_memmap(folder / "rgba.part.npy", "w+", np.uint8, (*size, 4))
        depth = np.lib.format.open_memmap(folder / "depth.part.npy", "w+", np.uint16, size)
        with ProcessPoolExecutor(workers, initializer=_open_library, initargs=(self.folder,)) as pool:
            jobs = pool.map(_render_record, records, chunksize=8)
            for i, (colors, codes) in enumerate(tqdm(jobs, total=len(records), desc="render", unit="asset")):
                rgba[i], depth[i] = colors, codes
        rgba.flush()
        depth.flush()
        for name in ("rgba", "depth"):  # depth last: its presence marks the cache as whole
            (folder / f"{name}.part.npy").replace(folder / f"{name}.npy")


def cache_key(*parts: object) -> str:
    """A name for what is made from these JSON values: other values, another name."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _rendered(records: list[AssetRecord]) -> str:
    return cache_key(_RENDERING, JUDGED_RESOLUTION, [record.id for record in records])


_library: AssetLibrary | None = None


def _open_library(folder: Path) -> None:
    global _library
    torch.set_num_threads(1)
    _library = AssetLibrary(folder)


def _render_record(record: AssetRecord) -> tuple[np.ndarray, np.ndarray]:
    assert _library is not None
    drawn = draw_sheets([_library.triangles(record)], JUDGED_RESOLUTION, "cpu")
    depth = drawn.depth[0].numpy()
    codes = np.where(np.isnan(depth), 0, np.rint(depth / DEPTH_LIMIT * 65534) + 1)
    return drawn.rgba[0].numpy(), codes.astype(np.uint16)


def _lacking(error: Exception) -> str:
    return f"the field {error} is missing" if isinstance(error, KeyError) else f"it is no JSON ({error})"

"""ModelSheet: all views of one object, drawn together, each pixel with its depth."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from .cameras import Camera
from .errors import Message, ModelsheetError
from .pictures import MOST_PIXELS, open_picture, write_png

_MARGIN = 16
_COLUMNS = 4
_LABEL = (110, 110, 110, 255)
_UNPAINTED = 12  # of 255: paint programs round a little where they save, most of all at soft edges
TRANSFORMS = "transforms.json"  # see formats.transforms
FORMAT = 1


@dataclass(frozen=True)
class View:
    """One drawing of the object.

    rgb: (H, W, 3) uint8 sRGB, not premultiplied. alpha: (H, W) uint8.
    depth: (H, W) float32 object units along the viewing axis, NaN where unknown; or None.
    normals: (H, W, 3) float32 unit vectors in the world, NaN where unknown; or None.
    Depth and normals are held at the 16 bits in which they are stored, so a saved sheet is equal
    to the one in memory.
    """

    name: str
    camera: Camera
    rgb: np.ndarray
    alpha: np.ndarray
    depth: np.ndarray | None = None
    normals: np.ndarray | None = None

    def __post_init__(self) -> None:
        shape = (self.camera.height, self.camera.width)
        for part, expected in ((self.rgb, (*shape, 3)), (self.alpha, shape)):
            if part.shape != expected or part.dtype != np.uint8:
                raise ValueError(
                    f"view {self.name}: expected uint8 {expected}, got {part.dtype} {part.shape}"
                )
        for values, wanted in ((self.depth, shape), (self.normals, (*shape, 3))):
            if values is not None and values.shape != wanted:
                raise ValueError(f"view {self.name}: expected {wanted}, got {values.shape}")
        if self.depth is not None:
            codes = encode(self.depth, 0, self._depth_limit)
            object.__setattr__(self, "depth", decode(codes, 0, self._depth_limit))
        if self.normals is not None:
            object.__setattr__(self, "normals", decode(encode(self.normals, -1, 1), -1, 1))

    def __eq__(self, other: object) -> bool:
        """The same name, camera and pixels; what is unknown in both is alike."""
        if not isinstance(other, View):
            return NotImplemented
        pairs = ((getattr(self, part), getattr(other, part)) for part in ("rgb", "alpha", "depth", "normals"))
        return (self.name, self.camera) == (other.name, other.camera) and all(_alike(*pair) for pair in pairs)

    def __hash__(self) -> int:
        return hash((self.name, self.camera))

    @property
    def rgba(self) -> np.ndarray:
        """(H, W, 4) uint8, straight alpha."""
        return np.dstack([self.rgb, self.alpha])

    @property
    def mask(self) -> np.ndarray:
        """(H, W) bool, where the object covers at least half of the pixel."""
        return self.alpha >= 128

    @property
    def _depth_limit(self) -> float:
        return float(np.linalg.norm(self.camera.position)) + 1


@dataclass(frozen=True)
class ModelSheet:
    """The views of one object, and where they come from.

    `generator` names what drew it; `settings` holds its options (steps, guidance scale ...) as
    plain JSON values. `drawn` is the grid, (H, W, 4) uint8, as it was before a person painted on it;
    None when nobody has. `seconds` is what drawing it took, by phase; no file keeps it.
    """

    views: tuple[View, ...]
    prompt: str = ""
    seed: int | None = None
    generator: str = ""
    settings: dict = field(default_factory=dict)
    drawn: np.ndarray | None = field(default=None, compare=False)
    seconds: dict[str, float] = field(default_factory=dict, compare=False)

    def __hash__(self) -> int:
        return hash((self.views, self.prompt, self.seed, self.generator))

    def __getitem__(self, name: str) -> View:
        for view in self.views:
            if view.name == name:
                return view
        raise KeyError(name)

    def __iter__(self) -> Iterator[View]:
        return iter(self.views)

    @property
    def has_depth(self) -> bool:
        """True when every view knows its depth."""
        return all(view.depth is not None for view in self.views)

    @property
    def notices(self) -> tuple[Message, ...]:
        """What the user should know: how the prompt was taken, and what was erased."""
        found = []
        if self.settings.get("understood"):
            found.append(Message("understood", {"text": self.settings["understood"]}))
        if self.settings.get("unknown"):
            found.append(Message("not-understood", {"words": ", ".join(self.settings["unknown"])}))
        if notice := self.settings.get("notice"):
            found.append(Message.from_json(notice) if isinstance(notice, dict) else Message(str(notice)))
        if read := self.settings.get("read"):
            found.append(Message.from_json(read))
        if self.erased:
            found.append(Message("views-erased", {"names": ", ".join(self.erased)}))
        return tuple(found)

    @property
    def notice(self) -> str:
        """The notices in one line; empty when there is nothing to say."""
        return "; ".join(map(str, self.notices))

    @property
    def painted(self) -> dict[str, np.ndarray]:
        """By view, where a person has painted on it: (H, W) bool. Views that are as drawn are left out."""
        if self.drawn is None:
            return {}
        before = Image.fromarray(self.drawn)
        parts = {}
        for view, (left, top) in zip(self.views, _layout(self.views)[0], strict=True):
            size = (left, top, left + view.camera.width, top + view.camera.height)
            change = _over_black(view.rgba) - _over_black(np.asarray(before.crop(size)))
            differs = np.abs(change).max(-1) > _UNPAINTED
            if differs.any():
                parts[view.name] = differs
        return parts

    @property
    def erased(self) -> list[str]:
        """The views of which nothing is left, though something was drawn in them."""
        if self.drawn is None:
            return []
        boxes = zip(self.views, _layout(self.views)[0], strict=True)
        return [
            view.name
            for view, (left, top) in boxes
            if not view.mask.any()
            and (self.drawn[top : top + view.camera.height, left : left + view.camera.width, 3] >= 128).any()
        ]

    def image(self) -> Image.Image:
        """The labelled grid of views, RGBA: what `sheet.png` holds."""
        boxes, size = _layout(self.views)
        picture = Image.new("RGBA", size, (0, 0, 0, 0))
        draw = ImageDraw.Draw(picture)
        for view, (left, top) in zip(self.views, boxes, strict=True):
            picture.paste(Image.fromarray(view.rgba), (left, top))
            draw.text((left + 2, top - _MARGIN + 2), view.name, fill=_LABEL)
        return picture

    def save(self, folder: str | Path) -> Path:
        """Write the `files` of the sheet; returns the folder."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in self.files().items():
            (folder / name).write_bytes(data)
        return folder

    def files(self) -> dict[str, bytes]:
        """By name what a saved sheet consists of: `sheet.png`, 16-bit depth (and normals), `sheet.json`.

        `drawn.png` is what `sheet.png` was before anybody painted on it.
        """
        files = {"sheet.png": _png(self.image())}
        files["drawn.png"] = files["sheet.png"] if self.drawn is None else _png(Image.fromarray(self.drawn))
        for view in self.views:
            if view.depth is not None:
                codes = encode(view.depth, 0, view._depth_limit)
                files[f"depth_{view.name}.png"] = _png(Image.fromarray(codes))
            if view.normals is not None:
                codes = encode(view.normals, -1, 1)
                rows = np.concatenate(np.moveaxis(codes, 2, 0), axis=1)  # x | y | z side by side
                files[f"normals_{view.name}.png"] = _png(Image.fromarray(rows))
        files["sheet.json"] = (json.dumps(self._record(), indent=2) + "\n").encode()
        return files

    @classmethod
    def load(cls, folder: str | Path) -> ModelSheet:
        """Read a saved sheet, as it was or as it has been painted over since.

        A folder that has a `transforms.json` instead is read as a data set in nerfstudio's layout. Raises
        ModelsheetError when a part is missing, damaged or of the wrong size.
        """
        folder = Path(folder)
        if (folder / TRANSFORMS).is_file() and not (folder / "sheet.json").is_file():
            from .formats.transforms import read_transforms

            return read_transforms(folder)
        record = _read_record(folder / "sheet.json")
        picture = np.asarray(_open(folder / "sheet.png").convert("RGBA"))
        if list(picture.shape[1::-1]) != record["size"]:
            size, expected = ("x".join(map(str, s)) for s in (picture.shape[1::-1], record["size"]))
            raise ModelsheetError("sheet-size", path=folder / "sheet.png", size=size, expected=expected)
        if _is_flattened(picture, record["views"]):
            raise ModelsheetError("sheet-no-alpha", path=folder / "sheet.png")
        views = tuple(_read_view(folder, picture, entry) for entry in record["views"])
        keys = ("prompt", "seed", "generator", "settings")
        return cls(views, **{key: record[key] for key in keys}, drawn=_read_drawn(folder, picture))

    def _record(self) -> dict:
        boxes, size = _layout(self.views)
        views = [
            {
                "name": view.name,
                "box": list(box),
                "camera": view.camera.to_dict(),
                "depth": view.depth is not None,
                "normals": view.normals is not None,
            }
            for view, box in zip(self.views, boxes, strict=True)
        ]
        return {
            "format": FORMAT,
            "prompt": self.prompt,
            "seed": self.seed,
            "generator": self.generator,
            "settings": self.settings,
            "size": list(size),
            "views": views,
        }


def iou(one: np.ndarray, other: np.ndarray) -> float:
    """Intersection over union of two masks, 0 to 1; 1 where both are empty."""
    union = (one | other).sum()
    return float((one & other).sum() / union) if union else 1.0


def encode(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Floats to 16-bit codes, as files hold depths and normals; 0 stands for NaN."""
    scaled = np.clip((values - low) / (high - low), 0, 1) * 65534 + 1
    return np.where(np.isnan(values), 0, np.rint(scaled)).astype(np.uint16)


def decode(codes: np.ndarray, low: float, high: float) -> np.ndarray:
    """The inverse of `encode`, float32."""
    values = low + (codes.astype(np.float64) - 1) / 65534 * (high - low)
    return np.where(codes == 0, np.nan, values).astype(np.float32)


def _alike(one: np.ndarray | None, other: np.ndarray | None) -> bool:
    if one is None or other is None:
        return one is other
    return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")


def _png(picture: Image.Image) -> bytes:
    data = io.BytesIO()
    write_png(picture, data)
    return data.getvalue()


def _layout(views: tuple[View, ...]) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """Upper left corner of each view in the grid, and the size of the whole picture."""
    width = max(view.camera.width for view in views) + _MARGIN
    height = max(view.camera.height for view in views) + _MARGIN
    columns = min(_COLUMNS, len(views))
    boxes = [(i % columns * width + _MARGIN, i // columns * height + _MARGIN) for i in range(len(views))]
    rows = -(-len(views) // columns)
    return boxes, (columns * width + _MARGIN, rows * height + _MARGIN)


def _over_black(rgba: np.ndarray) -> np.ndarray:
    """(H, W, 4) int, premultiplied: colour that can't be seen does not count."""
    values = rgba.astype(np.int64)
    return np.dstack([values[..., :3] * values[..., 3:] // 255, values[..., 3:]])


def _read_record(path: Path) -> dict:
    if not path.is_file():
        raise ModelsheetError("sheet-missing", path=path)
    try:
        record = json.loads(path.read_bytes())  # with a byte order mark or without
        if record["format"] != FORMAT:
            raise ModelsheetError("sheet-format", path=path, format=record["format"], reads=FORMAT)
        _check_record(record)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, ModelsheetError):
            raise
        raise ModelsheetError("sheet-damaged", path=path, reason=repr(error)) from error
    return record


def _check_record(record: dict) -> None:
    """Make the cameras of a record; raises an error unless it is whole and consistent."""
    for key, kind in (("prompt", str), ("seed", int | None), ("generator", str), ("settings", dict)):
        if not isinstance(record[key], kind):
            raise ValueError(f"{key} is {record[key]!r}")
    width, height = record["size"]
    if not record["views"]:
        raise ValueError("no views")
    for entry in record["views"]:
        entry["camera"] = camera = Camera.from_dict(entry["camera"])
        left, top = entry["box"]
        if not (0 <= left <= width - camera.width and 0 <= top <= height - camera.height):
            raise ValueError(f"view {entry['name']} lies outside the picture")
        if not re.fullmatch(r"[\w-]+", entry["name"]):  # it names files
            raise ValueError(f"a view is called {entry['name']!r}")
        if not all(isinstance(entry[key], bool) for key in ("depth", "normals")):
            raise ValueError(f"view {entry['name']} does not say what it knows")


def _is_flattened(picture: np.ndarray, entries: list[dict]) -> bool:
    """True when the background is opaque: most of the margins between the views, or all of every view."""
    opaque = picture[..., 3] >= 128
    margin = np.ones_like(opaque)
    views = []
    for entry in entries:
        (left, top), camera = entry["box"], entry["camera"]
        box = slice(top, top + camera.height), slice(left, left + camera.width)
        margin[box] = False
        views.append(opaque[box])
    return bool(opaque[margin].mean() > 0.5 if margin.any() else False) or all(view.all() for view in views)


def _read_drawn(folder: Path, picture: np.ndarray) -> np.ndarray | None:
    """The grid before it was painted on; None when it is the same, or of an older version."""
    path = folder / "drawn.png"
    if not path.exists():
        return None
    drawn = np.asarray(_open(path).convert("RGBA"))
    if drawn.shape != picture.shape:
        raise ModelsheetError("picture-size", path=path)
    return None if np.array_equal(drawn, picture) else drawn


def _open(path: Path) -> Image.Image:
    try:
        picture = open_picture(path)
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        picture.load()
    except FileNotFoundError as error:
        raise ModelsheetError("picture-missing", path=path) from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ModelsheetError("picture-unreadable", path=path) from error
    return picture


def _read_view(folder: Path, picture: np.ndarray, entry: dict) -> View:
    camera: Camera = entry["camera"]
    left, top = entry["box"]
    rgba = picture[top : top + camera.height, left : left + camera.width]
    depth = normals = None
    view = View(entry["name"], camera, rgba[..., :3].copy(), rgba[..., 3].copy())
    if entry["depth"]:
        codes = _read_codes(folder / f"depth_{view.name}.png", (camera.height, camera.width))
        depth = decode(codes, 0, view._depth_limit)
    if entry["normals"]:
        codes = _read_codes(folder / f"normals_{view.name}.png", (camera.height, 3 * camera.width))
        normals = decode(np.stack(np.split(codes, 3, axis=1), -1), -1, 1)
    return View(view.name, camera, view.rgb, view.alpha, depth, normals)


def _read_codes(path: Path, shape: tuple[int, int]) -> np.ndarray:
    picture = _open(path)
    if not picture.mode.startswith("I"):
        raise ModelsheetError("picture-not-16-bit", path=path)
    codes = np.asarray(picture)
    if codes.shape != shape:
        raise ModelsheetError("picture-size", path=path)
    return codes.astype(np.uint16)

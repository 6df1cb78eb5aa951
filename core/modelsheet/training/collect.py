"""`modelsheet dataset`: mesh files to training data, with what had to be guessed on a page to look at.

Three layouts are known. "files": any folder of glTF, OBJ, PLY and STL files; captions come from a CSV file of
`file,caption` rows (several rows, several captions), from a text file beside a mesh (one caption a line),
else from the file's name. "shapenet": ShapeNetCore's, SYNSET/MODEL/models/model_normalized.obj beside
taxonomy.json; its fronts are known. "objaverse": a text file of Objaverse's ids, one a line, which its own
package downloads.

The data folder gets `index.jsonl` and `meshes-00.npz`, as AssetLibrary reads them, pages `contact-01.png` ...
and `contact.csv`: what is said there, corrected by a person, holds the next time the command is run.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..cameras import SHEET_VIEWS
from ..errors import ModelsheetError
from ..folders import staged
from ..formats import READERS
from ..generation.embedded.reader import Eye
from ..prompts.colors import colors_in
from ..prompts.sizes import typical_size
from ..render import RayCaster
from ..surface import Surface
from .captions import without_colors
from .contact import UNSURE, draw_pages
from .dataset import AssetRecord
from .raster import ColoredTriangles, draw_sheets
from .scenes import turned

LAYOUTS = ("files", "shapenet", "objaverse")
CONTACT = "contact.csv"
SHARD = "meshes-00.npz"
MOST_FACES = 20_000  # of an asset; finer ones are simplified
_FINE = 5_000  # faces from which a textured mesh holds enough of its texture in its corners
_SEEN = 96  # pixels a side of the views by which a front is guessed
_METRES = (0.02, 40.0)  # sizes that a thing may have; outside of them the unit was another
_UNITS = (1.0, 0.01, 0.001, 0.0254)  # metres, centimetres, millimetres, inches


@dataclass(frozen=True)
class Source:
    """A mesh file and what is known of it. id: unlike all others. quarters: by how many quarters of a circle,
    counter-clockwise from above, its front is turned away from -Y; None where it must be guessed."""

    id: str
    path: Path
    captions: tuple[str, ...]
    category: str = "own"
    quarters: int | None = None


@dataclass(frozen=True)
class Guess:
    """What the contact page shows of an asset, for a person to correct. quarters: as in Source; sure: of it,
    0 to 1. metres: its longest side. keep: or leave it out."""

    id: str
    caption: str
    quarters: int
    sure: float
    metres: float
    keep: bool = True


def collect(
    source: Path,
    out: Path,
    layout: str = "files",
    captions: Path | None = None,
    up: str | None = None,
    progress: Callable[[float], None] = lambda part: None,
) -> tuple[int, list[str]]:
    """Write training data of `source`; returns how many assets it has, and a line on each that was left out.

    up: the axis that points up in the files, where it isn't the usual one of their format. Raises
    ModelsheetError where nothing can be used.
    """
    sources = list(_sources(source, layout, captions))
    if not sources:
        raise ModelsheetError(f"{source} has no mesh files: it takes {', '.join(READERS)}")
    known, eye = read_contact(out / CONTACT), _open_eye()
    records: list[AssetRecord] = []
    meshes, guesses, sheets, left = [], [], [], []
    for number, each in enumerate(sources):
        progress(number / len(sources))
        try:
            surface = Surface.load(each.path, up)
            mesh = _triangles(surface)
        except ModelsheetError as error:
            left.append(f"{each.path}: {error}")
            continue
        guess = known.get(each.id) or _guess(each, surface, mesh, eye)
        mesh = turned(mesh, -guess.quarters)
        guesses.append(guess)
        sheets.append(draw_sheets([mesh], _SEEN, "cpu").rgba[0].numpy())
        if guess.keep:
            records.append(_record(replace(each, captions=_told(each, guess)), len(records)))
            meshes.append(mesh)
    if not records:
        raise ModelsheetError(f"none of the {len(sources)} files of {source} can be used: {left[0]}")
    with staged(out) as stage:
        lines = (json.dumps(asdict(record), ensure_ascii=False) for record in records)
        (stage / "index.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
        _write_shard(stage / SHARD, meshes)
        _write_contact(stage / CONTACT, guesses)
        draw_pages(stage, guesses, sheets)
    return len(records), left


def read_contact(path: Path) -> dict[str, Guess]:
    """What a person has left or corrected in contact.csv, by id; empty where there is no such file."""
    if not path.is_file():
        return {}
    found = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            try:
                found[row["id"]] = Guess(
                    row["id"],
                    row["caption"],
                    int(row["quarters"]) % 4,
                    float(row["sure"]),
                    float(row["metres"]),
                    row["keep"].strip().lower() in ("yes", "true", "1"),
                )
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise ModelsheetError(f"{path}, line {line} can't be read ({error}): mend it") from error
    return found


def _sources(source: Path, layout: str, captions: Path | None) -> Iterator[Source]:
    if layout == "objaverse":
        yield from _objaverse(source)
    elif not source.is_dir():
        raise ModelsheetError(f"{source} is no folder: give the one that the mesh files are in")
    elif layout == "shapenet":
        yield from _shapenet(source)
    else:
        yield from _files(source, captions)


def _files(folder: Path, captions: Path | None) -> Iterator[Source]:
    told = _read_captions(captions) if captions else {}
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in READERS)
    used: set[str] = set()
    for path in paths:
        name = path.relative_to(folder).as_posix()
        keys = [key for key in (name, path.name, path.stem) if key in told]
        beside = path.with_suffix(".txt")
        if keys:
            own = told[keys[0]]
            used.add(keys[0])
        elif beside.is_file():
            own = [line.strip() for line in beside.read_text("utf-8-sig").splitlines() if line.strip()]
        else:
            own = []
        yield Source(name, path, tuple(own or [_from_name(path.stem)]))
    if unknown := sorted(set(told) - used):
        raise ModelsheetError(f"{captions} names {unknown[0]}, which is not in {folder}: mend the row")


def _shapenet(folder: Path) -> Iterator[Source]:
    """ShapeNetCore v2: Y points up, fronts look to -Z, which is +Y here."""
    table = folder / "taxonomy.json"
    if not table.is_file():
        raise ModelsheetError(f"{table} is missing: give the folder of ShapeNetCore that it is in")
    names = {row["synsetId"]: row["name"].split(",") for row in json.loads(table.read_text("utf-8"))}
    for path in sorted(folder.glob("*/*/models/model_normalized.obj")):
        synset, model = path.parts[-4:-2]
        words = tuple(word.strip() for word in names.get(synset, [synset]))
        yield Source(f"{synset}/{model}", path, words, words[0], 2)


def _objaverse(ids: Path) -> Iterator[Source]:
    try:
        import objaverse
    except ImportError as error:
        problem = "Objaverse's package is missing: pip install 'modelsheet[objaverse]'"
        raise ModelsheetError(problem) from error
    if not ids.is_file():
        raise ModelsheetError(f"{ids} is no file: give a text file with an id of Objaverse on each line")
    wanted = ids.read_text("utf-8").split()
    try:
        told, paths = objaverse.load_annotations(wanted), objaverse.load_objects(wanted)
    except Exception as error:  # it raises what its downloader does
        line = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelsheetError(f"Objaverse can't be reached ({line}): it needs the network") from error
    for uid in wanted:
        if uid in paths:
            about: dict[str, Any] = told.get(uid, {})
            tags = [str(tag.get("name", "")) for tag in about.get("tags", [])]
            names = [_from_name(str(text)) for text in (about.get("name") or uid, *tags[:2]) if text]
            kinds = about.get("categories") or [{}]
            yield Source(uid, Path(paths[uid]), tuple(names), str(kinds[0].get("name", "objaverse")))


def _read_captions(path: Path) -> dict[str, list[str]]:
    """By file, from rows of `file,caption`, with a line of names or without one."""
    found: dict[str, list[str]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if any(cell.strip() for cell in row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ModelsheetError(f"{path} can't be read as a CSV file: save it again as UTF-8") from error
    for number, row in enumerate(rows, 1):
        if number == 1 and row[0].strip().lower() in ("file", "name", "path"):
            continue
        if len(row) < 2 or not row[1].strip():
            raise ModelsheetError(f"{path}, row {number} has no caption: write file,caption")
        found.setdefault(row[0].strip(), []).append(" ".join(row[1].split()))
    return found


def _from_name(stem: str) -> str:
    """ "red barrel" of "RedBarrel_01"."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", stem)
    words = re.sub(r"[^\w]|_|\d", " ", words)
    return " ".join(words.lower().split()) or "object"


def _open_eye() -> Eye:
    from ..generation.embedded.vocabulary import Vocabulary
    from ..weights import find_model

    return Eye.open(Vocabulary.load(find_model("embedded")))


def _triangles(surface: Surface) -> ColoredTriangles:
    """With a colour at each corner: of a coarse mesh with a texture the faces are parted until it is fine
    enough, of one that is too fine the faces are merged."""
    if len(surface.faces) > MOST_FACES:
        return _simplified(surface)
    corners = surface.corners
    face = np.arange(len(corners))
    weight = np.tile(np.eye(3, dtype=np.float32), (len(corners), 1, 1))
    while _has_texture(surface) and len(corners) < _FINE:
        corners, face, weight = _parted(corners), np.repeat(face, 4), _parted(weight)
    shown = surface.rgba(np.repeat(face, 3), weight.reshape(-1, 3)).reshape(-1, 3, 4)
    return ColoredTriangles(corners.astype(np.float32), shown[..., :3].copy())


def _has_texture(surface: Surface) -> bool:
    return surface.texture is not None or any(material.textures for material in surface.materials)


def _parted(corners: np.ndarray) -> np.ndarray:
    """Each triangle (F, 3, D) as four, through the middles of its sides."""
    a, b, c = np.moveaxis(corners, 1, 0)
    ab, bc, ca = (a + b) / 2, (b + c) / 2, (c + a) / 2
    four = [[a, ab, ca], [ab, b, bc], [ca, bc, c], [ab, bc, ca]]
    return np.stack([np.stack(each, 1) for each in four], 1).reshape(-1, 3, corners.shape[-1])


def _simplified(surface: Surface) -> ColoredTriangles:
    import fast_simplification

    vertices, faces = fast_simplification.simplify(
        surface.vertices, surface.faces, target_count=MOST_FACES, agg=4
    )
    corners = vertices[faces]
    near = RayCaster(surface).nearest(corners.reshape(-1, 3))
    shown = surface.rgba(near.face, near.barycentric)
    return ColoredTriangles(corners.astype(np.float32), shown[:, :3].reshape(-1, 3, 3).copy())


def _guess(source: Source, surface: Surface, mesh: ColoredTriangles, eye: Eye) -> Guess:
    """The front by what the reader takes each side for; the unit by what sizes things have."""
    if source.quarters is None:
        rgba = draw_sheets([mesh], _SEEN, "cpu").rgba[0].numpy()
        quarters, sure = front_of(eye, rgba[:4])
        quarters = quarters if sure >= UNSURE else 0  # a doubt is no reason to turn it
    else:
        quarters, sure = source.quarters, 1.0
    return Guess(
        source.id, source.captions[0], quarters, round(sure, 2), _metres(surface, source.captions[0])
    )


def front_of(eye: Eye, sides: np.ndarray) -> tuple[int, float]:
    """By how many quarters, counter-clockwise from above, a thing's front is turned away from -Y, and how
    sure that is, 0 to 1. sides: its pictures from front, right, back and left (4, H, W, 4)."""
    seen = np.log(np.maximum(eye.sides(list(sides))[:, :4], 1e-3))
    scores = np.array([sum(seen[(i + turn) % 4, i] for i in range(4)) for turn in range(4)])
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    best = int(shares.argmax())
    return best, float(shares[best])


def _metres(surface: Surface, caption: str) -> float:
    """The longest side, in the unit in which it comes nearest to what such things measure; where that is not
    known in the first one in which it is the size of anything, or as it is."""
    size = float(np.ptp(surface.bounds, axis=0).max())
    if typical := typical_size(caption):
        steps = np.log(typical.longest / size) - np.log(_UNITS)
        return round(size * _UNITS[int(np.abs(steps).argmin())], 4)
    fits = (size * unit for unit in _UNITS if _METRES[0] <= size * unit <= _METRES[1])
    return round(next(fits, size), 4)


def _told(source: Source, guess: Guess) -> tuple[str, ...]:
    """The captions, the page's first."""
    return tuple(dict.fromkeys([guess.caption, *source.captions[1:]]))


def _record(source: Source, number: int) -> AssetRecord:
    caption, *others = source.captions
    noun = without_colors(re.sub(r"^(an?|the) ", "", caption.lower()).split(" with ")[0].split(",")[0])
    return AssetRecord(
        id=source.id,
        caption=caption,
        captions=tuple(others),
        noun=noun,
        concept=noun,
        colors=colors_in(caption),
        category=source.category,
        family=re.sub(r"[\d_-]+$", "", Path(source.id).stem) or source.id,
        modular=False,
        front_known=True,
        shard=SHARD,
        shard_index=number,
    )


def _write_shard(path: Path, meshes: Sequence[ColoredTriangles]) -> None:
    counts = np.array([len(mesh.corners) for mesh in meshes])
    ends = np.concatenate([[0], counts.cumsum()])
    np.savez_compressed(
        path,
        vertices=np.concatenate([mesh.corners.reshape(-1, 3) for mesh in meshes]),
        faces=np.concatenate([np.arange(3 * n, dtype=np.int32).reshape(-1, 3) for n in counts]),
        corner_rgb=np.concatenate([mesh.colors for mesh in meshes]),
        vertex_offsets=3 * ends,
        face_offsets=ends,
    )


def _write_contact(path: Path, guesses: Sequence[Guess]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(Guess.__dataclass_fields__))
        writer.writeheader()
        for guess in guesses:
            writer.writerow({**asdict(guess), "keep": "yes" if guess.keep else "no"})


assert SHEET_VIEWS[:4] == ("front", "right", "back", "left")  # see front_of

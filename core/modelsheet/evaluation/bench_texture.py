"""`modelsheet bench texture`: known meshes without their colours, painted from their captions.

The judge of `evaluate` looks at renders of the painted meshes, of the assets that the same generator makes of
the same captions, and of the meshes in their own colours.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from .. import texturing
from ..cameras import Camera, orbit_pose
from ..context import Context
from ..errors import ModelsheetError
from ..finishing.inspect import welded
from ..pipeline import Pipeline, draw, make
from ..prompts.minilm import TextEncoder
from ..render import RayCaster, render_sheet, render_view
from ..request import Request
from ..surface import Surface
from ..training.dataset import JUDGED_RESOLUTION, AssetLibrary
from . import judge
from .prompts import Prompt, check_data, fixed_prompts

GROUP = "held-out"
_TEXTURE = 512  # texels a side, as `evaluate` has them
_TILE = 256  # pixels a side of a picture in the page
_ANGLES, _LIGHT = (30, 20), (-10, 50)  # azimuth and elevation, degrees
_EXTENT = 1.25  # object units that a picture spans
_AMBIENT = 0.55  # of the light, from everywhere
_PAIRS = 4  # before and after, side by side, in a row of the page

Show = Callable[[Prompt, Image.Image, Image.Image], None]
"""Called with a prompt and the mesh before and after."""


def cases(library: AssetLibrary, count: int) -> list[tuple[Prompt, Surface]]:
    """Held-out assets of as many categories as there are, their meshes without colours and UVs."""
    check_data(library)
    records = {record.id: record for record in library.held_out}
    found: dict[str, Prompt] = {}
    for prompt in fixed_prompts():
        if prompt.group == GROUP:
            found.setdefault(prompt.category, prompt)
    prompts = list(found.values())
    rows = np.linspace(0, len(prompts) - 1, min(count, len(prompts))).round().astype(int)
    return [(prompts[i], welded(library.surface(records[prompts[i].source]))) for i in rows]


def bench(
    data: str | Path,
    cache: Path,
    generator: str = "embedded",
    count: int = 20,
    seed: int = 0,
    progress: Callable[[float], None] = lambda part: None,
    show: Show | None = None,
) -> list[dict]:
    """One row a mesh: whether the judge picks its caption, and how well the texture covers it.

    right, right_generated, right_real: from the painted mesh, the generated asset, the mesh's own colours.
    """
    library = AssetLibrary(data)
    jury = judge.load_or_train(library, cache, TextEncoder())
    concepts = {record.id: record.concept for record in library.whole}
    texts = {p.text: concepts[p.source] for p in fixed_prompts() if p.group == GROUP}
    choices = judge.Choices.of(texts, jury)
    records = {record.id: record for record in library.held_out}
    pipeline = Pipeline.from_pretrained(generator)
    rows, chosen = [], cases(library, count)
    for i, (prompt, bare) in enumerate(chosen):
        progress(i / len(chosen))
        own = choices.texts.index(prompt.text)
        request = Request(prompt.text, seed, texture_size=_TEXTURE)
        sheet = texturing.draw(pipeline.generator, bare, request, Context())
        asset = texturing.make(bare, sheet, request, Context())
        if show:
            show(prompt, still(bare), still(asset.surface))
        surfaces = {
            "right": asset.surface,
            "right_generated": _generated(pipeline, request),
            "right_real": library.surface(records[prompt.source]),
        }
        row: dict = {"prompt": prompt.text}
        for name, surface in surfaces.items():
            row[name] = surface is not None and jury.pick(_seen(surface), choices, own)
        facts = ("unseen", "seam_delta_e", "uv_coverage", "uv_overlap")
        rows.append(row | {name: asset.report[name] for name in facts})
    return rows


def means(rows: list[dict]) -> dict[str, float]:
    """Of all figures; of the seams the median."""
    names = [name for name in rows[0] if name != "prompt"]
    kinds = {name: np.median if name == "seam_delta_e" else np.mean for name in names}
    return {name: float(kinds[name]([float(row[name]) for row in rows])) for name in names}


class Page:
    """The meshes before and after, as one picture."""

    def __init__(self) -> None:
        self._pairs: list[tuple[Image.Image, Image.Image]] = []

    def show(self, prompt: Prompt, before: Image.Image, after: Image.Image) -> None:
        """Add a pair."""
        self._pairs.append((before, after))

    def write(self, path: Path) -> None:
        """As PNG or WebP, _PAIRS to a row."""
        height = -(-len(self._pairs) // _PAIRS) * _TILE
        page = Image.new("RGB", (_PAIRS * 2 * _TILE, height), "white")
        for number, pair in enumerate(self._pairs):
            row, column = divmod(number, _PAIRS)
            for side, picture in enumerate(pair):
                page.paste(picture.convert("RGB"), ((2 * column + side) * _TILE, row * _TILE))
        page.save(path)


def _generated(pipeline: Pipeline, request: Request) -> Surface | None:
    """The asset that the generator makes of the words alone."""
    try:
        return make(draw(pipeline.generator, request, Context()), request, Context()).surface
    except ModelsheetError:
        return None


def _seen(surface: Surface) -> np.ndarray:
    """(6, 128, 128, 4) uint8, as the judge looks at it."""
    return judge.rgba_of(render_sheet(surface, JUDGED_RESOLUTION))


def still(surface: Surface) -> Image.Image:
    """A three-quarter view in plain light, grey where the surface has no colours."""
    camera = Camera.orthographic(orbit_pose(*_ANGLES, 2), _EXTENT, _TILE)
    view = render_view(RayCaster(surface.normalized()), camera)
    light = orbit_pose(*_LIGHT, 1)[:3, 3]
    assert view.normals is not None
    shade = _AMBIENT + (1 - _AMBIENT) * np.clip(np.nan_to_num(view.normals) @ light, 0, 1)
    color = np.clip(view.rgb * shade[..., None], 0, 255)
    alpha = view.alpha[..., None] / 255
    return Image.fromarray(np.rint(color * alpha + 255 * (1 - alpha)).astype(np.uint8))

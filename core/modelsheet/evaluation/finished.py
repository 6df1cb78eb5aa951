"""`modelsheet bench finished`: assets textured, as wireframes and in clay in a picture, and their figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from .. import reconstruction, second
from ..asset import Asset
from ..finishing.preview import Studio
from ..pipeline import Pipeline
from ..render import RayCaster
from ..run import warm_up
from ..sheet import iou
from ..surface import Surface
from .consistency import back_in_the_cube

PROMPTS = (
    "a wooden barrel",
    "a red sports car",
    "a brick house with a red roof",
    "a wooden table",
    "a wooden crate",
    "a pine tree",
    "a sword with a golden hilt",
    "a stone tower",
    "a red mushroom with white dots",
    "a small robot",
    "a wooden chair",
    "a treasure chest",
    "a green bottle",
    "a yellow duck",
    "a cheeseburger",
    "a street lamp",
    "a blue sailing boat",
    "a stone well with a wooden roof",
    "a white rabbit",
    "a yellow school bus",
    "a potted cactus",
    "a grey castle gate",
    "an axe",
    "a birthday cake",
    "a bookshelf full of books",
    "a small cottage",
    "a stone bridge",
    "a windmill",
    "a coffee mug",
    "a wooden fence",
)
_FINISHING = ("simplify", "unwrap", "bake", "report")  # phases
_CELL = 150  # pixels a side of each picture
_COLUMNS = 3  # assets side by side
_TITLE = 16  # pixels
_CLAY, _LINE = (196, 188, 178), (40, 44, 52)
_WIDTH = 0.8  # pixels: half a line's width, where each pixel has four samples


@dataclass(frozen=True)
class Finish:
    """One asset's figures.

    silhouette_iou: with the dense surface that it was simplified from, mean over the sheet's views.
    border_jump: median colour difference across the borders of charts, CIE76. seconds: of finishing.
    """

    prompt: str
    triangles: int
    silhouette_iou: float
    uv_overlap: float
    uv_coverage: float
    texel_density_spread: float
    border_jump: float
    seconds: float


def finished_sheet(
    out: Path,
    prompts: Sequence[str] = PROMPTS,
    generator: str = "embedded",
    seed: int = 0,
    progress: Callable[[str, float], None] | None = None,
) -> list[Finish]:
    """Write the picture of all prompts' assets; returns their figures."""
    second.start(warm_up)  # as for a job
    pipeline = Pipeline.from_pretrained(generator)
    width, height = _COLUMNS * 3 * _CELL, -(-len(prompts) // _COLUMNS) * (_CELL + _TITLE)
    sheet = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(sheet)
    rows = []
    for i, prompt in enumerate(prompts):
        if progress:
            progress("finish", i / len(prompts))
        asset = pipeline.generate(prompt, seed=seed)
        rows.append(measure(asset))
        left, top = i % _COLUMNS * 3 * _CELL, i // _COLUMNS * (_CELL + _TITLE)
        draw.text((left + 4, top + 2), f"{prompt}: {len(asset.surface.faces)} triangles", fill="black")
        for number, picture in enumerate(three(asset.surface, _CELL)):
            sheet.paste(picture, (left + number * _CELL, top + _TITLE))
    sheet.quantize(256, dither=Image.Dither.NONE).save(out, optimize=True)
    return rows


def measure(asset: Asset) -> Finish:
    """The figures of an asset that was made of a sheet."""
    assert asset.sheet is not None
    tolerance = reconstruction.contradiction(asset.sheet)
    even, _ = reconstruction.regular(asset.sheet, "auto", tolerance)
    dense = RayCaster(reconstruction.reconstruct(even, asset.report["method"], {}, tolerance))
    light = RayCaster(back_in_the_cube(asset.surface, np.array(asset.report["cube"])))
    agree = []
    for view in asset.sheet:
        rays = view.camera.rays()
        agree.append(iou(light.cast(*rays).mask, dense.cast(*rays).mask))
    card = asset.report["card"]
    return Finish(
        asset.sheet.prompt,
        len(asset.surface.faces),
        float(np.mean(agree)),
        card["uv_overlap"],
        card["uv_coverage"],
        card["texel_density_spread"],
        card["border_jump"],
        sum(asset.report["seconds"][phase] for phase in _FINISHING),
    )


def table(rows: Sequence[Finish]) -> str:
    """The figures for a person: each asset's, and the least, the median and the most."""
    names = [field.name for field in fields(Finish)][1:]
    lines = [f"{'':34}" + "".join(f"{name.replace('_', ' '):>22}" for name in names)]
    values = np.array([[getattr(row, name) for name in names] for row in rows])
    every = [(row.prompt[:32], line) for row, line in zip(rows, values, strict=True)]
    every += [("least", values.min(0)), ("median", np.median(values, axis=0)), ("most", values.max(0))]
    lines += [f"{title:34}" + "".join(f"{value:>22.4g}" for value in line) for title, line in every]
    return "\n".join(lines)


def three(surface: Surface, size: int) -> tuple[Image.Image, Image.Image, Image.Image]:
    """Textured, wireframe and clay, (size, size) RGB each."""
    clay = surface.textured(np.full((8, 8, 3), _CLAY, np.uint8))
    textured, plain = (Studio(each).still(size).convert("RGB") for each in (surface, clay))
    return textured, wireframe(clay, size), plain


def wireframe(surface: Surface, size: int) -> Image.Image:
    """The edges that are seen, (size, size) RGB on white, from where the studio's still is taken."""
    studio = Studio(surface)
    camera = studio.camera(size)
    surface = studio.surface
    origins, directions = camera.rays(2)
    hits = RayCaster(surface).cast(origins, directions)
    pixels, _ = camera.project(surface.vertices)
    corners = pixels[surface.faces]  # (F, 3, 2)
    edges = np.roll(corners, -1, 1) - np.roll(corners, 1, 1)  # the edge across from each corner
    a, b = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
    heights = area[:, None] / np.maximum(np.linalg.norm(edges, axis=2), 1e-9)
    away = (hits.barycentric * heights[hits.face]).min(-1)
    image = np.full((*hits.mask.shape, 3), 255.0)
    image[hits.mask] = _CLAY
    image[hits.mask & (away < _WIDTH / 2)] = _LINE
    small = image.reshape(size, 2, size, 2, 3).mean((1, 3))
    return Image.fromarray(np.rint(small).astype(np.uint8))

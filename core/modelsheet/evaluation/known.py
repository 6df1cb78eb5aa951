"""What a model makes of known parts: a picture of one side or from between, and views that are pinned."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from ..cameras import Camera, orbit_pose
from ..context import Context
from ..errors import ModelsheetError
from ..generation import KnownParts
from ..generation.embedded import RESOLUTION
from ..pipeline import Pipeline, draw
from ..render import RayCaster, render_view, silhouette_iou
from ..request import Request
from ..sheet import ModelSheet, View
from ..surface import Surface
from .consistency import product
from .judge import Choices, Jury, rgba_of

IMAGES, PINS = 30, 20
PINNED = ("front", "right", "top")
UNSEEN = (1, 3, 4, 5)  # the back has the outline of the front
_AZIMUTH, _ELEVATION, _FOV = 35.0, 20.0, 35.0  # degrees, of a three-quarter picture as people take it
_LIGHT = np.array([-0.4, 0.5, 0.75])  # where it comes from, as the camera stands
_DARK = 0.55  # how bright a face is that is turned away from it

ShowKnown = Callable[[str, ModelSheet, ModelSheet, ModelSheet], None]
"""Called with an asset's category, its real sheet, and those drawn from its front: without and with words."""


@dataclass(frozen=True)
class KnownFigures:
    """Means over the jobs; what gives no mesh counts as 0.

    front_iou: silhouette of the mesh against the given picture of the front. unseen_right: how often
    the judge picks the category from the sides, top and bottom that the model drew; unseen_right_real:
    from the asset's own. told_front_iou, told_unseen_right: where the picture came with its caption.
    between_right: how often it picks the category from all six views, where the picture was a shaded one
    from between front and right, through a lens, without words.
    kept: share of pinned views whose pixels came back unchanged. free_iou, pinned_iou: the mesh's six
    silhouettes against its sheet, drawn freely and with PINNED kept of that.
    """

    images: int
    front_iou: float
    unseen_right: float
    told_front_iou: float
    told_unseen_right: float
    unseen_right_real: float
    between_right: float
    pins: int
    kept: float
    free_iou: float
    pinned_iou: float

    def __str__(self) -> str:
        return (
            f"{self.images} held-out assets from their front: front iou {self.front_iou:.3f},"
            f" unseen views right {self.unseen_right:.3f} (real ones {self.unseen_right_real:.3f})\n"
            f"the same with their captions: front iou {self.told_front_iou:.3f},"
            f" unseen views right {self.told_unseen_right:.3f}\n"
            f"from a three-quarter picture of each, no words: right {self.between_right:.3f}\n"
            f"{self.pins} sheets with {', '.join(PINNED)} pinned: {self.kept:.3f} of these views unchanged,"
            f" iou {self.pinned_iou:.3f} (free {self.free_iou:.3f})"
        )


@dataclass(frozen=True)
class Known:
    """A real asset whose picture is given."""

    category: str
    caption: str
    sheet: ModelSheet
    surface: Surface


def known_figures(
    pipeline: Pipeline,
    jury: Jury,
    categories: Choices,
    real: Sequence[Known],
    prompts: Sequence[str],
    seed: int = 0,
    progress: Callable[[float], None] = lambda part: None,
    show: ShowKnown | None = None,
) -> KnownFigures:
    """Draw real assets again from pictures of them, as `--image` does, and views beside pinned ones.

    Raises ModelsheetError where there is nothing to draw.
    """
    if not real or not prompts:
        raise ModelsheetError("nothing to draw: give real sheets and prompts")
    jobs, blind = len(real) + len(prompts), jury.of_views(UNSEEN)
    fronts, right, right_real, between = [], [], [], []
    with tempfile.TemporaryDirectory() as place:
        for i, asset in enumerate(real):
            progress(i / jobs)
            front = _save(picture(asset.sheet["front"]), Path(place) / f"{i}.png")
            askew = _save(three_quarter(asset.surface), Path(place) / f"{i}-between.png")
            drawn = [_drawn(pipeline, words, front, seed) for words in ("", asset.caption)]
            if show:
                show(asset.category, asset.sheet, *drawn)
            own = categories.texts.index(asset.category)
            given = ModelSheet((picture(asset.sheet["front"]),))
            fronts.append([_agreement(each, given) for each in drawn])
            right.append([blind.pick(rgba_of(each), categories, own) for each in drawn])
            right_real.append(blind.pick(rgba_of(asset.sheet), categories, own))
            between.append(jury.pick(rgba_of(_drawn(pipeline, "", askew, seed)), categories, own))
    pins = _pinned(pipeline, prompts, seed, lambda i: progress((len(real) + i) / jobs))
    (front_iou, told_front), (unseen, told_unseen) = np.mean(fronts, 0).tolist(), np.mean(right, 0).tolist()
    return KnownFigures(
        images=len(real),
        front_iou=front_iou,
        unseen_right=unseen,
        told_front_iou=told_front,
        told_unseen_right=told_unseen,
        unseen_right_real=float(np.mean(right_real)),
        between_right=float(np.mean(between)),
        pins=len(prompts),
        **pins,
    )


def _pinned(
    pipeline: Pipeline, prompts: Sequence[str], seed: int, progress: Callable[[int], None]
) -> dict[str, float]:
    """How unchanged pinned views come back, and how well views agree, all free and beside pinned ones."""
    kept: list[float] = []
    free: list[float] = []
    pinned: list[float] = []
    for i, prompt in enumerate(prompts):
        progress(i)
        before = pipeline.draw(prompt, seed=seed)
        after = pipeline.draw(prompt, seed=seed + 1, known=KnownParts.pinned(before, list(PINNED)))
        kept += [_same(before, after, name) for name in PINNED]
        free.append(_agreement(before, before))
        pinned.append(_agreement(after, after))
    means = {"kept": kept, "free_iou": free, "pinned_iou": pinned}
    return {name: float(np.mean(values)) for name, values in means.items()}


def picture(view: View) -> View:
    """The view at the size of the generator's own, without depth; colours are weighed by alpha."""
    camera = view.camera.resized(RESOLUTION)
    premultiplied = Image.fromarray(view.rgba).convert("RGBa")
    large = premultiplied.resize((camera.width, camera.height), Image.Resampling.BILINEAR)
    rgba = np.asarray(large.convert("RGBA"))
    return View(view.name, camera, rgba[..., :3].copy(), rgba[..., 3].copy())


def three_quarter(surface: Surface) -> View:
    """A shaded picture from between front and right, from above, through a lens."""
    fov = float(np.radians(_FOV))
    pose = orbit_pose(_AZIMUTH, _ELEVATION, 0.9 / np.tan(fov / 2))
    camera = Camera.perspective(pose, fov, RESOLUTION)
    view = render_view(RayCaster(surface.normalized()), camera, supersample=2)
    assert view.normals is not None
    light = pose[:3, :3] @ (_LIGHT / np.linalg.norm(_LIGHT))
    shade = _DARK + (1 - _DARK) * np.nan_to_num(view.normals @ light).clip(0, 1)
    return View("between", camera, (view.rgb * shade[..., None]).astype(np.uint8), view.alpha)


def _drawn(pipeline: Pipeline, words: str, image: str, seed: int) -> ModelSheet:
    return draw(pipeline.generator, Request(words, seed=seed, image=image), Context())


def _save(view: View, path: Path) -> str:
    Image.fromarray(view.rgba).save(path)
    return str(path)


def _agreement(sheet: ModelSheet, given: ModelSheet) -> float:
    """Mean silhouette IoU between the product of a sheet and some views."""
    try:
        _, surface = product(sheet)
    except ModelsheetError:
        return 0.0
    return float(np.mean(list(silhouette_iou(surface, given).values())))


def _same(a: ModelSheet, b: ModelSheet, name: str) -> bool:
    """Whether a view is the same in both: colour, alpha and depth."""
    first, second = a[name], b[name]
    assert first.depth is not None
    assert second.depth is not None
    same_depth = np.array_equal(first.depth, second.depth, equal_nan=True)
    return np.array_equal(first.rgba, second.rgba) and same_depth

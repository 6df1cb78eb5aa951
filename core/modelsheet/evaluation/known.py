"""What a model makes of known parts: a picture of the front alone, and views that are pinned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from .. import finishing, reconstruction
from ..errors import ModelsheetError
from ..finishing import FinishOptions
from ..generation import KnownParts
from ..generation.embedded import RESOLUTION
from ..pipeline import Pipeline
from ..sheet import ModelSheet, View
from .judge import Choices, Jury, rgba_of

IMAGES, PINS = 30, 20
PINNED = ("front", "right", "top")
UNSEEN = (1, 3, 4, 5)  # the back has the outline of the front
_FINISH = FinishOptions(triangles=5000, texture_size=256)

ShowKnown = Callable[[str, ModelSheet, ModelSheet, ModelSheet], None]
"""Called with an asset's category, its real sheet, and those drawn from its front: without and with words."""


@dataclass(frozen=True)
class KnownFigures:
    """Means over the jobs; what gives no mesh counts as 0.

    front_iou: silhouette of the mesh against the given picture of the front. unseen_right: how often
    the judge picks the category from the sides, top and bottom that the model drew; unseen_right_real:
    from the asset's own. told_front_iou, told_unseen_right: where the picture came with its caption.
    kept: share of pinned views whose pixels came back unchanged. free_iou, pinned_iou: the mesh's six
    silhouettes against its sheet, drawn freely and with PINNED kept of that.
    """

    images: int
    front_iou: float
    unseen_right: float
    told_front_iou: float
    told_unseen_right: float
    unseen_right_real: float
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
            f"{self.pins} sheets with {', '.join(PINNED)} pinned: {self.kept:.3f} of these views unchanged,"
            f" iou {self.pinned_iou:.3f} (free {self.free_iou:.3f})"
        )


def known_figures(
    pipeline: Pipeline,
    jury: Jury,
    categories: Choices,
    real: Sequence[tuple[str, str, ModelSheet]],
    prompts: Sequence[str],
    seed: int = 0,
    progress: Callable[[float], None] = lambda part: None,
    show: ShowKnown | None = None,
) -> KnownFigures:
    """Draw the real sheets (category, caption, sheet) again from their fronts, and views beside pinned ones.

    Raises ModelsheetError where there is nothing to draw.
    """
    if not real or not prompts:
        raise ModelsheetError("nothing to draw: give real sheets and prompts")
    jobs, blind = len(real) + len(prompts), jury.of_views(UNSEEN)
    fronts, right, right_real = [], [], []
    for i, (category, caption, sheet) in enumerate(real):
        progress(i / jobs)
        given = KnownParts.colors(ModelSheet((_picture(sheet["front"]),)))
        drawn = [pipeline.draw(words, seed=seed, known=given) for words in ("", caption)]
        if show:
            show(category, sheet, *drawn)
        own = categories.texts.index(category)
        fronts.append([_agreement(each, "front") for each in drawn])
        right.append([blind.pick(rgba_of(each), categories, own) for each in drawn])
        right_real.append(blind.pick(rgba_of(sheet), categories, own))
    kept, free, pinned = [], [], []
    for i, prompt in enumerate(prompts):
        progress((len(real) + i) / jobs)
        before = pipeline.draw(prompt, seed=seed)
        after = pipeline.draw(prompt, seed=seed + 1, known=KnownParts.pinned(before, list(PINNED)))
        kept += [_same(before, after, name) for name in PINNED]
        free.append(_agreement(before, "mean"))
        pinned.append(_agreement(after, "mean"))
    (front, told_front), (unseen, told_unseen) = np.mean(fronts, 0).tolist(), np.mean(right, 0).tolist()
    unseen_real, same, free_iou, pinned_iou = (
        float(np.mean(part)) for part in (right_real, kept, free, pinned)
    )
    return KnownFigures(
        images=len(real),
        front_iou=front,
        unseen_right=unseen,
        told_front_iou=told_front,
        told_unseen_right=told_unseen,
        unseen_right_real=unseen_real,
        pins=len(prompts),
        kept=same,
        free_iou=free_iou,
        pinned_iou=pinned_iou,
    )


def _picture(view: View) -> View:
    """The view at the size of the generator's own, without depth; colours are weighed by alpha."""
    camera = view.camera.resized(RESOLUTION)
    premultiplied = Image.fromarray(view.rgba).convert("RGBa")
    large = premultiplied.resize((camera.width, camera.height), Image.Resampling.BILINEAR)
    rgba = np.asarray(large.convert("RGBA"))
    return View(view.name, camera, rgba[..., :3].copy(), rgba[..., 3].copy())


def _agreement(sheet: ModelSheet, view: str) -> float:
    """Silhouette IoU between the finished mesh and a view of its sheet, or the mean of all."""
    try:
        asset = finishing.finish(reconstruction.reconstruct(sheet), sheet, _FINISH)
    except ModelsheetError:
        return 0.0
    return asset.report["silhouette_iou"][view]


def _same(a: ModelSheet, b: ModelSheet, name: str) -> bool:
    """Whether a view is the same in both: colour, alpha and depth."""
    first, second = a[name], b[name]
    assert first.depth is not None
    assert second.depth is not None
    same_depth = np.array_equal(first.depth, second.depth, equal_nan=True)
    return np.array_equal(first.rgba, second.rgba) and same_depth

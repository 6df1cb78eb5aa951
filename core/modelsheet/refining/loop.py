"""Render, noise, denoise, rebuild: each round draws the surface's own views anew from part of the noise.

As in SDEdit (Meng et al. 2022), with a surface between the rounds: what the views contradict each other in is
gone after it, and what the model finds unlikely is drawn over.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from ..context import Context
from ..registry import Prior, Rebuild, RefinerSpec
from ..render import RayCaster, render_view
from ..sheet import ModelSheet, View
from ..surface import Surface

STRENGTH = 0.4  # share of the noise that is put on: parts change, the object stays
_STILL = 1.0  # mean change of a colour, of 255, below which another round changes nothing


def loop(
    sheet: ModelSheet, prior: Prior, rebuild: Rebuild, steps: int, seed: int, context: Context
) -> ModelSheet:
    """The sheet after `steps` rounds, or fewer where it stands still."""
    for step in range(steps):
        before = agreed(sheet, rebuild(sheet))
        sheet = prior.redraw(before, STRENGTH, seed + step)
        context.forming(step + 1, steps, partial(replace, sheet))
        if _change(before, sheet) < _STILL:
            break
    return sheet


def agreed(sheet: ModelSheet, surface: Surface) -> ModelSheet:
    """The sheet with the outlines and depths of a surface, and its own colours."""
    caster = RayCaster(surface)
    return replace(sheet, views=tuple(_agreed(view, caster) for view in sheet))


def _agreed(view: View, caster: RayCaster) -> View:
    from scipy.ndimage import distance_transform_edt

    drawn = render_view(caster, view.camera, view.name)
    nearest = distance_transform_edt(~view.mask, return_distances=False, return_indices=True)
    rgb = view.rgb[tuple(nearest)] if view.mask.any() else view.rgb
    return View(view.name, view.camera, rgb, drawn.alpha, drawn.depth)


def _change(before: ModelSheet, after: ModelSheet) -> float:
    """Mean change of a pixel's colour, of 255, where both show something."""
    parts = [
        np.abs(one.rgb.astype(int) - other.rgb)[one.mask & other.mask].ravel()
        for one, other in zip(before, after, strict=True)
    ]
    return float(np.concatenate([*parts, np.zeros(1)]).mean())


SPEC = RefinerSpec("loop", "draws the rebuilt object's views anew from part of the noise", loop, steps=2)

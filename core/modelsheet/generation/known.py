"""What a drawing has to keep: a picture, pinned views, what was painted, the shape of a mesh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from ..cameras import Camera
from ..cutout import views_from_images
from ..errors import ModelsheetError
from ..render import RayCaster, render_view
from ..sheet import ModelSheet, View
from ..surface import Surface

if TYPE_CHECKING:
    from ..request import Request


@dataclass(frozen=True)
class KnownParts:
    """What a generator must keep: a sheet and, per view, where it is given.

    color and depth: view name to (H, W) bool; colour includes alpha. Views that are not named are
    free, and so is everything where the mask is False. surface: a mesh in the cube that is only coloured;
    all views of the sheet, where it has any, have its outline and its depth.
    """

    sheet: ModelSheet
    color: dict[str, np.ndarray] = field(default_factory=dict)
    depth: dict[str, np.ndarray] = field(default_factory=dict)
    surface: Surface | None = None

    @classmethod
    def of_image(cls, path: str | Path, view: str, cameras: Mapping[str, Camera]) -> KnownParts:
        """A picture of the object from one side; cameras: of the views that it may show, by name.

        Raises ModelsheetError for one that can't be used.
        """
        return cls.of_images({view: path}, cameras)

    @classmethod
    def of_images(cls, paths: Mapping[str, str | Path], cameras: Mapping[str, Camera]) -> KnownParts:
        """Pictures of the object, by the view that each shows; as `of_image` for several."""
        return cls.colors(ModelSheet(views_from_images(paths, cameras)))

    @classmethod
    def of_sheet(cls, sheet: ModelSheet, pinned: Sequence[str] = (), block: int = 1) -> KnownParts:
        """Of a saved sheet the pinned views, and what a person has painted on the others, grown to whole
        blocks of the generator, `block` pixels a side.

        Of a sheet without depth that pins nothing, all colour. Raises ModelsheetError for a view that
        is not there, when nothing stays, and when nothing is left to draw.
        """
        names = [view.name for view in sheet]
        strange = [name for name in pinned if name not in names]
        if strange:
            raise ModelsheetError("view-unknown", name=strange[0], known=", ".join(names))
        if not pinned and not sheet.has_depth:
            return cls.colors(sheet)
        if set(pinned) == set(names) and sheet.has_depth:
            raise ModelsheetError("all-pinned")
        whole = cls.pinned(sheet, list(pinned))
        painted = {name: _blocks(mask, block) for name, mask in sheet.painted.items()}
        color = {**painted, **whole.color}
        if not color:
            raise ModelsheetError("nothing-kept")
        deep = {
            name: mask & ~painted[name] if name in painted else mask for name, mask in whole.depth.items()
        }
        return cls(sheet, color, deep)

    @classmethod
    def of_mesh(
        cls, surface: Surface, request: Request, cameras: Mapping[str, Camera], block: int = 1
    ) -> KnownParts:
        """A mesh in the cube that is to be coloured, and the colours that a request gives: of pictures, or
        of what is pinned and painted on a saved sheet of it.

        Raises ModelsheetError for what can't be used.
        """
        caster = RayCaster(surface)
        views = {name: render_view(caster, camera, name) for name, camera in cameras.items()}
        color: dict[str, np.ndarray] = {}
        if request.image:
            for picture in views_from_images(request.pictures, cameras):
                name, own = picture.name, views[picture.name]
                views[name] = replace(own, rgb=_stretched(picture, own.alpha))
                color[name] = np.ones(own.alpha.shape, bool)
        elif request.sheet:
            saved = ModelSheet.load(request.sheet)
            color = cls.of_sheet(saved, request.pin, block).color
            for name, mask in color.items():
                if name not in views or saved[name].camera != views[name].camera:
                    raise ModelsheetError("sheet-of-other-mesh", name=name, path=request.sheet)
                rgb = np.where(mask[..., None], saved[name].rgb, views[name].rgb)
                views[name] = replace(views[name], rgb=rgb)
        return cls(ModelSheet(tuple(views.values())), color, dict(color), surface)

    @classmethod
    def pinned(cls, sheet: ModelSheet, names: list[str]) -> KnownParts:
        """Whole views, with their depth where they have it; the other views are drawn anew."""
        views = [sheet[name] for name in names]
        whole = {view.name: np.ones(view.alpha.shape, bool) for view in views}
        deep = {view.name: whole[view.name] for view in views if view.depth is not None}
        return cls(sheet, whole, deep)

    @classmethod
    def colors(cls, sheet: ModelSheet) -> KnownParts:
        """All colour and alpha, no depth: depth completion."""
        return cls(sheet, {view.name: np.ones(view.alpha.shape, bool) for view in sheet})

    @classmethod
    def outside(cls, sheet: ModelSheet, painted: dict[str, np.ndarray]) -> KnownParts:
        """Everything but the painted regions (view name to (H, W) bool), which are drawn anew."""
        keep = {view.name: ~painted.get(view.name, np.zeros(view.alpha.shape, bool)) for view in sheet}
        return cls(sheet, keep, dict(keep) if sheet.has_depth else {})


def _stretched(picture: View, outline: np.ndarray) -> np.ndarray:
    """(H, W, 3) the picture's colours, its object stretched over the box of another outline (H, W) uint8, and
    on to where the picture shows nothing.
    """
    boxes = []
    for mask in (picture.mask, outline >= 128):
        rows, columns = (np.flatnonzero(mask.any(axis)) for axis in (1, 0))
        if not len(rows):
            return picture.rgb
        boxes.append((columns[0], rows[0], columns[-1] + 1, rows[-1] + 1))
    (left, top, right, bottom), place = boxes
    size = (int(place[2] - place[0]), int(place[3] - place[1]))
    cut = Image.fromarray(picture.rgba[top:bottom, left:right]).convert("RGBa")
    whole = Image.new("RGBa", outline.shape[::-1])
    whole.paste(cut.resize(size, Image.Resampling.BILINEAR), (int(place[0]), int(place[1])))
    rgba = np.asarray(whole.convert("RGBA"))
    from scipy.ndimage import distance_transform_edt

    nearest = distance_transform_edt(rgba[..., 3] < 128, return_distances=False, return_indices=True)
    return rgba[..., :3][tuple(nearest)]


def _blocks(mask: np.ndarray, side: int) -> np.ndarray:
    """The mask grown to whole blocks: a generator takes in no single brush stroke."""
    rows, columns = (range(0, size, side) for size in mask.shape)
    grown = np.zeros_like(mask)
    for block in ((slice(y, y + side), slice(x, x + side)) for y in rows for x in columns):
        grown[block] = mask[block].any()
    return grown

"""A texture of few flat colours, as low-poly art has: clean regions with crisp borders."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np

from ..materials import CLAMP, Texture
from ..sheet import ModelSheet, View
from ..surface import Surface
from .unwrap import rasterize

_MOST = 8  # colours
_ALIKE = 18.0  # CIE76 difference under which two colours are shades of one
_PURE = 40  # of 255: pixels that differ more from those around are mixtures at a border
_RARE = 0.01  # share of the drawn pixels under which a colour is noise
_STRIP = 4  # texels a side of a colour in a strip
_BLEND = 1.0  # pixels of the sheet over which a texel's neighbours vote on its colour


def palette(sheet: ModelSheet) -> tuple[np.ndarray, np.ndarray]:
    """The colours of a sheet, (K, 3) uint8 sRGB, the commonest first, and the share of each, (K,).

    k-means in CIELAB, then the most alike two become one until all are plainly different.
    """
    from scipy.cluster.vq import kmeans2

    pixels = np.concatenate([view.rgb[_pure(view)] for view in sheet])
    if not len(pixels):
        pixels = np.concatenate([view.rgb[view.mask] for view in sheet])
    lab = _lab(pixels)
    places = np.linspace(0, len(lab) - 1, min(_MOST * 2, len(lab))).astype(int)
    start = lab[np.lexsort(lab.T)][places]  # spread over what there is: the same each time
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of clusters that stay empty: they weigh nothing
        centres, label = kmeans2(lab, start, minit="matrix", iter=20)
    size = np.bincount(label, minlength=len(centres)).astype(float)
    while True:
        apart = np.linalg.norm(centres[:, None] - centres, axis=-1)
        apart[np.diag_indices(len(centres))] = np.inf
        apart[:, size == 0], apart[size == 0] = np.inf, np.inf
        i, j = np.unravel_index(apart.argmin(), apart.shape)
        if apart[i, j] > _ALIKE and (size > 0).sum() <= _MOST:
            break
        if not np.isfinite(apart[i, j]):
            break
        centres[i] = (centres[i] * size[i] + centres[j] * size[j]) / (size[i] + size[j])
        size[i], size[j] = size[i] + size[j], 0
    share = size / size.sum()
    kept = np.argsort(-share, kind="stable")
    kept = kept[share[kept] >= min(_RARE, share.max())]
    return _rgb(centres[kept]), share[kept]


def _pure(view: View) -> np.ndarray:
    """(H, W) bool, the pixels that show one colour and no border."""
    from scipy.ndimage import maximum_filter, minimum_filter

    size = (3, 3, 1)
    contrast = maximum_filter(view.rgb, size).astype(int) - minimum_filter(view.rgb, size)
    return (view.alpha >= 230) & (contrast.max(-1) < _PURE)


def with_palette(surface: Surface, sheet: ModelSheet) -> tuple[Surface, list[str]]:
    """The surface with each texel in the palette's colour that most of its neighbours are nearest to.

    Also returns the colours as #rrggbb. The surface must have a texture.
    """
    from scipy.ndimage import gaussian_filter

    assert surface.texture is not None
    colors, _ = palette(sheet)
    size = surface.texture.shape[0]
    lab = _lab(surface.texture.reshape(-1, 3)).reshape(size, size, 3)
    centres = _lab(colors)
    apart = np.stack([((lab - centre) ** 2).sum(-1) for centre in centres.astype(np.float32)])
    nearest = apart.argmin(0)
    pixel = sheet.views[0].camera.pixel * size * _scale(surface)
    votes = [gaussian_filter((nearest == i).astype(np.float32), _BLEND * pixel) for i in range(len(colors))]
    texture = colors[np.argmax(votes, axis=0)]
    return surface.textured(texture), ["#" + bytes(color).hex() for color in colors]


def on_strip(surface: Surface) -> Surface:
    """A surface with a palette's texture, each face in the one colour that most of it has; the texture is a
    strip of these colours, and regions of one colour end where triangles do.
    """
    assert surface.texture is not None
    size = len(surface.texture)
    colors, label = np.unique(surface.texture.reshape(-1, 3), axis=0, return_inverse=True)
    label = label.reshape(-1)
    index, face, _ = rasterize(surface, size)
    votes = np.bincount(face * len(colors) + label[index], minlength=len(surface.faces) * len(colors))
    votes = votes.reshape(-1, len(colors))
    assert surface.uvs is not None
    column, row = np.clip(surface.uvs.mean(1) * (1, -1) * size + (0, size), 0, size - 1).astype(np.int64).T
    votes[np.arange(len(votes)), label[row * size + column]] += 1  # the middle of a face without texels
    best = votes.argmax(1)
    used, number = np.unique(best, return_inverse=True)
    strip = np.repeat(np.repeat(colors[used][None], _STRIP, 0), _STRIP, 1)
    place = (number.reshape(-1) + 0.5) / len(used)
    uvs = np.repeat(np.stack([place, np.full_like(place, 0.5)], 1)[:, None], 3, 1).astype(np.float32)
    texture = Texture(strip, (CLAMP, CLAMP), nearest=True)
    material = replace(surface.materials[0], base_color_texture=texture)
    return replace(surface, uvs=uvs, materials=(material,))


def _scale(surface: Surface) -> float:
    """How much of the texture's side an object unit takes."""
    assert surface.uvs is not None
    a, b, c = np.moveaxis(surface.uvs.astype(np.float64), 1, 0)
    one, other = b - a, c - a
    flat = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]).sum() / 2
    return float(np.sqrt(flat / max(surface.face_areas.sum(), 1e-12)))


def _lab(colors: np.ndarray) -> np.ndarray:
    """sRGB uint8 (N, 3) to CIELAB, float32."""
    from skimage.color import rgb2lab

    return rgb2lab(colors[None].astype(np.float32) / 255)[0].astype(np.float32)


def _rgb(lab: np.ndarray) -> np.ndarray:
    from skimage.color import lab2rgb

    return np.rint(lab2rgb(lab[None].astype(np.float64))[0].clip(0, 1) * 255).astype(np.uint8)

"""What colour words mean, and the words of a picture's colours."""

from __future__ import annotations

import numpy as np

PALETTE: dict[str, tuple[int, int, int]] = {  # sRGB
    "red": (196, 52, 46),
    "orange": (230, 126, 44),
    "yellow": (240, 200, 64),
    "green": (82, 156, 74),
    "teal": (54, 160, 150),
    "blue": (60, 104, 196),
    "purple": (128, 76, 170),
    "pink": (232, 132, 172),
    "brown": (132, 88, 58),
    "white": (236, 236, 232),
    "gray": (136, 138, 142),
    "black": (44, 44, 48),
    "tan": (206, 172, 124),
    "beige": (226, 210, 178),
    "gold": (224, 178, 62),
    "silver": (190, 194, 200),
    "olive": (118, 126, 62),
    "navy": (38, 54, 108),
    "maroon": (122, 38, 48),
    "cream": (246, 234, 204),
}
_PLAIN = tuple(PALETTE)[:13]
"""What people call the colours that they see: red to tan."""
_LIGHTNESS = 0.5  # of a difference of hue: light and shade are of one colour


def color_shares(rgb: np.ndarray) -> dict[str, float]:
    """The words of colours (N, 3) uint8 sRGB and the share of each, the greatest first."""
    from skimage.color import rgb2lab

    weight = np.array([_LIGHTNESS, 1, 1])
    lab = rgb2lab(rgb[None].astype(np.float32) / 255)[0] * weight
    whose, shades = _shades()
    meant = rgb2lab(shades[None])[0] * weight
    nearest = whose[((lab[:, None] - meant) ** 2).sum(-1).argmin(1)]
    share = np.bincount(nearest, minlength=len(_PLAIN)) / max(len(rgb), 1)
    return {_PLAIN[i]: float(share[i]) for i in np.argsort(-share, kind="stable") if share[i]}


def _shades() -> tuple[np.ndarray, np.ndarray]:
    """Which of _PLAIN each shade (M,) is called, and the shades (M, 3) in [0, 1]: of hues a dark and a light
    one too, as nobody calls a dark green gray."""
    whose, shades = [], []
    for i, word in enumerate(_PLAIN):
        color = np.array(PALETTE[word]) / 255
        hue = word not in ("brown", "white", "gray", "black", "tan")
        for shade in (color, color * 0.5, color + (1 - color) * 0.4)[: 3 if hue else 1]:
            whose.append(i)
            shades.append(shade)
    return np.array(whose), np.array(shades, np.float32)


def colors_in(text: str) -> tuple[str, ...]:
    """The colour words of a prompt that pictures are told by, in their order."""
    words = text.lower().replace(",", " ").replace("grey", "gray").replace("golden", "yellow").split()
    return tuple(word for word in dict.fromkeys(words) if word in _PLAIN)

"""How Zero123++ wants its picture."""

from __future__ import annotations

import numpy as np
from PIL import Image

_GREY = 127


def on_grey(rgba: np.ndarray) -> np.ndarray:
    """(H, W, 4) uint8 over a grey background: (H, W, 3) uint8."""
    picture = Image.fromarray(rgba)
    grey = Image.new("RGB", picture.size, (_GREY, _GREY, _GREY))
    grey.paste(picture, mask=picture.getchannel("A"))
    return np.asarray(grey)

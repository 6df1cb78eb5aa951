"""A picture of an object, cut out: what a view generator may draw from."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ..background import cut_out
from ..errors import ModelsheetError
from ..pictures import open_picture

_KEY = "modelsheet"  # of the PNG's text that says how the picture was made


@dataclass(frozen=True)
class Picture:
    """rgba: (H, W, 4) uint8, straight alpha; all opaque before the background is removed.

    settings: how it was made, as plain JSON values; empty for a picture from elsewhere.
    """

    rgba: np.ndarray
    prompt: str = ""
    seed: int | None = None
    model: str = ""
    settings: dict[str, Any] = field(default_factory=dict)

    def without_background(self) -> Picture:
        """The object alone; see `background.cut_out`."""
        return replace(self, rgba=cut_out(self.rgba[..., :3]))

    def save(self, path: str | Path) -> Path:
        """Write a PNG that also says how the picture was made. Raises ModelsheetError when it can't."""
        path = Path(path)
        told = PngInfo()
        made = {"prompt": self.prompt, "seed": self.seed, "model": self.model, "settings": self.settings}
        told.add_text(_KEY, json.dumps(made))
        unfinished = path.with_name(f".{path.name}-{uuid.uuid4().hex[:8]}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(self.rgba).save(unfinished, "PNG", pnginfo=told)
            unfinished.replace(path)
        except OSError as error:
            if unfinished.is_file():
                unfinished.unlink()
            raise ModelsheetError("not-writable", folder=path.parent, reason=error.strerror) from error
        return path

    @classmethod
    def load(cls, path: str | Path) -> Picture:
        """Read a picture, one that was saved or any other. Raises ModelsheetError when it can't be read."""
        try:
            with open_picture(Path(path)) as image:
                rgba = np.asarray(image.convert("RGBA"))
                made = json.loads(image.info.get(_KEY, "{}"))
        except FileNotFoundError as error:
            raise ModelsheetError("image-missing", path=path) from error
        except (OSError, SyntaxError, TypeError, ValueError, Image.DecompressionBombError) as error:
            raise ModelsheetError("image-unreadable", path=path) from error
        return cls(rgba, **made)

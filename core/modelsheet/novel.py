"""Novel views: what a mesh looks like from any side, as a sheet, a data set or a film.

They are rendered from the surface: none of the generators that ship draws from cameras of the user's choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from .cameras import Camera, orbit_camera, orbit_pose
from .errors import ModelsheetError
from .folders import staged
from .formats import read_surface
from .formats.transforms import write_transforms
from .render import RayCaster, render_view
from .sheet import TRANSFORMS, ModelSheet
from .surface import Surface

FOV = 40.0  # degrees, vertically
_REACH = 0.84  # object units: the farthest corner of a normalized object from the middle
_MARGIN = 1.02  # so much farther than it would just fit
_FRAME = 80  # milliseconds
FIELD = ".safetensors"
FILMS = (".gif", ".webp", ".mp4")


def azimuths(text: str) -> list[float]:
    """Degrees from "0,90,180", or from "0:360:15": from, to (left out) and step.

    Raises ModelsheetError for anything else, and for more than 1,000 of them.
    """
    try:
        if ":" in text:
            first, last, step = (float(part) for part in text.split(":"))
            if not 0 < abs(last - first) / abs(step) <= 1000:
                raise ValueError
            found = np.arange(first, last, step).tolist()
        else:
            found = [float(part) for part in text.split(",")]
    except (ValueError, ZeroDivisionError, OverflowError):
        found = []
    if not 1 <= len(found) <= 1000 or not np.isfinite(found).all():
        raise ModelsheetError("azimuths", text=text)
    return found


def orbit(angles: Sequence[float], elevation: float, resolution: int, fov: float = FOV) -> dict[str, Camera]:
    """Cameras by the names of their views. fov: degrees; 0 for orthographic ones."""
    names = [f"azimuth-{angle:g}".replace(".", "_").replace("--", "-minus") for angle in angles]
    if fov == 0:
        poses = [orbit_pose(angle, elevation, 2.0) for angle in angles]
        cameras = [Camera.orthographic(pose, 2 * _REACH, resolution) for pose in poses]
    else:
        away = _MARGIN * _REACH / float(np.sin(np.radians(fov / 2)))
        cameras = [
            orbit_camera(angle, elevation, away, float(np.radians(fov)), resolution) for angle in angles
        ]
    return dict(zip(names, cameras, strict=True))


def render_views(surface: Surface, cameras: dict[str, Camera], prompt: str = "") -> ModelSheet:
    """The views of a surface, which is normalized to the cube first, with depth and normals."""
    caster = RayCaster(surface.normalized())
    views = tuple(render_view(caster, camera, name) for name, camera in cameras.items())
    return ModelSheet(views, prompt=prompt, generator="render")


def views_of(path: Path, cameras: dict[str, Camera], up: str | None = None) -> ModelSheet:
    """The views of a mesh file, of an asset's folder, or of a neural field (`--format field`)."""
    if path.suffix == FIELD:
        from .render.neural import load_field, render_field

        return ModelSheet(render_field(load_field(path), cameras), generator="field")
    return render_views(read_surface(path / "asset.glb" if path.is_dir() else path, up), cameras)


def save_views(sheet: ModelSheet, folder: Path, layout: str = "sheet") -> Path:
    """Write a sheet as a sheet or in nerfstudio's layout; returns the path of its main file."""
    with staged(folder) as stage:
        if layout == "transforms":
            write_transforms(sheet, stage)
        else:
            sheet.save(stage)
    return folder / (TRANSFORMS if layout == "transforms" else "sheet.png")


def save_film(sheet: ModelSheet, path: Path) -> Path:
    """Write the views one after the other as a film that repeats, GIF, WebP or MP4, over white.

    Raises ModelsheetError for other names, and for MP4 where imageio-ffmpeg is not installed.
    """
    write = {".gif": _save_pictures, ".webp": _save_pictures, ".mp4": _save_mp4}.get(path.suffix.lower())
    if write is None:
        raise ModelsheetError("film-format", path=path, known=", ".join(FILMS))
    frames = [_over_white(view.rgba) for view in sheet]
    with staged(path.parent) as stage:
        write(frames, stage / path.name)
    return path


def _over_white(rgba: np.ndarray) -> Image.Image:
    white = Image.new("RGBA", rgba.shape[1::-1], (255, 255, 255, 255))
    return Image.alpha_composite(white, Image.fromarray(rgba)).convert("RGB")


def _save_pictures(frames: list[Image.Image], path: Path) -> None:
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=_FRAME, loop=0)


def _save_mp4(frames: list[Image.Image], path: Path) -> None:
    try:
        import imageio_ffmpeg
    except ImportError as error:
        raise ModelsheetError("film-mp4", path=path) from error
    width, height = (part // 2 * 2 for part in frames[0].size)  # what H.264 takes
    rate = 1000 / _FRAME
    writer = imageio_ffmpeg.write_frames(
        str(path), (width, height), fps=rate, macro_block_size=2, ffmpeg_log_level="error"
    )
    writer.send(None)
    for frame in frames:
        writer.send(np.ascontiguousarray(frame.crop((0, 0, width, height))).tobytes())
    writer.close()

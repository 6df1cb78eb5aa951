"""A sheet as a data set in nerfstudio's layout: `transforms.json`, pictures, depths and normals.

Cameras are OpenGL camera-to-world, as ours; a pinhole is a PINHOLE, an orthographic camera an ORTHOPHOTO
whose focal length is pixels per object unit. Pictures are RGBA with straight alpha. Depths are float32 NumPy
files in thousandths of an object unit along the viewing axis, 0 where unknown: nerfstudio takes millimetres.
Normals, (H, W, 3) float32 in the world, lie in files that `normal_file_path` names, as in DN-Splatter.
https://docs.nerf.studio/quickstart/data_conventions.html
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ..cameras import Camera
from ..errors import ModelsheetError
from ..pictures import open_picture
from ..sheet import TRANSFORMS, ModelSheet, View

_THOUSANDTHS = 1000.0  # of an object unit: what others read as millimetres of metres


def write_transforms(sheet: ModelSheet, folder: Path) -> Path:
    """Write a sheet's views into a folder; returns the path of `transforms.json`."""
    for part in ("images", "depths", "normals"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    document = {
        "camera_model": "PINHOLE" if sheet.views[0].camera.fov_y is not None else "ORTHOPHOTO",
        "prompt": sheet.prompt,
        "frames": [_write_frame(view, folder) for view in sheet],
    }
    for part in ("depths", "normals"):
        if not any((folder / part).iterdir()):
            (folder / part).rmdir()
    path = folder / TRANSFORMS
    path.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    return path


def read_transforms(folder: Path) -> ModelSheet:
    """The sheet of a data set; a picture without alpha shows the object all over.

    Raises ModelsheetError where a part is missing, damaged, or of a camera that is neither pinhole nor
    orthographic, or has lens distortion.
    """
    path = folder / TRANSFORMS
    try:
        document = json.loads(path.read_bytes())
        views = tuple(_read_frame(folder, document, frame) for frame in document["frames"])
        if not views:
            raise ValueError("it has no frames")
        return ModelSheet(views, prompt=str(document.get("prompt", "")), generator="transforms")
    except ModelsheetError:
        raise
    except (AttributeError, KeyError, OSError, SyntaxError, TypeError, ValueError) as error:
        raise ModelsheetError("transforms-damaged", path=path, reason=repr(error)) from error


def _write_frame(view: View, folder: Path) -> dict[str, Any]:
    camera = view.camera
    focal = _focal(camera)
    frame: dict[str, Any] = {
        "file_path": f"images/{view.name}.png",
        "transform_matrix": camera.camera_to_world.astype(float).tolist(),
        "fl_x": focal,
        "fl_y": focal,
        "cx": camera.width / 2,
        "cy": camera.height / 2,
        "w": camera.width,
        "h": camera.height,
    }
    Image.fromarray(view.rgba).save(folder / frame["file_path"])
    if view.depth is not None:
        frame["depth_file_path"] = f"depths/{view.name}.npy"
        known = np.nan_to_num(view.depth * np.float32(_THOUSANDTHS), nan=0.0)
        np.save(folder / frame["depth_file_path"], known.astype(np.float32))
    if view.normals is not None:
        frame["normal_file_path"] = f"normals/{view.name}.npy"
        np.save(folder / frame["normal_file_path"], view.normals.astype(np.float32))
    return frame


def _focal(camera: Camera) -> float:
    """Pixels: of a pinhole the focal length, else how many there are to an object unit."""
    if camera.extent is not None:
        return camera.height / camera.extent
    assert camera.fov_y is not None  # see Camera
    return camera.height / (2 * float(np.tan(camera.fov_y / 2)))


def _read_frame(folder: Path, document: dict, frame: dict) -> View:
    values = {**document, **frame}
    picture = open_picture(folder / frame["file_path"])
    rgba = np.asarray(picture.convert("RGBA"))
    camera = _camera(values, *picture.size)
    name = Path(frame["file_path"]).stem
    depth = normals = None
    if "depth_file_path" in frame:
        depth = _read_depth(folder / frame["depth_file_path"])
    if "normal_file_path" in frame:
        normals = np.load(folder / frame["normal_file_path"], allow_pickle=False)
    return View(name, camera, rgba[..., :3].copy(), rgba[..., 3].copy(), depth, normals)


def _camera(values: dict, width: int, height: int) -> Camera:
    model = values.get("camera_model", "OPENCV")
    bent = [name for name in ("k1", "k2", "k3", "k4", "p1", "p2") if abs(values.get(name, 0)) > 1e-9]
    if model not in ("PINHOLE", "SIMPLE_PINHOLE", "OPENCV", "ORTHOPHOTO") or bent:
        raise ModelsheetError("transforms-camera", model=f"{model} {' '.join(bent)}".strip())
    if (values.get("w", width), values.get("h", height)) != (width, height):
        raise ValueError(f"the picture has {width} x {height} pixels, not {values['w']} x {values['h']}")
    centre = values.get("cx", width / 2), values.get("cy", height / 2)
    if max(abs(centre[0] - width / 2), abs(centre[1] - height / 2)) > 1:
        raise ModelsheetError("transforms-camera", model=f"{model}, whose centre is {centre}")
    matrix = np.array(values["transform_matrix"], np.float64)
    if model == "ORTHOPHOTO":
        return Camera(matrix, width, height, extent=height / float(values["fl_y"]))
    if "fl_y" in values:
        fov_y = 2 * np.arctan(height / (2 * float(values["fl_y"])))
    else:  # Blender's data sets
        fov_y = 2 * np.arctan(np.tan(float(values["camera_angle_x"]) / 2) * height / width)
    return Camera(matrix, width, height, fov_y=float(fov_y))


def _read_depth(path: Path) -> np.ndarray:
    """(H, W) float32 object units, NaN where unknown."""
    if path.suffix == ".npy":
        depth = np.load(path, allow_pickle=False).astype(np.float32)
    else:
        depth = np.asarray(open_picture(path)).astype(np.float32)
    return np.where(depth > 0, depth / np.float32(_THOUSANDTHS), np.nan).astype(np.float32)

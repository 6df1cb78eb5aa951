"""The pieces of Zero123++, one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tests.generation.tiny import full_list, golden

from modelsheet.generation._pictures import extract, squared
from modelsheet.generation.zero123plus.cameras import view_cameras
from modelsheet.generation.zero123plus.normals import alphas, world_normals
from modelsheet.generation.zero123plus.picture import on_grey
from modelsheet.generation.zero123plus.pipeline import join, split
from modelsheet.hub.checkpoints import fill
from modelsheet.render import RayCaster, render_view

VAE_EXTRACTOR = {
    "size": {"shortest_edge": 64},
    "crop_size": {"height": 64, "width": 64},
    "image_mean": [0.5] * 3,
    "image_std": [0.8] * 3,
    "resample": 2,
    "rescale_factor": 1 / 255,
}
CLIP_EXTRACTOR = VAE_EXTRACTOR | {
    "size": 28,
    "crop_size": 28,
    "image_mean": [0.48145466, 0.4578275, 0.40821073],
    "image_std": [0.26862954, 0.26130258, 0.27577711],
    "resample": 3,
}


def test_the_picture_is_prepared_as_in_the_reference() -> None:
    known = golden("zero123plus")
    rgb = on_grey(known["image_rgba"].numpy())
    np.testing.assert_array_equal(rgb, known["condition.rgb"])
    np.testing.assert_allclose(extract(rgb, VAE_EXTRACTOR), known["condition.vae_input"], atol=1e-4)
    np.testing.assert_allclose(extract(rgb, CLIP_EXTRACTOR), known["condition.clip_input"], atol=1e-4)


def test_the_object_stands_in_the_middle_of_a_square() -> None:
    rgba = np.zeros((50, 80, 4), np.uint8)
    rgba[5:15, 10:44] = 255
    square = squared(rgba, 0.85)
    assert square.shape == (40, 40, 4)
    rows, columns = np.nonzero(square[..., 3])
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (15, 24, 3, 36)


def test_the_cameras_of_the_published_versions() -> None:
    cameras = view_cameras(320, "1.2")
    first = cameras["azimuth-30"]
    direction = first.position / np.linalg.norm(first.position)
    np.testing.assert_allclose(4 * direction, (1.8794, -3.2552, 1.3681), atol=1e-4)
    assert np.degrees(first.fov_y) == pytest.approx(30)
    for version, elevations in {"1.1": (30, -20), "1.2": (20, -10)}.items():
        made = [
            np.degrees(np.arcsin(c.position[2] / np.linalg.norm(c.position)))
            for c in view_cameras(64, version).values()
        ]
        np.testing.assert_allclose(made, elevations * 3, atol=1e-4)


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_cube_falls_into_the_views(version: str) -> None:
    corners = 0.25 * np.array(np.meshgrid(*[(-1, 1)] * 3)).reshape(3, -1).T
    for azimuth, camera in zip(
        (30, 90, 150, 210, 270, 330), view_cameras(320, version).values(), strict=True
    ):
        pixels, depth = camera.project(corners)
        assert ((pixels > 0) & (pixels < 320)).all()
        a = np.radians(azimuth)
        toward = corners @ (np.sin(a), -np.cos(a), 0)  # azimuth 0 is the front, 90 the right
        assert depth[np.argmax(toward)] < depth[np.argmin(toward)]
        upper = pixels[corners[:, 2] > 0, 1]
        assert (upper < pixels[corners[:, 2] < 0, 1]).all()  # the same four corners, above and below


def test_views_lie_in_one_picture_row_by_row() -> None:
    views = np.arange(6, dtype=np.uint8)[:, None, None, None] * np.ones((4, 4, 3), np.uint8)
    tiles = join(views)
    assert tiles.shape == (12, 8, 3)
    assert [tiles[0, 0, 0], tiles[0, 7, 0], tiles[4, 0, 0], tiles[11, 7, 0]] == [0, 1, 2, 5]
    np.testing.assert_array_equal(split(tiles), views)


@pytest.mark.parametrize("signs", [(1, 1, 1), (1, -1, -1), (-1, 1, 1)])
def test_normals_are_turned_into_the_world(wedge, signs) -> None:
    cameras = view_cameras(48)
    caster = RayCaster(wedge)
    views = [render_view(caster, camera, name) for name, camera in cameras.items()]
    inside = np.stack([view.mask & ~np.isnan(view.normals[..., 0]) for view in views])
    world = np.stack([np.nan_to_num(view.normals) for view in views])
    own = np.stack([n @ c.camera_to_world[:3, :3] for n, c in zip(world, cameras.values(), strict=True)])
    pictures = np.where(inside[..., None], own * signs * 127.5 + 127.5, 127.5).round().astype(np.uint8)
    alpha = alphas(pictures)
    np.testing.assert_array_equal(alpha == 255, inside)
    made = world_normals(pictures, alpha, cameras.values())
    assert (made[inside] * world[inside]).sum(-1).min() > 0.99
    assert np.isnan(made[~inside]).all()


@pytest.mark.parametrize("part", ["unet", "vae", "controlnet", "vision_encoder"])
def test_every_published_tensor_has_its_place(parity: Path, part: str) -> None:
    fill(published(part).state_dict(), full_list(parity / "zero123plus" / f"keys-full-{part}.txt"), part)


def published(part: str) -> torch.nn.Module:
    """A part at full size, without contents."""
    from diffusers import AutoencoderKL, ControlNetModel, UNet2DConditionModel
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    from modelsheet.generation.mvdream.weights import VAE_CONFIG

    sd2 = {"cross_attention_dim": 1024, "attention_head_dim": (5, 10, 20, 20), "use_linear_projection": True}
    vision = {"hidden_size": 1280, "intermediate_size": 5120, "num_hidden_layers": 32}
    vision |= {"num_attention_heads": 16, "patch_size": 14, "projection_dim": 1024, "hidden_act": "gelu"}
    with torch.device("meta"):
        return {
            "unet": lambda: UNet2DConditionModel(**sd2),
            "controlnet": lambda: ControlNetModel(**sd2),
            "vae": lambda: AutoencoderKL(**VAE_CONFIG),
            "vision_encoder": lambda: CLIPVisionModelWithProjection(CLIPVisionConfig(**vision)),
        }[part]()

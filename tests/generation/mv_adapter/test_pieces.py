"""The pieces of MV-Adapter, one by one, against the reference implementation."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tests.generation.tiny import apart, golden

from modelsheet.cameras import Camera
from modelsheet.generation.mv_adapter.attention import Exchange, MultiViewAttention
from modelsheet.generation.mv_adapter.cameras import (
    control_images,
    geometry_cameras,
    geometry_images,
    ray_values,
    view_cameras,
)
from modelsheet.generation.mv_adapter.picture import reference_picture
from modelsheet.generation.mv_adapter.schedule import shifted, shifted_betas
from modelsheet.surface import Surface

VIEWS = 6


@pytest.fixture(scope="module")
def known() -> dict[str, torch.Tensor]:
    return golden("mv_adapter")


def attention(known: dict[str, torch.Tensor], takes_reference: bool, columns: bool = False):
    """One self-attention of the UNet with the golden weights and its processor."""
    from diffusers.models.attention_processor import Attention

    module = Attention(query_dim=32, heads=2, dim_head=16)
    module.set_processor(MultiViewAttention(module, "here", Exchange(VIEWS, columns), takes_reference))
    prefix = "geometry.weights." if columns else "weights."
    weights = {name.removeprefix(prefix): tensor for name, tensor in known.items() if name.startswith(prefix)}
    module.load_state_dict({name: weights[name] for name in module.state_dict()})
    return module.eval().requires_grad_(False)


def test_cameras_stand_where_the_reference_has_them(known) -> None:
    cameras = view_cameras(64)
    matrices = np.stack([camera.camera_to_world for camera in cameras.values()])
    np.testing.assert_allclose(matrices, known["views.c2w"], atol=1e-6)
    np.testing.assert_allclose(ray_values(cameras), known["views.ray_values"], atol=1e-6)
    control = control_images(cameras)
    assert control.shape == (VIEWS, 6, 64, 64)
    np.testing.assert_allclose(control[:, :, 5, 7], known["views.control_values"], atol=1e-6)


def test_a_point_falls_where_the_reference_projects_it(known) -> None:
    corners = np.array(np.meshgrid(*[(-0.5, 0.5)] * 3)).reshape(3, -1).T
    clip = np.c_[corners, np.ones(8)] @ known["views.mvp"].numpy().transpose(0, 2, 1)  # (V, 8, 4)
    for camera, own in zip(view_cameras(64).values(), clip, strict=True):
        pixels, _ = camera.project(corners)
        np.testing.assert_allclose(pixels, (own[:, :2] / own[:, 3:] + 1) * 32, atol=1e-3)


def test_the_views_see_the_sides_they_are_named_after() -> None:
    cameras = view_cameras(64)
    for name, axis in {
        "front": (0, -1, 0),
        "right": (1, 0, 0),
        "back": (0, 1, 0),
        "left": (-1, 0, 0),
    }.items():
        np.testing.assert_allclose(cameras[name].view_direction, -np.array(axis), atol=1e-6)
    assert all(isinstance(camera, Camera) and camera.extent == 1.1 for camera in cameras.values())


def test_noise_is_shifted(known) -> None:
    from diffusers import DDPMScheduler, PNDMScheduler

    betas = shifted_betas(known["schedule.alphas_cumprod_before"].numpy())
    assert apart(torch.from_numpy(betas), known["schedule.trained_betas"]) < 1e-4
    base = PNDMScheduler(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012, steps_offset=1)
    scheduler = shifted(base, DDPMScheduler)
    assert apart(scheduler.alphas_cumprod, known["schedule.alphas_cumprod"]) < 1e-4
    assert not scheduler.config.clip_sample  # true would clip the latents
    assert scheduler.config.steps_offset == 1


@pytest.mark.parametrize("side", [64, 96])
def test_the_reference_picture_is_prepared_to_the_byte(known, side: int) -> None:
    made = reference_picture(known["preprocess.rgba"].numpy(), side)
    np.testing.assert_array_equal(made, known[f"preprocess.rgb_{side}"])


def test_three_attentions_add_up(known) -> None:
    x = known["attention.input"]
    own_and_views = attention(known, takes_reference=False)(x)
    full = attention(known, takes_reference=True)
    reference = full.processor.to_reference(x, known["attention.reference"], full.heads)
    assert apart(own_and_views + reference, known["attention.output"]) < 1e-4


def test_of_the_unconditional_half_only_the_bias_of_the_reference_is_left(known) -> None:
    full, plain = attention(known, takes_reference=True), attention(known, takes_reference=False)
    both = torch.cat([known["attention.input"]] * 2)
    full.processor.exchange.reference = {"here": known["attention.reference"][:1]}
    added = full(both) - plain(both)
    assert apart(added[:VIEWS], full.processor.to_out_ref[0].bias.expand_as(added[:VIEWS])) < 1e-5
    assert added[VIEWS:].std() > 0.01


def test_views_exchange_rows_and_only_these(known) -> None:
    module, x = attention(known, takes_reference=False), known["attention.input"]
    changed = x.clone()
    changed[0, 8:16] += 1  # the second of eight rows of the first view
    difference = (module(changed) - module(x)).abs().amax(-1)[1:].reshape(VIEWS - 1, 8, 8)
    assert (difference[:, 1] > 1e-4).all()
    assert difference[:, [0, *range(2, 8)]].max() == 0


def test_a_painted_mesh_is_seen_as_the_reference_sees_it(known) -> None:
    cameras = geometry_cameras(64)
    matrices = np.stack([camera.camera_to_world for camera in cameras.values()])
    np.testing.assert_allclose(matrices, known["geometry.c2w"], atol=1e-6)
    boxes = Surface(known["geometry.mesh_vertices"].numpy(), known["geometry.mesh_faces"].numpy())
    chosen = {name: cameras[name] for name in ("front", "top")}
    wanted = known["geometry.control_image"].numpy() / 65535
    np.testing.assert_allclose(geometry_images(boxes, chosen), wanted, atol=1e-4)


def test_views_of_a_mesh_exchange_rows_and_columns(known) -> None:
    module, x = attention(known, takes_reference=False, columns=True), known["geometry.attention.input"]
    assert apart(module(x), known["geometry.attention.output"]) < 1e-4
    changed = x.clone()
    changed[0, 8:16] += 1  # the second of eight rows of the front
    difference = (module(changed) - module(x)).abs().amax(-1).reshape(VIEWS, 8, 8)
    assert difference[[1, 3]][:, [0, *range(2, 8)]].max() == 0  # right and left see its rows
    assert (difference[[1, 3], 1] > 1e-4).all()
    assert (difference[[4, 5]] > 1e-5).all()  # top and bottom all its columns

"""What stands before a plain background."""

from __future__ import annotations

import importlib.util
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from modelsheet import background
from modelsheet.background import cut_out, is_plain, object_alpha
from modelsheet.errors import ModelsheetError


@pytest.fixture(autouse=True)
def without_rembg(monkeypatch) -> None:
    """Whether it is installed here or not."""
    monkeypatch.setattr(background, "find_spec", lambda name: None)


def scene(noise: int = 4) -> np.ndarray:
    """A ring of red on uneven grey, 64 pixels a side."""
    y, x = np.mgrid[:64, :64] - 31.5
    radius = np.hypot(x, y)
    grey = np.random.default_rng(0).integers(127 - noise, 128 + noise, (64, 64, 1))
    ring = ((radius > 10) & (radius < 20))[..., None]
    return np.where(ring, (200, 30, 30), np.repeat(grey, 3, 2)).astype(np.uint8)


def test_the_object_is_what_the_border_does_not_reach() -> None:
    alpha = object_alpha(scene())
    assert alpha[0, 0] == 0
    assert alpha[32, 46] == 255
    assert alpha[32, 32] == 255  # the hole of the ring: it could be a grey disc
    assert is_plain(scene())


def test_an_object_at_the_border_stays() -> None:
    picture = scene()
    picture[50:, 20:40] = (30, 30, 200)
    assert object_alpha(picture)[63, 30] == 255
    assert object_alpha(picture)[63, 5] == 0
    assert not is_plain(picture)


def test_where_the_border_has_no_colour_all_is_object() -> None:
    picture = np.random.default_rng(0).integers(0, 255, (32, 32, 3)).astype(np.uint8)
    assert (object_alpha(picture) == 255).all()
    assert not is_plain(picture)


def test_a_picture_is_cut_out_of_a_plain_background() -> None:
    rgba = cut_out(scene())
    assert np.array_equal(rgba[..., :3], scene())
    assert np.array_equal(rgba[..., 3], object_alpha(scene()))


def test_a_picture_that_cannot_be_cut_out_is_told() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (32, 32, 3)).astype(np.uint8)
    with pytest.raises(ModelsheetError, match="install rembg"):
        cut_out(noise)
    with pytest.raises(ModelsheetError, match="nothing but background"):
        cut_out(np.full((32, 32, 3), 200, np.uint8))


def test_rembg_decides_where_it_is_installed(monkeypatch) -> None:
    def remove(rgb: np.ndarray, session: str, only_mask: bool) -> np.ndarray:
        assert session == "isnet-general-use"
        assert only_mask
        return np.where(rgb[..., 0] > 150, 255, 0)

    module = SimpleNamespace(new_session=lambda name: name, remove=remove)
    monkeypatch.setattr(background, "find_spec", importlib.util.find_spec)
    monkeypatch.setitem(sys.modules, "rembg", module)
    module.__spec__ = SimpleNamespace()
    alpha = cut_out(scene())[..., 3]
    assert alpha[32, 32] == 0  # the hole of the ring: a network can tell
    assert alpha[32, 46] == 255


def test_rembg_without_its_model_is_told(monkeypatch) -> None:
    def offline(name: str) -> None:
        raise OSError("no network")

    monkeypatch.setattr(background, "find_spec", importlib.util.find_spec)
    monkeypatch.setitem(
        sys.modules, "rembg", SimpleNamespace(new_session=offline, __spec__=SimpleNamespace())
    )
    with pytest.raises(ModelsheetError, match="while online"):
        cut_out(np.random.default_rng(0).integers(0, 255, (32, 32, 3)).astype(np.uint8))
    assert np.array_equal(cut_out(scene())[..., 3], object_alpha(scene()))  # it can do without

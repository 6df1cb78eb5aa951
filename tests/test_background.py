"""What stands before a plain background."""

from __future__ import annotations

import numpy as np

from modelsheet.background import is_plain, object_alpha


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

import numpy as np
import pytest
import torch

from modelsheet.generation.embedded import codec
from modelsheet.generation.embedded.codec import SheetPixels

SIZE = codec.GRID * codec.PATCH


@pytest.fixture
def smooth() -> SheetPixels:
    """One sheet of slow gradients; opposite views share a silhouette, mirrored."""
    y, x = torch.meshgrid(torch.linspace(0, 1, SIZE), torch.linspace(0, 1, SIZE), indexing="ij")
    alpha = torch.stack([x, y, x.flip(-1), y.flip(-1), x * y, (x * y).flip(-2)])
    rgb = torch.stack([torch.stack([x, y, x * y])] * 6)
    height = torch.stack([x - 0.5, y - 0.5] * 3)
    return SheetPixels(alpha[None], rgb[None], height[None])


def test_pairs_come_apart_as_they_were(smooth: SheetPixels) -> None:
    back = codec.split_pairs(codec.stack_pairs(smooth))
    for name in ("alpha", "rgb", "height"):
        torch.testing.assert_close(getattr(back, name), getattr(smooth, name), atol=1e-5, rtol=0)


def test_smooth_sheets_survive_the_tokens(smooth: SheetPixels) -> None:
    pairs = codec.stack_pairs(smooth)
    tokens = codec.encode(pairs)
    assert tokens.shape == (1, codec.TOKENS, codec.TOKEN_SIZE)
    assert (codec.decode(tokens) - pairs).abs().max() < 0.02


def test_the_transform_is_orthonormal_but_for_one_factor() -> None:
    noise = torch.randn(4, codec.TOKENS, codec.TOKEN_SIZE, generator=torch.Generator().manual_seed(0))
    pixels = codec.decode(noise)
    torch.testing.assert_close(codec.encode(pixels), noise, atol=1e-4, rtol=0)
    factor = (codec.PATCH / 16) ** 2  # a patch of ones has 16 for its first coefficient, at any resolution
    torch.testing.assert_close((pixels**2).sum(), (noise**2).sum() * factor, rtol=1e-4, atol=0)
    ones = codec.SheetPixels(
        torch.ones(1, 6, SIZE, SIZE), torch.ones(1, 6, 3, SIZE, SIZE), torch.zeros(1, 6, SIZE, SIZE)
    )
    torch.testing.assert_close(
        codec.visible_share(codec.encode(codec.stack_pairs(ones))), torch.ones(1, 192, 1)
    )


def test_fill_outside_goes_on_smoothly() -> None:
    weight = torch.zeros(1, 1, 64, 64)
    weight[..., 20:40, 20:40] = 1
    values = torch.full((1, 3, 64, 64), 0.7) * weight
    filled = codec.fill_outside(values, weight)
    torch.testing.assert_close(filled, torch.full_like(filled, 0.7))


def test_visible_share_is_the_mean_alpha_of_each_patch(smooth: SheetPixels) -> None:
    share = codec.visible_share(codec.encode(codec.stack_pairs(smooth)))[0, :, 0]
    front = smooth.alpha[0, 0].reshape(8, codec.PATCH, 8, codec.PATCH).mean((1, 3)).flatten()
    torch.testing.assert_close(share[:64], front, atol=1e-4, rtol=0)


def test_masks_follow_the_order_of_the_tokens() -> None:
    masks = torch.zeros(6, SIZE, SIZE, dtype=torch.bool)
    masks[2, : codec.PATCH, : codec.PATCH] = (
        True  # the back view's upper left is the front view's upper right
    )
    near, far = codec.stack_masks(masks)
    assert not near.any()
    assert far.nonzero().flatten().tolist() == [7]
    masks[2, 0, 0] = False
    assert not codec.stack_masks(masks)[1].any(), "a patch counts only where all of its pixels do"


def test_group_sizes_cover_a_token() -> None:
    assert sum(codec.GROUP_SIZES) == codec.TOKEN_SIZE == 397
    assert np.isclose(codec.TOKEN_SIZE / (9 * codec.PATCH**2), 0.043, atol=1e-3)


def test_silhouettes_are_read_and_moved_without_decoding_the_rest(smooth: SheetPixels) -> None:
    tokens = codec.encode(codec.stack_pairs(smooth))
    alpha = codec.alpha_of(codec.decode(tokens))
    torch.testing.assert_close(codec.silhouettes(tokens), alpha, atol=1e-5, rtol=0)
    moved = codec.move_silhouettes(tokens, torch.full_like(alpha, -0.05))
    pairs = codec.decode(moved) - codec.decode(tokens)
    torch.testing.assert_close(pairs[:, :, 0], torch.full_like(alpha, -0.05 * 3), atol=1e-3, rtol=0)
    assert pairs[:, :, 1:].abs().max() < 1e-4


def test_mirrored_tokens_are_those_of_the_mirrored_object(smooth: SheetPixels) -> None:
    """Right and left change places, and all views flip."""
    order = [0, 3, 2, 1, 4, 5]
    parts = (part[:, order].flip(-1) for part in (smooth.alpha, smooth.rgb, smooth.height))
    mirrored = codec.encode(codec.stack_pairs(SheetPixels(*parts)))
    tokens = codec.encode(codec.stack_pairs(smooth))
    torch.testing.assert_close(codec.mirror(tokens), mirrored, atol=1e-3, rtol=0)
    torch.testing.assert_close(codec.mirror(codec.mirror(tokens)), tokens)

import pytest
import torch
from torch.nn import functional as F

from modelsheet.generation.embedded import codec
from modelsheet.generation.embedded.agreement import agree, wholeness


@pytest.fixture
def box() -> torch.Tensor:
    """The tokens of a box: front (z, x), right (z, y) and top (-y, x)."""
    alpha = torch.zeros(1, 3, 256, 256)
    alpha[0, 0, 40:240, 80:180] = 1
    alpha[0, 1, 40:240, 60:140] = 1
    alpha[0, 2, 116:196, 80:180] = 1
    return _tokens(alpha)


def test_views_of_one_object_stay(box: torch.Tensor) -> None:
    torch.testing.assert_close(codec.silhouettes(agree(box)), codec.silhouettes(box), atol=0.1, rtol=0)


def test_what_two_views_deny_is_halved_and_what_they_forgot_is_raised(box: torch.Tensor) -> None:
    alpha = codec.silhouettes(box)
    alpha[0, 1, 120:160] = 0  # from the right, the box is broken in two
    before, after = alpha, codec.silhouettes(agree(_tokens(alpha)))
    middle = (slice(132, 148), slice(100, 160))
    assert 0.3 < after[0, 0][middle].mean() < 0.7 < before[0, 0][middle].mean()
    row = after[0, 1, 132:148, 60:140].amax(1)
    assert row.min() > 0.3
    assert _lack(after) < _lack(before) / 2


def test_colors_and_heights_are_untouched() -> None:
    tokens = torch.randn(2, codec.TOKENS, codec.TOKEN_SIZE, generator=torch.Generator().manual_seed(0))
    rest = slice(codec.FREQUENCIES["alpha"], None)
    assert torch.equal(agree(tokens)[..., rest], tokens[..., rest])


def test_the_worst_silhouette_says_how_whole_a_sheet_is(box: torch.Tensor) -> None:
    broken = codec.silhouettes(box)
    broken[0, 0, 180:200] = 0  # seven tenths above, two below
    none = torch.zeros_like(broken)
    assert wholeness(torch.cat([box, _tokens(broken), _tokens(none)])) == pytest.approx(
        [1, 7 / 9, 0], abs=0.03
    )


def _tokens(alpha: torch.Tensor) -> torch.Tensor:
    empty = torch.zeros(len(alpha), codec.TOKENS, codec.TOKEN_SIZE)
    return codec.move_silhouettes(empty, alpha - codec.silhouettes(empty))


def _lack(alpha: torch.Tensor) -> float:
    """How much the front draws where no place on its rays is drawn by both others."""
    front, right, top = F.avg_pool2d(alpha, 4)[0]
    support = torch.minimum(right[:, None], top.flip(0).T[None]).amax(-1)
    return float((front - support).clamp(min=0).sum())

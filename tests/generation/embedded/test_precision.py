"""Numbers of few bits say what those of many say."""

import pytest
import torch
from torch import nn

from modelsheet.generation.embedded.precision import Int8Linear, multiplies_int8, with_int8, without_int8


@pytest.fixture
def linear() -> nn.Linear:
    torch.manual_seed(0)
    return nn.Linear(48, 32, bias=False)


@torch.inference_mode()
def test_a_layer_of_integers_gives_what_the_layer_gives(linear: nn.Linear) -> None:
    x = torch.randn(2, 5, 48) * torch.tensor([0.01, 100.0])[:, None, None]  # each token has its own scale
    exact, near = linear(x), Int8Linear(linear)(x)
    error = (near - exact).norm(dim=-1) / exact.norm(dim=-1)
    assert near.shape == exact.shape
    assert error.max() < 0.02


@torch.inference_mode()
def test_integers_are_summed_as_by_hand(linear: nn.Linear) -> None:
    layer, x = Int8Linear(linear), torch.randn(7, 48)
    scale = x.abs().amax(-1, keepdim=True) / 127
    by_hand = (x / scale).round() @ layer.weight.float().T * scale * layer.scale
    torch.testing.assert_close(layer(x), by_hand)


@torch.inference_mode()
def test_a_token_has_the_same_values_beside_others(linear: nn.Linear) -> None:
    layer, x = Int8Linear(linear), torch.randn(9, 48).bfloat16()
    assert layer(x).dtype == torch.bfloat16
    assert torch.equal(layer(x)[3:4], layer(x[3:4]))


def test_zeros_stay_zeros(linear: nn.Linear) -> None:
    assert not Int8Linear(linear)(torch.zeros(3, 48)).any()


def test_layers_are_replaced_and_put_back(linear: nn.Linear) -> None:
    model = nn.Sequential(linear, nn.Linear(32, 8))
    before = linear.weight.detach().clone()
    assert isinstance(with_int8(model)[0], Int8Linear)
    assert isinstance(model[1], nn.Linear)
    back = without_int8(model)[0]
    torch.testing.assert_close(back.weight, before, atol=float(before.abs().max()) / 127, rtol=0)


def test_gpus_keep_their_own_numbers() -> None:
    assert not multiplies_int8(torch.device("cuda"))

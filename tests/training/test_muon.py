"""Muon steps are as long in all directions."""

import torch

from modelsheet.training.muon import Muon, orthogonalized


def test_singular_values_come_near_one() -> None:
    torch.manual_seed(0)
    for shape in ((2, 16, 40), (2, 40, 16)):  # a square one may hold a value near nothing
        values = torch.linalg.svdvals(orthogonalized(torch.randn(shape)))
        assert values.min() > 0.4
        assert values.max() < 1.4


def test_it_learns_a_matrix() -> None:
    torch.manual_seed(0)
    goal, weight = torch.randn(8, 12), torch.nn.Parameter(torch.zeros(8, 12))
    optimizer = Muon([weight], lr=0.05, dtype=torch.float32, weight_decay=0.0)
    for _ in range(200):
        optimizer.zero_grad()
        ((weight - goal) ** 2).sum().backward()
        optimizer.step()
    assert (weight - goal).abs().mean() < 0.1

"""Muon: momentum whose steps are orthogonalised (Jordan 2024), all matrices of one shape at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import torch

_ITERATIONS = 5
_COEFFICIENTS = (3.4445, -4.7750, 2.0315)  # Newton-Schulz of degree five, as published


class Muon(torch.optim.Optimizer):
    """For matrices, and for the kernels of convolutions, which are matrices from a patch to a place.

    dtype: in which the orthogonalisation multiplies; bfloat16 will do where it is fast.
    """

    def __init__(
        self,
        params: Iterable[torch.nn.Parameter],
        lr: float,
        dtype: torch.dtype,
        momentum: float = 0.95,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(list(params), {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self.dtype = dtype

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        """One step with the gradients as they are."""
        for group in self.param_groups:
            shapes = defaultdict(list)
            for parameter in group["params"]:
                if parameter.grad is not None:
                    shapes[parameter.shape].append(parameter)
            for shape, parameters in shapes.items():
                gradients = [parameter.grad for parameter in parameters]
                moments = [self._moment(parameter) for parameter in parameters]
                torch._foreach_lerp_(moments, gradients, 1 - group["momentum"])
                ahead = torch._foreach_lerp(gradients, moments, group["momentum"])  # Nesterov
                update = orthogonalized(torch.stack(ahead).flatten(2).to(self.dtype))
                scale = -group["lr"] * max(1.0, shape[0] / update.shape[2]) ** 0.5
                update = update.reshape(len(ahead), *shape)
                torch._foreach_mul_(parameters, 1 - group["lr"] * group["weight_decay"])
                torch._foreach_add_(parameters, list(update.float().unbind()), alpha=scale)

    def _moment(self, parameter: torch.nn.Parameter) -> torch.Tensor:
        state = self.state[parameter]
        if "moment" not in state:
            state["moment"] = torch.zeros_like(parameter)
        return state["moment"]


def orthogonalized(matrices: torch.Tensor) -> torch.Tensor:
    """(B, m, n), each with its singular values brought near one, by Newton-Schulz."""
    a, b, c = _COEFFICIENTS
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.mT if tall else matrices
    x = x / (torch.linalg.matrix_norm(x.float(), keepdim=True) + 1e-7).to(x.dtype)
    for _ in range(_ITERATIONS):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.mT if tall else x

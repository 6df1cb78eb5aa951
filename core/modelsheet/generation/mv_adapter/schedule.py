"""The noise of MV-Adapter: more of it than in the base model, most of all late in the schedule."""

from __future__ import annotations

from typing import Any

import numpy as np

_SHIFT = 8.0  # by which the signal-to-noise ratio is divided at the last timestep


def shifted_betas(alphas_cumprod: np.ndarray) -> np.ndarray:
    """The betas (T,) whose signal-to-noise ratio is that of the schedule, less and less of it with time.

    Its logarithm is interpolated between the ratio and an eighth of it, from the first timestep to the last.
    """
    alphas = np.asarray(alphas_cumprod, dtype=np.float64)
    weight = np.arange(len(alphas)) / (len(alphas) - 1)
    ratio = np.log(alphas / (1 - alphas)) - weight * np.log(_SHIFT)
    shifted = 1 / (1 + np.exp(-ratio))
    return 1 - shifted / np.concatenate([[1], shifted[:-1]])


def shifted(scheduler: Any, kind: Any = None) -> Any:
    """The base model's scheduler with the shifted noise, or another kind of scheduler with its settings."""
    betas = shifted_betas(scheduler.alphas_cumprod.numpy())
    # clip_sample: schedulers that know it clip the latents to ±1 unless told not to
    return (kind or type(scheduler)).from_config(
        scheduler.config, trained_betas=betas.astype(np.float32), clip_sample=False
    )

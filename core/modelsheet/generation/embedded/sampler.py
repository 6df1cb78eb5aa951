"""From noise to tokens: the flow-matching loop with guidance and known parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import torch

from ...cores import threads
from .agreement import agree
from .codec import GROUP_SIZES, TOKEN_SIZE, TOKENS, spread_flags
from .network import NoiseSchedule
from .precision import fast
from .transformer import SheetTransformer

# Layout is decided in the first tenth of the schedule: the scheduler's shift spends more steps there.
SHIFT = 2.0


@torch.inference_mode()
def sample(
    model: SheetTransformer,
    scheduler: NoiseSchedule,
    text: torch.Tensor,
    *,
    steps: int,
    guidance_scale: float,
    generators: Sequence[torch.Generator],
    known: torch.Tensor | None = None,
    flags: torch.Tensor | None = None,
    begin: tuple[int, torch.Tensor] | None = None,
    callback: Callable[[int, torch.Tensor], None] | None = None,
) -> torch.Tensor:
    """Clean tokens (B, 192, D) for text (1, 24, 384), one sheet for each of B random generators.

    Classifier-free guidance (Ho and Salimans 2022): 1 is none. `known` and `flags`, the same for all,
    as in SheetTransformer.forward. `begin`: the step to begin with, and the clean tokens (B, 192, D) that get
    its noise. `callback(step, prediction)` sees the sheet as it forms; what it raises ends
    the loop.

    The scheduler gives the noise levels. Each step draws fresh noise (stochastic sampling): what a
    step got wrong is drawn over by the next, where the deterministic path would keep it. The
    predictions with and without what guides are made beside each other, where the process may take two
    cores: the same bytes as on one. Long, for it is one loop with all that it needs prepared before it.
    """
    batch, device = len(generators), model.device
    if known is None or flags is None:
        known = torch.zeros(1, TOKENS, TOKEN_SIZE)
        flags = torch.zeros(1, TOKENS, len(GROUP_SIZES), dtype=torch.bool)
    text, known, flags = (part.to(device).expand(batch, -1, -1) for part in (text, known, flags))
    given = spread_flags(flags)

    def predict(noisy: torch.Tensor, t: torch.Tensor, condition: tuple[torch.Tensor, ...]) -> torch.Tensor:
        with torch.inference_mode(), fast(device):
            return model(noisy, t, *condition)

    scheduler.set_timesteps(steps, device=device)
    first, noisy = 0, _noise(model, generators)
    if begin is not None:
        first, level = begin[0], scheduler.sigmas[begin[0]]
        noisy = (1 - level) * begin[1].to(device) + level * noisy
    told = (text, known, flags)
    # without words, what is known guides
    untold = (torch.zeros_like(text), known, flags) if text.any() else tuple(map(torch.zeros_like, told))
    guided = guidance_scale != 1 and bool(text.any() or flags.any())
    conditions = [told, untold] if guided else [told]
    with ThreadPoolExecutor(len(conditions), initializer=torch.set_num_threads, initargs=(1,)) as pool:
        each = map if threads() == 1 else pool.map
        for step in range(first, steps):
            t = (1 - scheduler.sigmas[step]).to(noisy.dtype).expand(batch)
            clean, *free = each(partial(predict, noisy, t), conditions)
            clean = clean.float()
            if free:
                clean = free[0].float().lerp(clean, guidance_scale)
            clean = torch.where(given, known, agree(torch.where(given, known, clean)))
            after = scheduler.sigmas[step + 1]
            noisy = (1 - after) * clean + after * _noise(model, generators)
            if callback is not None:
                callback(step, clean)
    return noisy


def _noise(model: SheetTransformer, generators: Sequence[torch.Generator]) -> torch.Tensor:
    noise = torch.stack([torch.randn(TOKENS, TOKEN_SIZE, generator=each) for each in generators])
    return noise.to(model.device) * model.config.noise_scale

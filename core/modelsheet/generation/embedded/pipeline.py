"""The embedded generator's networks in one: text to sheets."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import torch

from ...cores import meanwhile, threads
from ...errors import ModelsheetError
from ...prompts.english import names_several
from ...prompts.minilm import TextEncoder
from ...sheet import ModelSheet, View
from ...weights import how_to_mend, write_hashes
from .. import KnownParts, StepCallback
from . import codec, pixels
from .agreement import wholeness
from .network import NoiseSchedule
from .precision import fast, for_drawing, without_int8
from .refiner import SheetRefiner
from .sampler import sample
from .transformer import SheetTransformer
from .vocabulary import Vocabulary

STEPS = 8
GUIDANCE_SCALE = 2.5
_PICTURE_GUIDANCE_SCALE = 3.0  # beside one view's colours the words are easily lost on the others
ATTEMPTS = 3
_WHOLE = 0.9  # of each silhouette that one piece must hold


@contextmanager
def computing_on(threads: int) -> Iterator[None]:
    """So many of torch's threads in the block. It splits its sums between them: another number of them
    would give other pixels, but for convolutions, where each value is one thread's.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class EmbeddedPipeline:
    """Text to a six-view sheet with depth.

    Components: `transformer` and `refiner` (safetensors) and `scheduler`; `vocabulary` knows the
    nouns of the training data. The text encoder comes from its own package. `attempts`: how often an
    object that falls apart may be drawn.
    """

    name = "embedded"
    attempts = ATTEMPTS

    def __init__(
        self,
        transformer: SheetTransformer,
        refiner: SheetRefiner,
        scheduler: NoiseSchedule,
        vocabulary: Vocabulary,
        text_encoder: TextEncoder,
    ) -> None:
        self.transformer, self.refiner = transformer.eval(), refiner.eval()
        self.scheduler, self.vocabulary, self.text_encoder = scheduler, vocabulary, text_encoder

    @classmethod
    def from_pretrained(cls, folder: str | Path, **_: Any) -> EmbeddedPipeline:
        """Load from a local folder, to draw with. Raises ModelsheetError when a part is missing or damaged.

        To train on, load the components by themselves: here their weights lose what drawing can't use.
        """
        folder, text_encoder = Path(folder), meanwhile(TextEncoder)
        try:
            transformer = SheetTransformer.from_pretrained(folder / "transformer", torch_dtype=None)
            refiner = SheetRefiner.from_pretrained(folder / "refiner", torch_dtype=None)
            scheduler = NoiseSchedule.from_pretrained(folder / "scheduler")
        except (OSError, ValueError, RuntimeError) as error:
            first = (str(error).splitlines() or [""])[0] or type(error).__name__
            raise ModelsheetError(
                "model-broken", folder=folder, reason=first, remedy=how_to_mend(folder)
            ) from error
        vocabulary = Vocabulary.load(folder)
        return cls(for_drawing(transformer), for_drawing(refiner), scheduler, vocabulary, text_encoder())

    def save_pretrained(self, folder: str | Path, **_: Any) -> None:
        """Write the components, half precision, with their hashes."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name, model in (("transformer", self.transformer), ("refiner", self.refiner)):
            without_int8(copy.deepcopy(model)).half().save_pretrained(folder / name)
        self.scheduler.save_pretrained(folder / "scheduler")
        self.vocabulary.save(folder)
        index = {"_class_name": type(self).__name__, "generator": self.name}
        (folder / "model_index.json").write_text(json.dumps(index, indent=2) + "\n")
        write_hashes(folder)

    def draw(
        self,
        prompt: str,
        *,
        seed: int = 0,
        steps: int | None = None,
        guidance_scale: float | None = None,
        known: KnownParts | None = None,
        on_step: StepCallback | None = None,
    ) -> ModelSheet:
        """One sheet; the same arguments, weights and machine give the same pixels, alone or beside others.

        `settings["notice"]` says so when the prompt is far from all that the model has seen.
        """
        return self.draw_seeds(
            prompt, [seed], steps=steps, guidance_scale=guidance_scale, known=known, on_step=on_step
        )[0]

    __call__ = draw

    @computing_on(1)
    def draw_seeds(
        self,
        prompt: str,
        seeds: Sequence[int],
        *,
        steps: int | None = None,
        guidance_scale: float | None = None,
        known: KnownParts | None = None,
        on_step: Callable[..., None] | None = None,
    ) -> list[ModelSheet]:
        """One sheet a seed, all in one pass; as `draw` gives them but for rounding, unless that decides
        which are drawn anew.

        An object that falls apart is drawn up to `attempts` times, and the most whole of these is given,
        `settings["attempt"]` says which; not where the prompt names several objects, or parts are known.
        `on_step` is called as a StepCallback, with a function for each of the sheets.
        Long, for its inner functions share what one drawing is made of.
        """
        steps = STEPS if steps is None else steps
        if guidance_scale is None:
            picture = bool(prompt and known and len(known.color) == 1 and not known.depth)
            guidance_scale = _PICTURE_GUIDANCE_SCALE if picture else GUIDANCE_SCALE
        settings: dict[str, Any] = {"steps": steps, "guidance_scale": guidance_scale}
        text = self.text_encoder.states([prompt])
        if not prompt:
            text = torch.zeros_like(text)  # as in training
        elif notice := self.vocabulary.notice(text[0, 0].numpy()):
            settings["notice"] = notice
        if known:
            settings["given"] = sorted(known.color)
        given, flags = pixels.known_tokens(known) if known else (None, None)

        taken: dict[int, int] = {}  # which attempt, of the seeds whose first sheet was not the best

        @torch.inference_mode()
        def sheet(tokens: torch.Tensor, seed: int) -> ModelSheet:
            views = self.views(tokens[None])
            if known:
                views = pixels.keep_known(views, known)
            attempt = {"attempt": taken[seed]} if seed in taken else {}
            return ModelSheet(views, prompt, seed, self.name, settings | attempt)

        def forming(tokens: torch.Tensor) -> list[Callable[[], ModelSheet]]:
            return [partial(sheet, own, seed) for own, seed in zip(tokens, seeds, strict=True)]

        def draw(chosen: Sequence[int], attempt: int) -> torch.Tensor:
            def callback(step: int, prediction: torch.Tensor) -> None:
                if on_step and attempt == 0:
                    on_step(step + 1, steps, *forming(prediction))
                elif on_step:  # the best so far stays in sight
                    on_step(steps, steps, *forming(tokens))

            return sample(
                self.transformer,
                self.scheduler,
                text,
                steps=steps,
                guidance_scale=guidance_scale,
                generators=[_generator(seed, attempt) for seed in chosen],
                known=given,
                flags=flags,
                callback=callback,
            )

        with torch.inference_mode():
            tokens = draw(seeds, 0)
            whole = wholeness(tokens)
            attempts = 1 if known or names_several(prompt) else self.attempts
            for attempt in range(1, attempts):
                weak = [i for i, share in enumerate(whole) if share < _WHOLE]
                if not weak:
                    break
                again = draw([seeds[i] for i in weak], attempt)
                for i, own, share in zip(weak, again, wholeness(again), strict=True):
                    if share > whole[i]:
                        tokens[i], whole[i], taken[seeds[i]] = own, share, attempt + 1
            return [sheet(own, seed) for own, seed in zip(tokens, seeds, strict=True)]

    def views(self, tokens: torch.Tensor) -> tuple[View, ...]:
        """The views of the first of some sheets' tokens (B, 192, D)."""
        coarse = codec.decode(tokens.float().cpu()).to(self.refiner.device)
        with fast(coarse.device), computing_on(threads()):
            refined = self.refiner(coarse)
        return pixels.to_views(codec.split_pairs(refined.float().cpu()))


def _generator(seed: int, attempt: int) -> torch.Generator:
    """Random numbers of a seed, others at each attempt."""
    generator = torch.Generator().manual_seed(seed)
    for _ in range(attempt):
        generator.manual_seed(int(torch.randint(2**62, (), generator=generator)))
    return generator

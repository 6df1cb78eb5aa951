"""One command from a folder of assets to a view generator that can be loaded."""

from __future__ import annotations

import importlib.util
import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn
from tqdm import tqdm

from ..errors import ModelsheetError
from ..generation.embedded import codec
from ..generation.embedded.network import NoiseSchedule
from ..generation.embedded.pipeline import EmbeddedPipeline
from ..generation.embedded.refiner import SheetRefiner
from ..generation.embedded.sampler import SHIFT
from ..generation.embedded.transformer import SheetTransformer
from ..prompts.minilm import TextEncoder
from ..weights import find_model
from .dataset import AssetLibrary, SheetCache
from .refine import train_refiner
from .tokens import Batch, TokenSet
from .variants import draw_grid, variants

GRID_PROMPTS = (
    "a wooden barrel",
    "a pine tree",
    "a red car",
    "a wooden chair",
    "a medieval house with a blue roof",
    "a sword",
    "a potion bottle",
    "a treasure chest",
    "a spaceship",
    "a mushroom",
    "a pig",
    "a castle tower",
)


TRAINING = "training.json"
"""In the folder of a model: what it was trained on."""


@dataclass(frozen=True)
class TrainOptions:
    """What a training run is made of. `device` None takes a CUDA GPU when there is one.

    `init` is the name or folder of a trained generator of the same shape whose weights are the start. Of the
    batches, `variant_share` is drawn from `variants` recoloured, stretched, turned and joined sheets.
    Until the learning rate begins to fall, each step looks at a random `token_share` of the patches
    alone (MaskDiT, Zheng et al. 2023): half of them cost half as much.
    `hold_out` leaves out the families that `AssetLibrary.held_out` keeps for evaluation.
    """

    data: Path
    out: Path
    steps: int = 12000
    batch_size: int = 32
    width: int = 384
    depth: int = 8
    heads: int = 6
    noise_scale: float = 8.0
    timestep_mean: float = -0.6
    timestep_spread: float = 1.4
    matrix_lr: float = 0.02
    other_lr: float = 1e-3
    warmup: int = 100
    decay_share: float = 0.45
    token_share: float = 0.5
    ema_decay: float = 0.999
    known_share: float = 0.45
    variants: int = 4000
    variant_share: float = 0.2
    drop_text: float = 0.1
    seed: int = 0
    save_every: int = 250
    grid_every: int = 500
    device: str | None = None
    workers: int = 2
    compile: bool = True
    refine_steps: int = 1200
    hold_out: bool = False
    init: Path | None = None


def train(options: TrainOptions) -> Path:
    """Train, or go on from the last checkpoint in `options.out`; returns the generator's folder.

    The folder `out` holds `variants.png`, `checkpoint.pt`, `curve.png`, `log.jsonl`, `samples_*.png`
    and, after every checkpoint, the averaged weights as a generator in `model/`, whose refiner is taught
    at the end. A run that was killed goes on with the same batches and noise, so its curve is that of an
    undisturbed one; the refiner's lesson begins anew.
    """
    if importlib.util.find_spec("matplotlib") is None:
        raise ModelsheetError("the curve needs matplotlib: pip install 'modelsheet[train]'")
    if (options.device or "").startswith("cuda") and not torch.cuda.is_available():
        raise ModelsheetError("no CUDA GPU is to be had: leave --device out to train on the CPU")
    if options.init:
        options = replace(options, init=find_model(options.init))
    library = AssetLibrary(options.data)
    options.out.mkdir(parents=True, exist_ok=True)
    records = library.seen if options.hold_out else library.whole
    cache = library.sheets(records, options.out / "cache", options.workers)
    more = None
    if options.variants:
        more = variants(cache, options.variants, options.out / "cache", options.seed)
        draw_grid(more, options.out / "variants.png")
    encoder = TextEncoder()
    run = _Run(options, TokenSet(cache, encoder, more, options.variant_share), encoder)
    run.resume()
    (options.out / "options.json").write_text(json.dumps(asdict(options), default=str, indent=2))
    bar = tqdm(total=options.steps, initial=run.step, unit="step", mininterval=5)
    started, first = time.perf_counter(), run.step
    while run.step < options.steps:
        error = run.train_step()
        bar.update()
        if run.step % 25 == 0 or run.step == options.steps:
            rate = (run.step - first) * options.batch_size / (time.perf_counter() - started)
            bar.set_postfix_str(f"error {error:.4f}, {rate:.1f} samples/s", refresh=False)
            run.record(error, rate)
        if run.step % options.save_every == 0 or run.step == options.steps:
            run.save()
        if run.step % options.grid_every == 0 or run.step == options.steps:
            run.draw_grid()
    bar.close()
    if not run.refined:
        run.refine(cache)
    return options.out / "model"


class _Run:
    """Model, average, optimisers and random state of one training run."""

    def __init__(self, options: TrainOptions, tokens: TokenSet, encoder: TextEncoder) -> None:
        self.options, self.tokens = options, tokens
        self.step = self.samples = 0
        self.device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
        init = options.init
        self.held_out = options.hold_out and (init is None or never_saw_held_out(init))
        torch.manual_seed(options.seed)
        shape = {name: getattr(options, name) for name in ("width", "depth", "heads", "noise_scale")}
        self.model = SheetTransformer(**shape)
        refiner = SheetRefiner()
        if init:
            _start_from(init, self.model, refiner)
        mean, std = tokens.statistics()
        self.model.mean.copy_(mean)
        self.model.std.copy_(std)
        self.model.to(self.device)
        self.average = SheetTransformer(**shape).to(self.device).requires_grad_(False)
        self.average.load_state_dict(self.model.state_dict())
        refiner.to(self.device)
        scheduler = NoiseSchedule(shift=SHIFT)
        self.pipeline = EmbeddedPipeline(self.average, refiner, scheduler, tokens.vocabulary, encoder)
        self.pipeline.attempts = 1  # the grid shows what it draws
        self.forward: nn.Module = torch.compile(self.model) if options.compile else self.model
        self.optimizers = _optimizers(self.model, options)
        self.generator = torch.Generator().manual_seed(options.seed)
        self.errors: list[float] = []
        self.refined = False

    def train_step(self) -> float:
        """One step; returns the running mean of the error of the clean prediction."""
        options, model = self.options, self.model
        batch = self.tokens.batch(options.batch_size, self.generator, options.known_share, options.drop_text)
        logit = torch.randn(options.batch_size, generator=self.generator) * options.timestep_spread
        t = torch.sigmoid(logit + options.timestep_mean)
        noise = torch.randn(batch.clean.shape, generator=self.generator)
        loss, error = self._loss(batch, t, noise, self._kept())
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer, rate in zip(self.optimizers, (options.matrix_lr, options.other_lr), strict=True):
            for group in optimizer.param_groups:
                group["lr"] = rate * _schedule(self.step, options)
            optimizer.step()
        self.step += 1
        self.refined = False
        self.samples += options.batch_size
        decay = min(options.ema_decay, (1 + self.step) / (10 + self.step))
        weights = [p.detach() for p in model.parameters()]
        torch._foreach_lerp_(list(self.average.parameters()), weights, 1 - decay)
        self.errors = [*self.errors[-99:], error]
        return float(np.mean(self.errors))

    def _kept(self) -> torch.Tensor | None:
        """Which patches the step looks at, (K,) int64; None stands for all."""
        if self.options.token_share == 1 or self.step >= (1 - self.options.decay_share) * self.options.steps:
            return None
        order = torch.randperm(codec.TOKENS, generator=self.generator)
        return order[: round(self.options.token_share * codec.TOKENS)].to(self.device)

    def _loss(
        self, batch: Batch, t: torch.Tensor, noise: torch.Tensor, kept: torch.Tensor | None
    ) -> tuple[torch.Tensor, float]:
        """Error of the predicted clean sheet in velocity space (JiT), patches by what shows of them."""
        clean, text, flags, t, noise = (
            part.to(self.device) for part in (batch.clean, batch.text, batch.flags, t, noise)
        )
        t_ = t[:, None, None]
        noisy = t_ * clean + (1 - t_) * self.options.noise_scale * noise
        with torch.autocast(self.device.split(":")[0], torch.bfloat16):
            predicted = self.forward(noisy, t, text, clean, flags, kept)
        clean = clean if kept is None else clean[:, kept]
        square = (predicted - clean) ** 2
        alpha = codec.GROUP_SIZES[0]
        weight = (4 * codec.visible_share(clean)).clamp(0.1, 1)
        total = square[..., :alpha].sum(-1) + (square[..., alpha:] * weight).sum(-1)
        error = total.mean(1) / codec.TOKEN_SIZE
        return (error / (1 - t).clamp(min=0.15) ** 2).mean(), float(error.detach().mean())

    def record(self, error: float, rate: float) -> None:
        """Add a line to log.jsonl."""
        line = {"step": self.step, "samples": self.samples}
        with (self.options.out / "log.jsonl").open("a") as log:
            log.write(json.dumps({**line, "error": error, "samples_per_second": round(rate, 2)}) + "\n")

    def save(self) -> None:
        """Write the checkpoint, the averaged model and the curve, each by rename."""
        out = self.options.out
        state = {
            "step": self.step,
            "samples": self.samples,
            "errors": self.errors,
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "generator": self.generator.get_state(),
            "held_out": self.held_out,
            "refiner": self.pipeline.refiner.state_dict() if self.refined else None,
        }
        torch.save(state, out / "checkpoint.part")
        (out / "checkpoint.part").replace(out / "checkpoint.pt")
        self.save_model()
        _draw_curve(out)

    def save_model(self) -> None:
        """Write the generator, and what it was trained on for `modelsheet evaluate`."""
        folder = self.options.out / "model"
        self.pipeline.save_pretrained(folder)
        told = {"assets": self.tokens.own, "samples": self.samples, "held_out": self.held_out}
        (folder / TRAINING).write_text(json.dumps(told, indent=2) + "\n", "utf-8")

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one of the same shape."""
        path = self.options.out / "checkpoint.pt"
        if not path.is_file():
            return
        state = torch.load(path, map_location="cpu", weights_only=True)
        try:
            self.model.load_state_dict(state["model"])
        except RuntimeError as error:
            raise ModelsheetError(f"{path} is of another model: choose an empty --out folder") from error
        self.average.load_state_dict(state["average"])
        for optimizer, values in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(values)
        self.generator.set_state(state["generator"])
        self.step, self.samples, self.errors = state["step"], state["samples"], state["errors"]
        if state.get("refiner"):
            self.pipeline.refiner.load_state_dict(state["refiner"])
            self.refined = True
        self.held_out &= state.get("held_out", False)  # what was seen once stays seen
        log = self.options.out / "log.jsonl"
        if log.is_file():  # what came after the checkpoint is about to come again
            lines = [line for line in log.read_text().splitlines() if json.loads(line)["step"] <= self.step]
            log.write_text("".join(f"{line}\n" for line in lines))

    def refine(self, cache: SheetCache) -> None:
        """Train the refiner for the averaged weights, then write the whole generator."""
        steps = self.options.refine_steps
        train_refiner(self.pipeline.refiner, self.average, self.tokens, cache, steps, self.options.seed)
        self.refined = True
        self.save()
        self.draw_grid("refined")

    def draw_grid(self, name: str = "") -> None:
        """Sheets of twelve fixed prompts, one a row, as samples_STEP.png."""
        rows = []
        for prompt in GRID_PROMPTS:
            views = [view.rgba.astype(np.float32) / 255 for view in self.pipeline.draw(prompt)]
            rows.append(np.hstack([v[..., :3] * v[..., 3:] + 1 - v[..., 3:] for v in views]))
        picture = Image.fromarray((np.vstack(rows) * 255).astype(np.uint8))
        picture.save(self.options.out / f"samples_{name or f'{self.step:06d}'}.png")


def never_saw_held_out(model: Path) -> bool:
    """Whether a model's folder says that it was trained without the held-out families."""
    path = model / TRAINING
    return path.is_file() and bool(json.loads(path.read_text("utf-8")).get("held_out"))


def _start_from(init: Path, model: SheetTransformer, refiner: SheetRefiner) -> None:
    """Take over the weights of a generator of the same shape."""
    try:
        for part, name in ((model, "transformer"), (refiner, "refiner")):
            start = type(part).from_pretrained(init / name, local_files_only=True)
            part.load_state_dict(start.state_dict())
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelsheetError(f"{init} is no generator to start from: give one of this shape") from error


def _optimizers(model: SheetTransformer, options: TrainOptions) -> list[torch.optim.Optimizer]:
    """Muon (Jordan 2024) for the matrices of the blocks, AdamW for the rest."""
    matrices = [p for name, p in model.blocks.named_parameters() if name.endswith("weight")]
    ids = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in ids]
    return [
        torch.optim.Muon(matrices, lr=options.matrix_lr, weight_decay=0.01),
        torch.optim.AdamW(others, lr=options.other_lr, betas=(0.9, 0.95), weight_decay=0.0),
    ]


def _schedule(step: int, options: TrainOptions) -> float:
    """Warm-up, constant, then a linear fall to zero over the last `decay_share` of the steps."""
    left = (options.steps - step) / max(1.0, options.decay_share * options.steps)
    return min(1.0, (step + 1) / options.warmup, max(left, 0.0))


def _draw_curve(out: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    log = out / "log.jsonl"
    if not log.is_file():
        return
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    figure, axes = pyplot.subplots(figsize=(7, 4))
    axes.plot([line["samples"] for line in lines], [line["error"] for line in lines])
    axes.set(xlabel="samples seen", ylabel="error of the clean prediction", yscale="log")
    axes.grid(alpha=0.3, which="both")
    axes.set_title(f"{lines[-1]['samples']:,} samples, error {lines[-1]['error']:.4f}")
    figure.tight_layout()
    figure.savefig(out / "curve.png", dpi=110)
    pyplot.close(figure)

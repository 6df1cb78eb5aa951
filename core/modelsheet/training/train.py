"""One command from a folder of assets to a view generator that can be loaded."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import nn
from tqdm import tqdm

from ..errors import ModelsheetError
from ..generation.embedded import codec
from ..generation.embedded.network import NoiseSchedule
from ..generation.embedded.pipeline import EmbeddedPipeline
from ..generation.embedded.precision import fast, multiplies_bfloat16
from ..generation.embedded.refiner import SheetRefiner
from ..generation.embedded.sampler import SHIFT
from ..generation.embedded.transformer import SheetTransformer
from ..generation.embedded.vocabulary import Vocabulary
from ..prompts.minilm import TextEncoder
from ..weights import find_model
from .muon import Muon
from .pack import Pack
from .refine import train_refiner
from .shards import has_shards, read_shards, write_shards
from .tokens import Batch, Recipe, open_library, prepare

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

    The run ends after `steps`, or after `minutes` where these are given: the learning rate then falls with
    the time that is left, drawing the sheets and teaching the refiner included. `data` is a folder of
    assets or a pack. `init` is the name or folder of a trained generator of the same shape, or a folder of
    shards, whose weights are the start. Of the batches, `scene_share` is drawn from `scenes` recoloured,
    stretched, turned and joined assets, `procedural_share` from `procedural` ones. Until the learning rate
    begins to fall, each step looks at a random `token_share` of the patches alone (MaskDiT, Zheng et al.
    2023): half of them cost half as much. `hold_out` leaves out the families that
    `AssetLibrary.held_out` keeps for evaluation. `shards`: a folder for the weights in files of 15 MB.
    """

    data: Path
    out: Path
    steps: int = 12000
    minutes: float | None = None
    batch_size: int = 32
    width: int = 512
    depth: int = 8
    heads: int = 8
    noise_scale: float = 8.0
    timestep_mean: float = -0.6
    timestep_spread: float = 1.4
    matrix_lr: float = 0.02
    other_lr: float = 1e-3
    warmup: int = 100
    decay_share: float = 0.45
    token_share: float = 0.5
    ema_decay: float = 0.999
    known_share: float = 0.4
    scenes: int = 6000
    scene_share: float = 0.2
    procedural: int = 6000
    procedural_share: float = 0.3
    drop_text: float = 0.1
    seed: int = 0
    save_every: int = 250
    grid_every: int = 500
    device: str | None = None
    workers: int = 2
    compile: bool = True
    refiner_width: int = 96
    refiner_depth: int = 6
    refine_steps: int = 1200
    refine_batch: int = 8
    targets: int = 600
    hold_out: bool = False
    init: Path | None = None
    shards: Path | None = None

    @property
    def recipe(self) -> Recipe:
        """What is drawn to train on."""
        names = [field.name for field in fields(Recipe)]
        return Recipe(**{name: getattr(self, name) for name in names})


TUNING: dict[str, Any] = {
    "steps": 340,
    "batch_size": 16,
    "matrix_lr": 0.004,
    "other_lr": 2e-4,
    "warmup": 30,
    "ema_decay": 0.99,
    "scenes": 100,
    "procedural": 600,
    "scene_share": 0.1,
    "procedural_share": 0.4,
    "targets": 64,
    "refine_steps": 0,
}
"""To tune a trained generator to a few assets within an hour on two cores: small steps, and beside these
assets many procedural ones, so that it does not forget the rest. The refiner stays as it is."""

REFINE_SHARE = 0.13
"""Of the minutes of a run that is bound to the clock, what the refiner's lesson takes."""


def train(options: TrainOptions) -> Path:
    """Train, or go on from the last checkpoint in `options.out`; returns the generator's folder.

    The folder `out` holds `checkpoint.pt`, `curve.png`, `log.jsonl`, `samples_*.png`
    and, after every checkpoint, the averaged weights as a generator in `model/`, whose refiner is taught
    at the end. A run that was killed goes on with the same batches and noise, so its curve is that of an
    undisturbed one; the refiner's lesson begins anew.
    """
    started = time.perf_counter()
    if importlib.util.find_spec("matplotlib") is None:
        raise ModelsheetError("the curve needs matplotlib: pip install 'modelsheet[train]'")
    if (options.device or "").startswith("cuda") and not torch.cuda.is_available():
        raise ModelsheetError("no CUDA GPU is to be had: leave --device out to train on the CPU")
    if options.init and not has_shards(options.init):
        options = replace(options, init=find_model(options.init))
    open_library(options.data)  # what is missing is told before anything is written
    options.out.mkdir(parents=True, exist_ok=True)
    device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
    run = _Run(options, device, started)
    run.resume()
    (options.out / "options.json").write_text(json.dumps(asdict(options), default=str, indent=2))
    bar = tqdm(
        total=options.steps, initial=run.step, unit="step", mininterval=5, disable=bool(options.minutes)
    )
    while run.progress() < 1:
        run.train_step()
        bar.update()
        if run.step % 25 == 0:
            bar.set_postfix_str(f"error {run.error():.4f}, {run.rate():.1f} samples/s", refresh=False)
            run.record()
        if not options.minutes and (run.step % options.save_every == 0 or run.step == options.steps):
            run.save()
        if not options.minutes and (run.step % options.grid_every == 0 or run.step == options.steps):
            run.draw_grid()
    bar.close()
    if run.step % 25 and run.step > run.first_step:
        run.record()  # the last steps
    run.ship()  # the refiner's lesson may be cut short
    if not run.refined:
        run.refine()
    return options.out / "model"


class _Run:
    """Model, average, optimisers, sheets and random state of one training run."""

    def __init__(self, options: TrainOptions, device: str, started: float) -> None:
        self.options, self.device, self.started = options, device, started
        self.step = self.samples = self.first_step = 0
        init = options.init
        torch.manual_seed(options.seed)
        shape = {name: getattr(options, name) for name in ("width", "depth", "heads", "noise_scale")}
        self.model = SheetTransformer(**shape)
        refiner = SheetRefiner(options.refiner_width, options.refiner_depth)
        self.held_out = options.hold_out and (init is None or never_saw_held_out(init))
        if init:
            _start_from(init, self.model, refiner)
        self.model.to(device)
        self.generator = torch.Generator(device).manual_seed(options.seed)
        encoder = open_encoder(options.data, device)
        self.tokens = prepare(
            options.recipe,
            encoder,
            device,
            options.workers,
            options.out / "cache" if device == "cpu" else None,
        )
        encoder.model.to("cpu")
        mean, std = self.tokens.statistics()
        if not init:  # what was learnt belongs to the statistics that it was learnt with
            self.model.mean.copy_(mean)
            self.model.std.copy_(std)
        self.average = SheetTransformer(**shape).to(device).requires_grad_(False)
        self.average.load_state_dict(self.model.state_dict())
        scheduler = NoiseSchedule(shift=SHIFT)
        vocabulary = self.tokens.vocabulary(encoder)
        if init and not has_shards(init):
            vocabulary = Vocabulary.load(init).joined(vocabulary)
        self.pipeline = EmbeddedPipeline(self.average, refiner.to(device), scheduler, vocabulary, encoder)
        self.pipeline.attempts = 1  # the grid shows what it draws
        if options.compile:
            for block in self.model.blocks:
                block.compile(dynamic=False)
        self.optimizers = _optimizers(self.model, options)
        self.errors: list[torch.Tensor] = []
        self.refined = False
        if options.minutes:
            self._warm_up()
        self.began = time.perf_counter()

    def progress(self) -> float:
        """How much of the transformer's training is done, 0 to 1: of the steps, or of the time."""
        if self.options.minutes is None:
            return self.step / self.options.steps
        end = self.started + self.options.minutes * 60 * (1 - REFINE_SHARE)
        return min(1.0, (time.perf_counter() - self.began) / max(end - self.began, 1.0))

    def train_step(self) -> None:
        """One step of the optimisers; nothing in it waits for the device, but every tenth."""
        options, model = self.options, self.model
        batch = self.tokens.batch(options.batch_size, self.generator, options.known_share, options.drop_text)
        progress = self.progress()
        loss, error = self._loss(batch, self._kept(progress))
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer, rate in zip(self.optimizers, (options.matrix_lr, options.other_lr), strict=True):
            for group in optimizer.param_groups:
                group["lr"] = rate * _schedule(self.step, progress, options)
            optimizer.step()
        self.step += 1
        self.refined = False
        self.samples += options.batch_size
        decay = min(options.ema_decay, (1 + self.step) / (10 + self.step))
        weights = [p.detach() for p in model.parameters()]
        torch._foreach_lerp_(list(self.average.parameters()), weights, 1 - decay)
        self.errors = [*self.errors[-99:], error]
        if self.device != "cpu" and self.step % 10 == 0:
            torch.cuda.synchronize()  # the clock must not run ahead of the work

    def error(self) -> float:
        """The running mean of the error of the clean prediction."""
        return float(torch.stack(self.errors).mean()) if self.errors else float("nan")

    def rate(self) -> float:
        """Samples a second since this start."""
        return (self.step - self.first_step) * self.options.batch_size / (time.perf_counter() - self.began)

    def _kept(self, progress: float) -> torch.Tensor | None:
        """Which patches the step looks at, (K,) int64; None stands for all."""
        if self.options.token_share == 1 or progress >= 1 - self.options.decay_share:
            return None
        order = torch.randperm(codec.TOKENS, generator=self.generator, device=self.device)
        return order[: round(self.options.token_share * codec.TOKENS)]

    def _loss(self, batch: Batch, kept: torch.Tensor | None) -> tuple[torch.Tensor, torch.Tensor]:
        """Error of the predicted clean sheet in velocity space (JiT), patches by what shows of them; and the
        mean error of the clean prediction."""
        options, clean = self.options, batch.clean
        dice = {"generator": self.generator, "device": self.device}
        t = torch.sigmoid(torch.randn(len(clean), **dice) * options.timestep_spread + options.timestep_mean)
        t_ = t[:, None, None]
        noisy = t_ * clean + (1 - t_) * options.noise_scale * torch.randn(clean.shape, **dice)
        with fast(torch.device(self.device)):
            predicted = self.model(noisy, t, batch.text, clean, batch.flags, kept)
        clean = clean if kept is None else clean[:, kept]
        square = (predicted - clean) ** 2
        alpha = codec.GROUP_SIZES[0]
        weight = (4 * codec.visible_share(clean)).clamp(0.1, 1)
        total = square[..., :alpha].sum(-1) + (square[..., alpha:] * weight).sum(-1)
        error = total.mean(1) / codec.TOKEN_SIZE
        return (error / (1 - t).clamp(min=0.15) ** 2).mean(), error.detach().mean()

    def _warm_up(self) -> None:
        """Compile for both numbers of patches before the clock of the schedule starts; nothing is learnt."""
        state = self.generator.get_state()
        for progress in (0.0, 1.0):
            batch = self.tokens.batch(self.options.batch_size, self.generator, 0.5, 0.1)
            loss, _ = self._loss(batch, self._kept(progress))
            loss.backward()
        self.model.zero_grad(set_to_none=True)
        self.generator.set_state(state)
        now = time.perf_counter() - self.started
        print(
            f"ready to train after {now:.0f} s: {len(self.tokens.tokens)} sheets", file=sys.stderr, flush=True
        )

    def record(self) -> None:
        """Add a line to log.jsonl."""
        line = {
            "step": self.step,
            "samples": self.samples,
            "error": self.error(),
            "samples_per_second": round(self.rate(), 2),
            "seconds": round(time.perf_counter() - self.started, 1),
        }
        with (self.options.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        if self.options.minutes and self.step % 200 == 0:
            print(json.dumps(line), file=sys.stderr, flush=True)

    def save(self) -> None:
        """Write the checkpoint, the averaged model and the curve, each by rename."""
        out = self.options.out
        state = {
            "step": self.step,
            "samples": self.samples,
            "errors": [float(error) for error in self.errors],
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
        (folder / TRAINING).write_text(json.dumps(self.told(), indent=2) + "\n", "utf-8")

    def told(self) -> dict:
        """What a model says of its training."""
        return {"assets": self.tokens.own, "samples": self.samples, "held_out": self.held_out}

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
        self.step, self.samples = state["step"], state["samples"]
        self.first_step = self.step
        self.errors = [torch.tensor(error, device=self.device) for error in state["errors"]]
        if state.get("refiner"):
            self.pipeline.refiner.load_state_dict(state["refiner"])
            self.refined = True
        self.held_out &= state.get("held_out", False)  # what was seen once stays seen
        log = self.options.out / "log.jsonl"
        if log.is_file():  # what came after the checkpoint is about to come again
            lines = [line for line in log.read_text().splitlines() if json.loads(line)["step"] <= self.step]
            log.write_text("".join(f"{line}\n" for line in lines))

    def refine(self) -> None:
        """Train the refiner for the averaged weights, then write the whole generator."""
        options = self.options
        loss = train_refiner(
            self.pipeline.refiner,
            self.average,
            self.tokens,
            self._lesson(),
            options.seed,
            options.refine_batch,
        )
        print(f"refiner: loss {loss:.4f}", file=sys.stderr)
        self.refined = True
        self.ship()
        self.draw_grid("refined")
        self.save()

    def ship(self) -> None:
        """Write the shards, the log and the pictures into the folder for them, if there is one."""
        if self.options.shards:
            write_shards(self.average, self.pipeline.refiner, self.told(), self.options.shards)
            shutil.copy(self.options.out / "log.jsonl", self.options.shards)

    def _lesson(self) -> Iterator[float]:
        """The progress of the refiner's lesson, 0 to 1, a value a step."""
        if self.options.minutes is None:
            for step in tqdm(range(self.options.refine_steps), desc="refine", unit="step", mininterval=5):
                yield step / self.options.refine_steps
            return
        start, end = time.perf_counter(), self.started + self.options.minutes * 60
        while (now := time.perf_counter()) < end:
            yield (now - start) / (end - start)
            if self.device != "cpu":
                torch.cuda.synchronize()

    def draw_grid(self, name: str = "") -> None:
        """Sheets of twelve fixed prompts, one a row, as samples_STEP.png."""
        rows = []
        for prompt in GRID_PROMPTS:
            views = [view.rgba.astype(np.float32) / 255 for view in self.pipeline.draw(prompt)]
            rows.append(np.hstack([v[..., :3] * v[..., 3:] + 1 - v[..., 3:] for v in views]))
        picture = Image.fromarray((np.vstack(rows) * 255).astype(np.uint8))
        path = self.options.out / f"samples_{name or f'{self.step:06d}'}.png"
        picture.save(path)
        if name and self.options.shards:
            shutil.copy(path, self.options.shards)


def open_encoder(data: Path, device: str) -> TextEncoder:
    """The text encoder on the device: that of a pack, or the installed one."""
    encoder = TextEncoder.of(*Pack(data).text_encoder()) if data.is_file() else TextEncoder()
    encoder.model.to(device)
    return encoder


def never_saw_held_out(model: Path) -> bool:
    """Whether a model's folder says that it was trained without the held-out families."""
    if has_shards(model):
        return bool(read_shards(model)[2].get("held_out"))
    path = model / TRAINING
    return path.is_file() and bool(json.loads(path.read_text("utf-8")).get("held_out"))


def _start_from(init: Path, model: SheetTransformer, refiner: SheetRefiner) -> None:
    """Take over the weights of a generator of the same shape."""
    try:
        if has_shards(init):
            start, smooth, _ = read_shards(init)
        else:
            start = SheetTransformer.from_pretrained(init / "transformer", local_files_only=True)
            smooth = SheetRefiner.from_pretrained(init / "refiner", local_files_only=True)
        model.load_state_dict(start.state_dict())
        refiner.load_state_dict(smooth.state_dict())
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelsheetError(f"{init} is no generator to start from: give one of this shape") from error


def _optimizers(model: SheetTransformer, options: TrainOptions) -> list[torch.optim.Optimizer]:
    """Muon for the matrices of the blocks, AdamW for the rest."""
    matrices = [p for name, p in model.blocks.named_parameters() if name.endswith("weight")]
    ids = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in ids]
    dtype = torch.bfloat16 if multiplies_bfloat16(model.device) else torch.float32
    return [
        Muon(matrices, options.matrix_lr, dtype),
        torch.optim.AdamW(others, lr=options.other_lr, betas=(0.9, 0.95), weight_decay=0.0),
    ]


def _schedule(step: int, progress: float, options: TrainOptions) -> float:
    """Warm-up, constant, then a linear fall to zero over the last `decay_share` of the run."""
    left = (1 - progress) / max(1e-6, options.decay_share)
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

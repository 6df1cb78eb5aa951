"""A whole training run on four boxes: seconds, not hours, on any processor."""

import json
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
import trimesh

from modelsheet.errors import ModelsheetError
from modelsheet.generation import load_generator
from modelsheet.training import tokens
from modelsheet.training.dataset import AssetLibrary
from modelsheet.training.pack import write_pack
from modelsheet.training.train import TrainOptions, never_saw_held_out, train


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four coloured boxes in the layout of the training data."""
    folder = tmp_path_factory.mktemp("assets")
    vertices, faces, colors, lines = [], [], [], []
    for i, color in enumerate([(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)]):
        box = trimesh.creation.box((1, 0.5 + 0.1 * i, 2))
        vertices.append(box.vertices)
        faces.append(box.faces)
        colors.append(np.tile(np.array(color, np.uint8), (len(box.faces), 3, 1)))
        line = {"id": f"box{i}", "caption": f"box number {i}", "captions": ["box"], "noun": "box"}
        line |= {"concept": "box", "colors": ["red"], "category": "box", "family": str(i), "modular": False}
        lines.append(json.dumps(line | {"front_known": True, "shard": "meshes-00.npz", "shard_index": i}))
    np.savez(
        folder / "meshes-00.npz",
        vertices=np.concatenate(vertices).astype(np.float32),
        faces=np.concatenate(faces).astype(np.int32),
        corner_rgb=np.concatenate(colors),
        vertex_offsets=np.arange(5) * 8,
        face_offsets=np.arange(5) * 12,
    )
    (folder / "index.jsonl").write_text("\n".join(lines))
    return folder


@pytest.fixture
def options(library: Path, tmp_path: Path) -> TrainOptions:
    return TrainOptions(
        data=library,
        out=tmp_path / "run",
        steps=4,
        batch_size=2,
        width=32,
        depth=1,
        heads=2,
        save_every=2,
        grid_every=100,
        refiner_width=8,
        refiner_depth=1,
        refine_steps=2,
        refine_batch=1,
        scenes=2,
        procedural=2,
        targets=3,
        workers=0,
        device="cpu",
        compile=False,
    )


@pytest.fixture(autouse=True)
def one_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet is enough to see that sheets are drawn."""
    monkeypatch.setattr("modelsheet.training.train.GRID_PROMPTS", ("a box",))


def test_a_run_gives_a_generator_that_loads(options: TrainOptions) -> None:
    sheet = load_generator(train(options)).pipeline.draw("box", steps=1)
    assert sheet.generator == "embedded"
    assert {"curve.png", "samples_refined.png", "log.jsonl"} <= {path.name for path in options.out.iterdir()}


def test_a_run_can_start_from_trained_weights(options: TrainOptions) -> None:
    model = train(options)
    again = replace(options, out=options.out.parent / "again", init=model, steps=1, warmup=10**9)
    train(again)
    first, second = (
        torch.load(folder / "checkpoint.pt", weights_only=True)[key]
        for folder, key in ((options.out, "average"), (again.out, "model"))
    )
    for key in first:
        torch.testing.assert_close(first[key], second[key], atol=2e-3, rtol=2e-3)  # stored in half precision


def test_a_finished_run_has_nothing_to_do(options: TrainOptions, monkeypatch) -> None:
    from modelsheet.training import train as module

    weights = train(options) / "refiner" / "diffusion_pytorch_model.safetensors"
    before = weights.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(module, "train_refiner", lambda *_: pytest.fail("it is taught anew"))
        train(options)
    assert weights.read_bytes() == before
    train(replace(options, steps=5))
    assert weights.read_bytes() != before


def test_a_killed_run_goes_on_to_the_same_weights(options: TrainOptions, monkeypatch) -> None:
    train(options)
    whole = torch.load(options.out / "checkpoint.pt", weights_only=True)["model"]

    from modelsheet.training import train as module

    killed = replace(options, out=options.out.parent / "killed")
    step = module._Run.train_step

    def dies(self) -> None:
        if self.step == 3:
            raise KeyboardInterrupt
        step(self)

    monkeypatch.setattr(module._Run, "train_step", dies)
    with pytest.raises(KeyboardInterrupt):
        train(killed)
    monkeypatch.setattr(module._Run, "train_step", step)
    train(killed)
    resumed = torch.load(killed.out / "checkpoint.pt", weights_only=True)["model"]
    differences = {key: float((whole[key] - resumed[key]).abs().max()) for key in whole}
    assert not any(differences.values()), differences


def test_known_parts_are_sometimes_given() -> None:
    flags = tokens.known_parts(torch.rand(200, 8, generator=torch.Generator().manual_seed(0)), share=0.5)
    given = flags.flatten(1).any(1).float().mean()
    assert 0.35 < given < 0.65
    assert not flags.flatten(1).all(1).any(), "something is always left to draw"
    color = flags[..., 1] | flags[..., 3]
    assert (flags[..., 0] >= color).all(), "given colour comes with its silhouette"


def test_a_picture_often_comes_without_words() -> None:
    flags = tokens.known_parts(torch.rand(500, 8, generator=torch.Generator().manual_seed(0)), share=1)
    alone = tokens._one_picture(flags)
    assert 0.5 < alone.float().mean() < 0.7
    front = flags[alone][:, : flags.shape[1] // 3].flatten(1).any(1)
    assert front.float().mean() > 0.5, "most often it is the front"
    assert not flags[alone][..., [2, 4]].any(), "a picture has no depth"


def test_half_of_the_patches_are_looked_at_until_the_rate_falls(options: TrainOptions) -> None:
    from modelsheet.training import train as training

    sizes = []
    forward = training.SheetTransformer.forward

    def watch(self, *given):
        sizes.append(forward(self, *given).shape[1])
        return forward(self, *given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training.SheetTransformer, "forward", watch)
        patch.setattr(training._Run, "refine", lambda *_: None)
        patch.setattr(training._Run, "draw_grid", lambda *_: None)
        train(replace(options, decay_share=0.5))
    assert sizes == [96, 96, 192, 192]


def test_a_run_without_hardware_for_bfloat16_multiplies_in_float32(
    options: TrainOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PyTorch has a fallback there that is hundreds of times slower."""
    from modelsheet.training import train as module

    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    types = set()
    linear = torch.nn.functional.linear

    def watch(x, weight, bias=None):
        types.add(torch.get_autocast_dtype("cpu") if torch.is_autocast_enabled("cpu") else x.dtype)
        return linear(x, weight, bias)

    monkeypatch.setattr(torch.nn.functional, "linear", watch)
    monkeypatch.setattr(module._Run, "draw_grid", lambda *_: None)
    train(replace(options, steps=1, refine_steps=1))
    assert types == {torch.float32}
    assert module._optimizers(module.SheetTransformer(32, 1, 2), options)[0].dtype == torch.float32


def test_a_run_bound_to_the_clock_ends_in_time(options: TrainOptions) -> None:
    """The learning rate has fallen to nothing when the time is over, whatever the number of steps."""
    rates = []
    from modelsheet.training import train as module

    schedule, readings = module._schedule, count(step=0.3)  # seconds: a clock that no other program slows

    def watch(*given):
        rates.append(schedule(*given))
        return rates[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_schedule", watch)
        patch.setattr(module, "time", SimpleNamespace(perf_counter=lambda: next(readings)))
        shards = options.out.parent / "shards"
        model = train(replace(options, minutes=0.15, warmup=1, shards=shards))
    assert rates[0] == 1
    assert rates[-1] < 0.3
    assert load_generator(model).pipeline.draw("box", steps=1).generator == "embedded"
    assert all(path.stat().st_size < 16_000_000 for path in shards.iterdir())


def test_shards_are_a_start(options: TrainOptions) -> None:
    """A second run goes on from the weights that the first brought home."""
    shards = options.out.parent / "shards"
    train(replace(options, shards=shards, hold_out=True))
    again = replace(options, out=options.out.parent / "again", init=shards, steps=1, hold_out=True)
    assert never_saw_held_out(train(again))
    for path in shards.glob("weights-*"):
        path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ModelsheetError, match="copy all of"):
        train(replace(again, out=options.out.parent / "third"))


def test_a_pack_trains_as_its_folder_does(options: TrainOptions, library: Path, tmp_path: Path) -> None:
    pack = tmp_path / "boxes.pack"
    write_pack(AssetLibrary(library), pack)
    model = train(replace(options, data=pack, steps=2, scenes=0, procedural=0))
    assert load_generator(model).pipeline.draw("box", steps=1).generator == "embedded"


def test_what_a_run_saw_once_stays_seen(options: TrainOptions, tmp_path: Path) -> None:
    """A run that goes on, or starts from other weights, has seen what they have seen."""
    assert not never_saw_held_out(train(options))
    assert not never_saw_held_out(train(replace(options, steps=5, hold_out=True)))
    clean = train(replace(options, out=tmp_path / "clean", hold_out=True))
    assert never_saw_held_out(clean)
    assert never_saw_held_out(train(replace(options, out=tmp_path / "more", hold_out=True, init=clean)))


@pytest.mark.parametrize(
    ("change", "words"),
    [({"init": "nowhere"}, "no model 'nowhere'"), ({"init": "embedded"}, "one of this shape")],
)
def test_a_wrong_start_is_said(options: TrainOptions, change: dict, words: str) -> None:
    with pytest.raises(ModelsheetError, match=words):
        train(replace(options, **change))


def test_missing_data_is_said(library: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelsheetError, match=r"index\.jsonl"):
        AssetLibrary(tmp_path)
    good, *_ = (library / "index.jsonl").read_text().splitlines()
    index = tmp_path / "index.jsonl"
    index.write_text(good)
    alone = AssetLibrary(tmp_path)
    with pytest.raises(ModelsheetError, match=r"meshes-00\.npz is missing"):
        alone.surface(alone.records[0])
    for line, words in ((good.replace("noun", "name"), "'noun' is missing"), ("{", "is no JSON")):
        index.write_text(f"{good}\n{line}\n")
        with pytest.raises(ModelsheetError, match=f"line 2.*{words}"):
            AssetLibrary(tmp_path)

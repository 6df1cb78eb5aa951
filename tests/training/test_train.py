"""A whole training run on four boxes: seconds, not hours."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import trimesh

from modelsheet.errors import ModelsheetError
from modelsheet.generation import load_generator
from modelsheet.training import tokens
from modelsheet.training.dataset import AssetLibrary
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
        refine_steps=2,
        variants=6,
        workers=1,
        device="cpu",
        compile=False,
    )


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

    def dies(self) -> float:
        if self.step == 3:
            raise KeyboardInterrupt
        return step(self)

    monkeypatch.setattr(module._Run, "train_step", dies)
    with pytest.raises(KeyboardInterrupt):
        train(killed)
    monkeypatch.setattr(module._Run, "train_step", step)
    train(killed)
    resumed = torch.load(killed.out / "checkpoint.pt", weights_only=True)["model"]
    differences = {key: float((whole[key] - resumed[key]).abs().max()) for key in whole}
    assert not any(differences.values()), differences


def test_mirrored_sheets_are_sheets_of_the_mirrored_mesh(library: Path, tmp_path: Path) -> None:
    from modelsheet.render import render_sheet
    from modelsheet.surface import Surface

    cone = trimesh.creation.cone(0.5, 1)
    cone.apply_translation((0.2, 0, 0))
    box = trimesh.creation.box((1, 0.2, 0.3))
    mesh = trimesh.util.concatenate([cone, box])
    flipped = mesh.copy()
    flipped.vertices[:, 0] *= -1
    flipped.invert()
    one, two = (render_sheet(Surface(m.vertices, m.faces)) for m in (mesh, flipped))

    def pixels(sheet):
        rgba = np.stack([view.rgba for view in sheet])[None]
        depth = np.stack([view.depth for view in sheet])[None]
        codes = np.where(np.isnan(depth), 0, np.rint(depth / 2 * 65534) + 1).astype(np.uint16)
        return tokens.sheet_pixels(rgba, codes)

    mirror = tokens.mirrored(pixels(one))
    assert (mirror.alpha - pixels(two).alpha).abs().mean() < 0.01
    assert (mirror.height - pixels(two).height).abs().mean() < 0.01


def test_known_parts_are_sometimes_given() -> None:
    flags = tokens.known_parts(200, torch.Generator().manual_seed(0), share=0.5)
    given = flags.flatten(1).any(1).float().mean()
    assert 0.35 < given < 0.65
    assert not flags.flatten(1).all(1).any(), "something is always left to draw"
    color = flags[..., 1] | flags[..., 3]
    assert (flags[..., 0] >= color).all(), "given colour comes with its silhouette"


def test_a_picture_often_comes_without_words() -> None:
    flags = tokens.known_parts(500, torch.Generator().manual_seed(0), share=1)
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

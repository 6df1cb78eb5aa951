"""The command: fast help, one clear line for each mistake, nothing half-written."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet import __version__, cli, pipeline
from modelsheet.cli.showing import Progress
from modelsheet.errors import ModelsheetError
from modelsheet.render import render_sheet
from modelsheet.sheet import ModelSheet

ASSET_FILES = {"asset.glb", "sheet.png", "sheet.json", "preview.png", "turntable.webp", "report.json"}


class WedgeGenerator:
    """A view generator that draws a wedge, in a colour that the seed chooses."""

    name = "wedge"

    def __init__(self, wedge) -> None:
        self.wedge = wedge

    def draw(self, request, context):
        sheet = render_sheet(self.wedge, 64, request.prompt)
        color = np.random.default_rng(request.seed).integers(0, 256, 3, np.uint8)
        views = tuple(replace(view, rgb=np.where(view.mask[..., None], color, np.uint8(0))) for view in sheet)
        settings = {"notice": "nearest: wedge (0.10)"} if "zzz" in request.prompt else {}
        sheet = ModelSheet(views, request.prompt, request.seed, self.name, settings)
        for step in range(1, 3):
            context.forming(step, 2, lambda: sheet)
        return sheet


@pytest.fixture
def wedge_generator(wedge, monkeypatch):
    """What every `--generator` names."""
    generator = WedgeGenerator(wedge)
    monkeypatch.setattr(pipeline, "load_generator", lambda name: generator)
    return generator


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run a command in an empty folder; returns exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as stop:  # --help and --version
            code = stop.code
        out, err = capsys.readouterr()
        return code, out, err

    return run


def assert_one_line(err: str, *words: str) -> None:
    assert err.startswith("modelsheet: error: ")
    assert err.count("\n") == 1, err
    for word in words:
        assert word in err


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def modelsheet(*arguments: object, **options) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "modelsheet", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, **options)


@pytest.mark.skipif(sys.platform == "win32", reason="no resource module")
def test_help_answers_in_half_a_second():
    """Seconds of the processor, so that a busy machine does not count."""
    from resource import RUSAGE_CHILDREN, getrusage

    before = getrusage(RUSAGE_CHILDREN)
    answer = modelsheet("--help")
    after = getrusage(RUSAGE_CHILDREN)
    assert answer.returncode == 0
    for name in (
        "generate",
        "batch",
        "gallery",
        "library",
        "reconstruct",
        "render",
        "train",
        "evaluate",
        "bench",
        "doctor",
    ):
        assert name in answer.stdout
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.5


def test_a_request_is_checked_before_anything_heavy_is_imported():
    code = "import sys; from modelsheet.request import Request; from modelsheet.run import check;"
    code += "check(Request('a barrel')); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"torch", "scipy", "open3d", "trimesh"} & set(loaded)


def test_the_page_of_commands_has_them_all():
    page = (Path(__file__).parents[1] / "docs" / "commands.md").read_text("utf-8")

    def below(parser):
        return next((a.choices for a in parser._actions if isinstance(a, argparse._SubParsersAction)), {})

    commands = below(cli.parser())
    assert [name for name in commands if f"`{name}" not in page] == []
    assert [name for name in below(commands["bench"]) if f"`{name}`" not in page] == []


def test_help_imports_nothing_heavy():
    code = "import sys; from modelsheet import cli; cli.parser().format_help(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"numpy", "torch", "PIL", "open3d", "trimesh", "tqdm"} & set(loaded)


@pytest.mark.parametrize(
    "command",
    [
        "generate",
        "batch",
        "gallery",
        "library",
        "reconstruct",
        "render",
        "train",
        "evaluate",
        "bench batch",
        "bench generate",
        "bench prompts",
        "bench reconstruct",
        "bench surfaces",
        "doctor",
    ],
)
def test_each_command_has_help(command, run):
    code, out, err = run(*command.split(), "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"usage: modelsheet {command}")


def test_version(run):
    assert run("--version") == (0, f"modelsheet {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["COMMAND"]),
        (["sculpt"], ["sculpt", "generate"]),
        (["generate"], ["empty", "say what to make"]),
        (["generate", "barrel", "--image", "nowhere.png"], ["nowhere.png is missing"]),
        (["generate", "--image", "taken"], ["taken can't be read as a picture"]),
        (["generate", "--image", "taken", "--image-view", "inside"], ["'inside'", "front, right"]),
        (["generate", "--sheet", "nowhere", "--pin", "front"], ["nowhere", "sheet.json is missing"]),
        (["generate", "barrel", "--pin", "front"], ["--pin", "--sheet", "give both"]),
        (["generate", ""], ["empty", "say what to make"]),
        (["generate", " \n\t "], ["empty"]),
        (["generate", "x" * 10_000], ["10,000 characters", "1,000"]),
        (["generate", "barrel \udcff"], ["UTF-8"]),
        (["generate", "barrel", "--seed", "seven"], ["--seed", "'seven'", "whole number"]),
        (["generate", "barrel", "--seed", "-1"], ["--seed", "from 0"]),
        (["generate", "barrel", "--steps", "0"], ["--steps", "from 1 to 1000"]),
        (["generate", "barrel", "--guidance", "nan"], ["--guidance", "'nan'"]),
        (["generate", "barrel", "--triangles", "1e3"], ["--triangles"]),
        (["generate", "barrel", "--texture-size", "1000000"], ["--texture-size", "8192"]),
        (["generate", "barrel", "--height", "0"], ["--height"]),
        (["generate", "barrel", "--colour", "red"], ["--colour"]),
        (["generate", "barrel", "--generator", "dall-e"], ["dall-e"]),
        (["generate", "barrel", "--out", "taken/here"], ["taken", "choose another folder"]),
        (["batch", "nowhere.csv", "--out", "night"], ["nowhere.csv is missing"]),
        (["batch", "taken", "--out", "taken/here"], ["taken", "choose another folder"]),
        (["batch", "taken", "--out", "night", "--workers", "0"], ["--workers", "from 1"]),
        (["batch", "taken", "--out", "night", "--generator", "dall-e"], ["taken, line 1", "dall-e"]),
        (["gallery", "nowhere"], ["nowhere", "give the folder of a batch"]),
        (["library", "nowhere", "out.blend", "--blender", "nowhere"], ["nowhere", "modelsheet[blender]"]),
        (["reconstruct", "nowhere"], ["nowhere", "sheet.json is missing"]),
        (["render", "nowhere.glb", "--out", "sheet"], ["nowhere.glb is missing"]),
        (["render", "taken", "--out", "sheet"], ["taken", ".glb"]),
        (["render", "mesh.glb"], ["--out"]),
        (["bench", "everything"], ["everything"]),
        (["bench", "generate", "--prompt", ""], ["empty"]),
        (["bench", "reconstruct", "--data", "nowhere"], ["nowhere", "index.jsonl is missing"]),
        (["bench", "prompts", "--out", "taken"], ["taken", "choose another folder"]),
        (["train", "--data", ".", "--out", "run", "--device", "abacus"], ["--device", "'abacus'", "cuda"]),
        (["train", "--data", "nowhere", "--out", "run"], ["nowhere", "index.jsonl is missing"]),
        (
            ["evaluate", "embedded", "--data", "nowhere", "--out", "page"],
            ["nowhere", "index.jsonl is missing"],
        ),
        (["evaluate", "dall-e", "--data", "nowhere", "--out", "page"], ["dall-e"]),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(arguments, words, run, tmp_path):
    (tmp_path / "taken").write_text("a file")
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert_one_line(err, *words)
    assert files(tmp_path) == ["taken"]


def test_views_only_stops_at_the_sheet(wedge_generator, run, tmp_path):
    code, out, err = run("generate", "a rusty barrel", "--seed", 7, "--views-only")
    assert (code, err) == (0, "")
    assert out == f"{Path('out/a-rusty-barrel-7/sheet.png')}\n"
    sheet = ModelSheet.load(tmp_path / "out" / "a-rusty-barrel-7")
    assert (sheet.prompt, sheet.seed) == ("a rusty barrel", 7)
    assert not (tmp_path / "out" / "a-rusty-barrel-7" / "asset.glb").exists()


def test_a_strange_prompt_is_tried_with_a_note(wedge_generator, run, tmp_path):
    code, out, err = run("generate", "zzz", "--views-only")
    assert code == 0
    assert err == "modelsheet: note: nearest: wedge (0.10)\n"
    assert (tmp_path / out.strip()).is_file()


def test_a_chinese_prompt_is_drawn_as_it_is_understood(tiny_folder, run, tmp_path):
    drawing = ["--generator", tiny_folder, "--steps", 2, "--views-only"]
    code, out, err = run("generate", "青銅饕餮的剑", *drawing)
    assert code == 0
    assert 'note: understood as "a thin bronze-brown sword"; not understood: 饕餮' in err
    sheet = ModelSheet.load((tmp_path / out.strip()).parent)
    assert sheet.prompt == "青銅饕餮的剑"
    assert sheet.settings["understood"] == "a thin bronze-brown sword"
    assert sheet.settings["unknown"] == ["饕餮"]


def test_a_bare_noun_is_expanded_unless_it_shall_not(tiny_folder, run):
    drawing = ["--generator", tiny_folder, "--steps", 2, "--views-only"]
    assert (
        'note: understood as "a fat brown barrel with gray hoops"' in run("generate", "barrel", *drawing)[2]
    )
    assert "understood" not in run("generate", "barrel", *drawing, "--no-expand")[2]


def test_generate_writes_every_file_and_the_same_bytes_again(wedge_generator, run, tmp_path):
    options = ["--triangles", 200, "--texture-size", 128, "--height", 2]
    for folder, seed in (("one", 7), ("two", 7), ("other", 8)):
        code, out, err = run("generate", "a wedge", "--seed", seed, *options, "--out", folder)
        assert (code, err) == (0, "")
        assert out == f"{Path(folder) / 'asset.glb'}\n"
        assert set(files(tmp_path / folder)) >= ASSET_FILES
    glb = {name: (tmp_path / name / "asset.glb").read_bytes() for name in ("one", "two", "other")}
    assert glb["one"] == glb["two"]
    assert glb["one"] != glb["other"]


def test_a_painted_sheet_gives_a_painted_asset(wedge_generator, run, tmp_path):
    options = ["--triangles", 200, "--texture-size", 128]
    assert run("generate", "a wedge", *options, "--out", "asset")[0] == 0
    before = (tmp_path / "asset" / "asset.glb").read_bytes()

    with Image.open(tmp_path / "asset" / "sheet.png") as picture:
        painted = np.asarray(picture).copy()
    painted[..., :3] = (1, 200, 30)
    Image.fromarray(painted).save(tmp_path / "asset" / "sheet.png")
    (tmp_path / "asset" / "notes.txt").write_text("mine")

    assert run("reconstruct", "asset", *options)[0] == 0
    assert (tmp_path / "asset" / "asset.glb").read_bytes() != before
    assert (tmp_path / "asset" / "notes.txt").read_text() == "mine"
    from modelsheet.surface import Surface

    texture = Surface.load(tmp_path / "asset" / "asset.glb").materials[0].base_color_texture.pixels[..., :3]
    np.testing.assert_allclose(np.median(texture.reshape(-1, 3), axis=0), (1, 200, 30), atol=2)

    assert run("reconstruct", "asset", *options, "--method", "magic")[0] == 2


def test_pinned_views_come_back_byte_for_byte(tiny_folder, run, tmp_path):
    drawing = ["--generator", tiny_folder, "--steps", 2, "--views-only"]
    assert run("generate", "a barrel", "--seed", 7, *drawing, "--out", "barrel")[0] == 0
    code, out, err = run("generate", "--sheet", "barrel", "--pin", "front, left", "--seed", 9, *drawing)
    assert (code, out) == (0, f"{Path('out/barrel-9/sheet.png')}\n"), err
    before, after = ModelSheet.load(tmp_path / "barrel"), ModelSheet.load(tmp_path / "out" / "barrel-9")
    assert (after.prompt, after.seed) == ("a barrel", 9)
    same = [a.name for a, b in zip(before, after, strict=True) if np.array_equal(a.rgba, b.rgba)]
    assert same == ["front", "left"]
    for name in same:
        np.testing.assert_array_equal(before[name].depth, after[name].depth)


def test_what_was_painted_stays_and_the_rest_is_drawn_to_fit(tiny_folder, run, tmp_path):
    drawing = ["--generator", tiny_folder, "--steps", 2, "--views-only"]
    assert run("generate", "a barrel", *drawing, "--out", "barrel")[0] == 0
    assert_one_line(run("generate", "--sheet", "barrel")[2], "as it was drawn", "paint on sheet.png")
    with Image.open(tmp_path / "barrel" / "sheet.png") as picture:
        painted = picture.copy()
    painted.paste((1, 200, 30, 255), (40, 40, 80, 70))
    painted.save(tmp_path / "barrel" / "sheet.png")

    assert run("generate", "--sheet", "barrel", *drawing, "--out", "again")[0] == 0
    front = ModelSheet.load(tmp_path / "again")["front"].rgba
    assert (front[24:54, 24:64] == (1, 200, 30, 255)).all()  # the view begins at 16, 16
    assert ModelSheet.load(tmp_path / "again").painted == {}


def test_render_draws_a_mesh_file(wedge, run, tmp_path):
    wedge.to_trimesh().export(tmp_path / "wedge.ply")
    code, out, err = run("render", "wedge.ply", "--out", "sheet", "--resolution", 32, "--prompt", "a wedge")
    assert (code, out, err) == (0, f"{Path('sheet/sheet.png')}\n", "")
    sheet = ModelSheet.load(tmp_path / "sheet")
    np.testing.assert_array_equal(sheet["left"].rgba, render_sheet(wedge, 32)["left"].rgba)


def test_an_interrupt_leaves_nothing(wedge_generator, run, tmp_path, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(wedge_generator, "draw", interrupt)
    assert run("generate", "a wedge", "--out", "deep/asset") == (130, "", "modelsheet: stopped\n")
    assert files(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("phase", ["draw", "save"])
def test_control_c_in_any_phase_leaves_nothing(phase, tmp_path):
    """A real process, a real signal: the process says where it is and waits there."""
    script = f"""
import sys, time
from modelsheet import cli, pipeline
from modelsheet.cli import making
from tests.conftest import make_wedge
from tests.test_cli import WedgeGenerator

class Waiting(making.Progress):
    def __call__(self, phase, fraction):
        if phase == {phase!r}:
            print("here", flush=True)
            time.sleep(60)

making.Progress = Waiting
pipeline.load_generator = lambda name: WedgeGenerator(make_wedge())
small = ["--triangles", "100", "--texture-size", "64"]
sys.exit(cli.main(["generate", "a wedge", *small, "--out", sys.argv[1]]))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "asset")],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "here\n", process.stderr.read()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert (process.returncode, err) == (130, "modelsheet: stopped\n")
    assert files(tmp_path) == []


@pytest.fixture
def small_disk(tmp_path):
    """A disk with room for 16 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this user may not mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("place", [".", "asset", "deep/asset"])
def test_a_full_disk_is_one_line_and_leaves_nothing(place, small_disk, wedge_generator, run):
    code, out, err = run("generate", "a wedge", "--texture-size", 256, "--out", small_disk / place)
    assert (code, out) == (2, "")
    assert_one_line(err, "is full", "nothing was written")
    assert files(small_disk) == []


def test_progress_is_silent_without_a_terminal(capsys):
    with Progress() as progress:
        progress("draw", 0.5)
        progress("bake", 0.2)
    assert capsys.readouterr() == ("", "")


def test_progress_draws_a_bar_for_each_phase(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with Progress() as progress:
        progress("draw", 0.5)
        progress("bake", 0.2)
        progress("bake", 0.9)
    err = capsys.readouterr().err
    assert "draw        100%" in err  # what comes after ends a phase
    assert "bake        100%" in err


def test_a_phase_that_fails_is_not_shown_as_done(monkeypatch, capsys):
    def fail(progress):
        progress("draw", 0.25)
        raise ModelsheetError("stop")

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with pytest.raises(ModelsheetError), Progress() as progress:
        fail(progress)
    assert "draw         25%" in (err := capsys.readouterr().err)
    assert "100%" not in err


@pytest.mark.model
def test_the_shipped_model_makes_a_barrel(tmp_path):
    """The whole way in a process of its own, with the weights of this checkout or wheel."""
    done = modelsheet("generate", "a wooden barrel", "--seed", 7, "--out", "barrel", cwd=tmp_path)
    note = 'modelsheet: note: understood as "a brown plank barrel with two gray hoops"\n'
    assert (done.returncode, done.stderr) == (0, note)
    assert set(files(tmp_path / "barrel")) >= ASSET_FILES


def test_help_needs_no_docstrings():
    command = [sys.executable, "-OO", "-m", "modelsheet", "--help"]
    assert subprocess.run(command, capture_output=True, text=True).returncode == 0

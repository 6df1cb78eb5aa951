"""Whole routes, from words or a picture to a GLB, with tiny random weights in the published layouts."""

from __future__ import annotations

import json
import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet import Pipeline, cli
from modelsheet.batch import run_batch
from modelsheet.context import Event, Pictured
from modelsheet.errors import ModelsheetError
from modelsheet.imagine.picture import Picture
from modelsheet.registry import ROUTES
from modelsheet.request import Request
from modelsheet.routes import SPECS, find_route, licence_of, models_of, routes, to_dict
from modelsheet.run import check, run
from modelsheet.surface import Surface

from . import tiny_home
from .worker.conftest import Worker

SMALL = {"triangles": 200, "texture_size": 64, "steps": 1}
QUICK = {  # what a route's stages need to be quick
    "triposr": {"resolution": "24"},
    "instantmesh": {"resolution": "24"},
    "refine": {"resolution": "24", "fit_steps": "10"},
    "auto": {},
}
PICTURES = {"picture_steps": "1", "picture_size": "64"}
HUB = sorted(route for route in ROUTES.names() if models_of(ROUTES.get(route)))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_home.install(tmp_path_factory.mktemp("home") / "models")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_home.install_rembg(tmp_path_factory.mktemp("site"))


@pytest.fixture
def installed(home: Path, site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """In this process and in those that it starts."""
    monkeypatch.setenv("MODELSHEET_MODELS", str(home))
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH")])])
    )
    monkeypatch.syspath_prepend(str(site))
    yield home
    sys.modules.pop("rembg", None)


@pytest.fixture(scope="session")
def ball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_ball(tmp_path_factory.mktemp("picture") / "ball.png")


def draw_ball(path: Path) -> Path:
    """Save a picture of a red ball on white."""
    y, x = np.mgrid[:96, :96] - 47.5
    rgb = np.where((np.hypot(x, y) < 40)[..., None], (200, 30, 30), 255).astype(np.uint8)
    Image.fromarray(rgb).save(path)
    return path


def asked(route: str, ball: Path) -> dict:
    """A quick job of a route: of words where they are enough."""
    told, spec = to_dict(ROUTES.get(route)), ROUTES.get(route)
    extra = QUICK[spec.method] | (PICTURES if spec.picture else {})
    words = {"image": str(ball)} if told["needs_picture"] else {"prompt": "a barrel"}
    return {**words, "route": route, **SMALL, **({"extra": extra} if extra else {})}


def flags(job: dict) -> list[str]:
    """The job on the command line."""
    words = [job["prompt"]] if "prompt" in job else []
    for name, value in job.items():
        if name != "prompt":
            text = _text(value) if isinstance(value, dict) else str(value)
            words += [f"--{name.replace('_', '-')}", text]
    return words


def _text(settings: dict[str, str]) -> str:
    return ",".join(f"{name}={value}" for name, value in settings.items())


def assert_made(folder: Path, route: str) -> dict:
    """By this route, with the terms of its weights; the report."""
    spec = ROUTES.get(route)
    report = json.loads((folder / "report.json").read_text())
    assert report["route"] == route
    assert report["licence"] == licence_of(spec.picture, report["generator"], report["method"])
    terms = to_dict(spec)
    assert report["licence"]["commercial"] == terms["commercial"]
    content = (folder / "asset.glb").read_bytes()
    document = json.loads(content[20 : 20 + struct.unpack_from("<I", content, 12)[0]])
    for row in report["licence"]["weights"]:
        assert f"{row['model']}: {row['licence']}" in document["asset"]["copyright"]
    assert len(Surface.load(folder / "asset.glb").faces) > 4
    return report


@pytest.mark.parametrize("route", HUB)
def test_a_route_from_start_to_mesh_by_the_command_line(route, installed, ball, tmp_path, capsys) -> None:
    assert cli.main(["generate", *flags(asked(route, ball)), "--out", str(tmp_path / "out")]) == 0, (
        capsys.readouterr()
    )
    report = assert_made(tmp_path / "out", route)
    spec = ROUTES.get(route)
    if spec.picture:
        picture = Picture.load(tmp_path / "out" / "picture.png")
        assert (picture.model, picture.prompt) == (spec.picture, "a barrel")
        assert report["settings"]["picture"]["model"] == spec.picture


def some_and_all(*some: str) -> pytest.MarkDecorator:
    """A few routes always, all of them in a long run."""
    every = pytest.param(tuple(HUB), id="all", marks=pytest.mark.long)
    return pytest.mark.parametrize("chosen", [pytest.param(some, id="some"), every])


@pytest.mark.slow
@some_and_all("sd-turbo+triposr", "mvdream+instantmesh", "procedural")
def test_routes_by_a_batch(installed, ball, tmp_path, chosen) -> None:
    table = {"prompt": "a red table", "route": "procedural"}
    quick = [table if name == "procedural" else asked(name, ball) for name in chosen]
    rows = [
        {"name": name.replace("+", "-"), **job, "extra": _text(job.get("extra", {}))}
        for name, job in zip(chosen, quick, strict=True)
    ]
    (tmp_path / "jobs.jsonl").write_text("\n".join(map(json.dumps, rows)))
    counts = run_batch(tmp_path / "jobs.jsonl", tmp_path / "out")
    assert (counts.done, counts.failed) == (len(chosen), 0)
    for name in chosen:
        assert_made(tmp_path / "out" / "assets" / name.replace("+", "-"), name)
    log = (tmp_path / "out" / "batch.log").read_text()
    assert "done sd-turbo-triposr" in log
    page = (tmp_path / "out" / "gallery" / "assets.js").read_text()
    assert "Stability AI Community License" in page


@pytest.mark.slow
@some_and_all("sd-turbo+triposr", "zero123plus+refine")
def test_routes_by_the_worker(installed, ball, tmp_path, chosen) -> None:
    worker = Worker()
    try:
        for route in chosen:
            worker.send(id=route, do="generate", folder=str(tmp_path / route), **asked(route, ball))
            events = worker.until("done", "error", "cancelled")
            assert events[-1]["event"] == "done", events[-1]
            assert_made(tmp_path / route, route)
            pictures = [event["path"] for event in events if event["event"] == "picture"]
            drawn = bool(ROUTES.get(route).picture)
            assert pictures == ([str(tmp_path / route / "picture.png")] if drawn else [])
        loaded = worker.status()["loaded"]
        assert set(loaded) == {"zero123plus-1.2-normals"}, "of the jobs before nothing is kept"
    finally:
        worker.close()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="prlimit is Linux's")
def test_a_job_that_takes_all_memory_leaves_a_living_worker(installed, ball, tmp_path) -> None:
    import resource

    worker, job = Worker(), asked("mvdream+instantmesh", ball)
    try:
        assert worker.ended(id="a", do="generate", folder=str(tmp_path / "a"), **job)["event"] == "done"
        pid = worker.process.pid
        status = Path(f"/proc/{pid}/status").read_text()
        held = 1024 * int(next(line for line in status.splitlines() if line.startswith("VmSize")).split()[1])
        resource.prlimit(pid, resource.RLIMIT_AS, (held + 400_000_000, held + 400_000_000))
        large = job | {"extra": {"resolution": "512"}}  # 537 MB for the values of the grid alone
        ended = worker.ended(id="b", do="generate", folder=str(tmp_path / "b"), **large)
        assert (ended["event"], ended["code"]) == ("error", "route-no-memory"), ended
        assert "smaller" in ended["text"]
        assert worker.status()["loaded"] == []
        assert worker.ended(id="c", do="generate", folder=str(tmp_path / "c"), **job)["event"] == "done"
    finally:
        worker.close()


def test_a_picture_can_be_exchanged_before_the_rest_is_made(installed, ball, tmp_path) -> None:
    job = asked("sd-turbo+triposr", ball)
    events: list[Event] = []
    done = run(Request(**job, picture_only=True), tmp_path / "first", events.append)
    assert done.main == tmp_path / "first" / "picture.png"
    assert [path.name for path in done.folder.iterdir()] == ["picture.png"]
    assert [event.path for event in events if isinstance(event, Pictured)] == [done.main]
    job["extra"] = {"resolution": "24"}
    run(Request(**job, image=str(ball)), tmp_path / "second")
    report = json.loads((tmp_path / "second" / "report.json").read_text())
    assert "picture" not in report["settings"]
    assert [row["model"] for row in report["licence"]["weights"]] == ["triposr"]
    run(Request(**job, image=str(done.main)), tmp_path / "third")
    report = json.loads((tmp_path / "third" / "report.json").read_text())
    assert report["settings"]["picture"]["model"] == "sd-turbo", "the picture says itself where it comes from"


def test_a_route_in_python(installed, ball) -> None:
    job = asked("sd-turbo+triposr", ball)
    pipeline = Pipeline.from_pretrained(job.pop("route"))
    asset = pipeline.generate(job.pop("prompt"), **job)
    assert asset.report["route"] == "sd-turbo+triposr"
    assert asset.report["method"] == "triposr"


def test_a_stage_of_a_route_can_be_another(installed, ball, tmp_path) -> None:
    request = Request("a barrel", route="mvdream+instantmesh", method="refine")
    route = find_route(request)
    assert (route.generator, route.method) == ("mvdream", "refine")
    request = Request("a barrel", picture="sd-turbo", generator="picture", method="triposr")
    check(request)
    assert [model.name for model in models_of(find_route(request))] == ["sd-turbo", "triposr"]


def test_words_name_a_parametric_object(tmp_path, capsys) -> None:
    words = ["generate", "a red table with three blue legs", "--route", "procedural", "--triangles", "2000"]
    assert cli.main([*words, "--out", str(tmp_path / "table")]) == 0, capsys.readouterr()
    report = json.loads((tmp_path / "table" / "report.json").read_text())
    told = {each["name"]: each for each in report["settings"]["parameters"]}
    assert (told["legs"]["value"], told["legs"]["low"], told["legs"]["high"]) == ("3", 3, 6)
    assert told["leg"]["value"].startswith("blue #")
    assert report["licence"] == {"commercial": "yes", "weights": []}
    assert report["watertight"]
    assert report["size_metres"][2] == pytest.approx(float(told["height"]["value"]), abs=0.02)
    again = ",".join(f"{name}={each['value']}" for name, each in told.items())
    assert cli.main([*words, "--set", again, "--seed", "5", "--out", str(tmp_path / "again")]) == 0
    one, other = (Surface.load(tmp_path / name / "asset.glb") for name in ("table", "again"))
    np.testing.assert_array_equal(one.vertices, other.vertices)
    assert cli.main([*words, "--set", "legs=5,leg=green", "--out", str(tmp_path / "other")]) == 0
    report = json.loads((tmp_path / "other" / "report.json").read_text())
    values = report["settings"]["values"]
    assert values["legs"] == "5"
    assert values["leg"].startswith("green #")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"prompt": "a flux capacitor"},
            "no parametric object is named in 'a flux capacitor'; near it are: ",
        ),
        ({"set": {"legs": 9}}, "legs: '9' is not a whole number from 3 to 6"),
        ({"set": {"wheels": 4}}, "table has no parameter 'wheels': choose from outline, legs"),
        ({"set": {"top": "mauve"}}, "top: 'mauve' is not there: choose from wooden"),
        ({"route": "embedded", "set": {"legs": 3}}, "the route embedded has no parameters to set"),
        ({"image": "/ball.png"}, "'procedural' draws from no picture"),
    ],
)
def test_what_a_parametric_object_can_not_be_is_one_line(change, words) -> None:
    with pytest.raises(ModelsheetError) as caught:
        check(Request(**{"prompt": "a red table", "route": "procedural", **change}))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("job", "words"),
    [
        ({"route": "magic"}, "there is no route 'magic': choose from embedded"),
        ({"route": "mvdream+instantmesh"}, r"run `modelsheet models download mvdream+instantmesh` (4.1 GB)"),
        ({"route": "triposr"}, "picture draws from a picture: give one with --image"),
        ({"route": "embedded", "picture_only": True}, "the route embedded draws no picture"),
        (
            {"route": "mv-adapter+refine", "method": "instantmesh"},
            "instantmesh takes perspective views only, and mv-adapter-text-sd21 draws orthographic ones",
        ),
        ({"route": "sd-turbo+triposr", "extra": {"colour": "red"}}, "there is no option 'colour'"),
    ],
)
def test_what_a_route_can_not_do_shows_before_anything_is_made(job, words, tmp_path, monkeypatch) -> None:
    if "colour" in str(job):
        monkeypatch.setattr("modelsheet.routes.check_models", lambda *asked: None)
    monkeypatch.setenv("MODELSHEET_MODELS", str(tmp_path / "none"))
    with pytest.raises(ModelsheetError) as caught:
        run(Request("a barrel", **job), tmp_path / "out")
    assert words in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_every_route_says_what_it_needs() -> None:
    told = [to_dict(route) for route in routes()]
    assert told[0]["name"] == "embedded"
    assert json.loads(json.dumps(told)) == told
    for route in told:
        assert route["summary"]
        assert route["commercial"] in ("yes", "no", "conditions")
        assert bool(route["models"]) == bool(route["size"]) == bool(route["memory"])


def test_every_route_of_ours_says_how_good_it_is() -> None:
    assert all(1 <= route.quality <= 5 for route in SPECS)
    assert to_dict(SPECS[0])["quality"] == SPECS[0].quality == min(route.quality for route in SPECS)

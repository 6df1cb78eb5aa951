"""The gallery: what it says of each asset, and the page in a real browser, opened from the disk."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modelsheet.batch import gallery
from modelsheet.batch.gallery import write_gallery
from modelsheet.batch.jobs import Row
from modelsheet.batch.make import Maker, Outcome
from modelsheet.batch.record import Record
from modelsheet.errors import ModelsheetError
from modelsheet.evaluation.bench_batch import load_stand_in
from modelsheet.request import Request

from .browser import CHROMIUM, Page

needs_browser = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
SMALL = {"triangles": 100, "texture_size": 64}
HOSTILE = "</script><script>alert(1)</script> & 'quotes' \u2028"
JOBS = (
    Row(1, Request("a red crate", 1, **SMALL), category="boxes"),
    Row(2, Request("a barrel", 2, triangles=12, texture_size=64), category="boxes"),
    Row(3, Request("a tower", 3, views_only=True)),
    Row(4, Request(HOSTILE, 4, **SMALL), category="odd"),
    Row(5, Request("a ghost", 5)),
    Row(6, Request("a cup", 6)),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Three assets, a sheet, a failed job and one that waits."""
    folder = tmp_path_factory.mktemp("night")
    maker = Maker(load_stand_in)
    with Record(folder) as record:
        record.enlist(JOBS)
        for _ in JOBS[:-1]:
            task, stage = record.claim(), folder / "stage"
            failed = task.request.prompt == "a ghost"
            outcome = Outcome(task, error="no <b>ghosts</b>") if failed else maker.make(task, stage)
            assert outcome.error in ("", "no <b>ghosts</b>")
            record.settle(outcome, stage)
    for number, report in enumerate(sorted((folder / "assets").glob("*/report.json"))):
        measures = json.loads(report.read_text("utf-8"))  # the stand-in's objects are all alike
        report.write_text(json.dumps({**measures, "triangles": 12 + number}), "utf-8")
    write_gallery(folder)
    return folder


def test_the_page_carries_everything_along(folder):
    files = {path.name for path in (folder / "gallery").iterdir()}
    assert files == {"assets.js", "gallery.css", "gallery.js", "model-viewer-umd.min.js", "LICENSES.txt"}
    assert "Apache License" in (folder / "gallery" / "LICENSES.txt").read_text("utf-8")
    page = (folder / "index.html").read_text("utf-8")
    assert "http" not in page


def test_what_it_says_of_each_asset(folder):
    text = (folder / "gallery" / "assets.js").read_text("utf-8")
    assert "</script>" not in text
    assert "\u2028" not in text
    content = json.loads(text.removeprefix("const batch = ").removesuffix(";\n"))
    assert content["summary"] == "4 made, 1 failed, 1 to do"
    by_prompt = {asset["prompt"]: asset for asset in content["assets"]}
    assert [asset["verdict"] for asset in content["assets"]] == ["good", "good", "sheet", "good", "failed"]
    assert by_prompt["a ghost"]["error"] == "no <b>ghosts</b>"
    crate = by_prompt["a red crate"]
    assert crate["command"] == "modelsheet generate 'a red crate' --seed 1 --triangles 100 --texture-size 64"
    assert crate["measures"]["watertight"] is True
    assert {"triangles", "silhouette_iou", "seen", "size_metres", "seconds"} <= set(crate["measures"])
    assert not by_prompt["a tower"]["mesh"]


def test_an_asset_that_is_unlike_its_sheet_is_to_be_checked(folder, tmp_path):
    name = "a-red-crate-1"
    report = folder / "assets" / name / "report.json"
    before = report.read_text("utf-8")
    changed = json.loads(before)
    changed["silhouette_iou"]["mean"], changed["watertight"] = 0.5, False
    try:
        report.write_text(json.dumps(changed))
        write_gallery(folder)
        text = (folder / "gallery" / "assets.js").read_text("utf-8")
        assert "not watertight" in text
        assert "silhouettes agree by 50%" in text
        assert '"verdict":"check"' in text
    finally:
        report.write_text(before, "utf-8")
        write_gallery(folder)


def test_the_contact_sheet_shows_every_asset(folder):
    picture = np.asarray(Image.open(folder / "contact-sheet.png").convert("RGB"))
    cell = 200
    assert picture.shape == (2 * 222, 2 * cell, 3)
    for row in range(2):
        for column in range(2):
            tile = picture[row * 222 + 60 : row * 222 + 140, column * cell + 60 : column * cell + 140]
            assert np.ptp(tile.astype(int), axis=(0, 1)).max() > 0 or tile.min() < 250


def test_an_asset_whose_files_were_deleted_is_still_named(folder, tmp_path):
    copied = tmp_path / "night"
    shutil.copytree(folder, copied)
    shutil.rmtree(copied / "assets" / "a-barrel-2")
    write_gallery(copied)
    script = (copied / "gallery" / "assets.js").read_text("utf-8")
    found = json.loads(script.removeprefix("const batch = ").removesuffix(";\n"))["assets"]
    assert {asset["name"]: asset["thumbnail"] for asset in found}["a-barrel-2"] is False


def test_a_folder_without_a_batch_says_so(tmp_path):
    with pytest.raises(ModelsheetError, match="give the folder of a batch"):
        write_gallery(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(params=["file", "http"])
def page(request, folder, tmp_path):
    """The gallery in a browser, opened from the disk or served on this machine."""
    address = (folder / "index.html").as_uri()
    server = None
    if request.param == "http":
        quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
        handler = functools.partial(quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/index.html"
    try:
        with Page(tmp_path / "profile") as page:
            page.go(address)
            yield page
    finally:
        if server:
            server.shutdown()


def titles(page: Page) -> list[str]:
    return page.ask("[...document.querySelectorAll('.card .prompt')].map((node) => node.textContent)")


def choose(page: Page, control: str, value: str) -> None:
    page.ask(
        f"{{ const control = document.getElementById({control!r}); control.value = {value!r};"
        "control.dispatchEvent(new Event('input', {bubbles: true})) }"
    )


class TestInABrowser:
    pytestmark = needs_browser

    def test_search_filter_and_sort(self, page):
        everything = [row.request.prompt for row in JOBS[:-1]]
        assert titles(page) == everything
        page.ask("document.getElementById('search').focus()")
        page.write("CRATE red")
        assert titles(page) == ["a red crate"]
        assert page.ask("document.getElementById('count').textContent") == "1 of 5 assets"
        choose(page, "search", "")
        choose(page, "category", "boxes")
        assert titles(page) == ["a red crate", "a barrel"]
        choose(page, "category", " ")
        assert titles(page) == ["a tower", "a ghost"]
        choose(page, "category", "")
        choose(page, "verdict", "failed")
        assert titles(page) == ["a ghost"]
        choose(page, "verdict", "")
        choose(page, "sort", "prompt")
        assert titles(page) == sorted(everything)
        choose(page, "sort", "triangles")
        assert titles(page)[0] == "a barrel"
        page.ask("document.getElementById('descending').click()")
        assert titles(page)[2:] == ["a barrel", "a tower", "a ghost"]
        assert page.complaints == []

    def test_an_asset_in_3d_and_nothing_leaves_the_machine(self, page, tmp_path):
        page.ask("document.querySelector('.card').click()")
        page.wait("document.querySelector('model-viewer')?.dataset.loaded === 'yes'")
        box = page.ask(
            "(({x, y, width, height}) => [x, y, width, height])"
            "(document.getElementById('stage').getBoundingClientRect())"
        )
        x, y, width, height = map(int, box)
        color = np.random.default_rng(1).integers(0, 256, 3, np.uint8).astype(int)

        def shows_the_box() -> bool:
            picture = np.asarray(Image.open(page.picture(tmp_path / "page.png")).convert("RGB")).astype(int)
            stage = picture[y : y + height, x : x + width]
            hue = stage - stage.mean(-1, keepdims=True)
            wanted = color - color.mean()
            likeness = (hue @ wanted) / (np.linalg.norm(hue, axis=-1) * np.linalg.norm(wanted) + 1e-6)
            return bool(((likeness > 0.9) & (np.linalg.norm(hue, axis=-1) > 15)).mean() > 0.05)

        for _ in range(50):
            if shows_the_box():
                break
        else:
            pytest.fail(f"no box of colour {color} in {tmp_path / 'page.png'}")
        local = ("file:", "data:", "blob:", "http://127.0.0.1:", "about:")
        assert [url for url in page.requests if not url.startswith(local)] == []
        assert page.complaints == []

    def test_details_tell_how_it_was_made(self, page):
        page.ask("document.querySelectorAll('.card')[3].click()")
        assert page.ask("document.getElementById('title').textContent") == JOBS[3].request.prompt
        assert page.ask("document.getElementById('command').textContent") == JOBS[3].request.command
        assert "watertight" in page.ask("document.getElementById('measures').textContent")
        page.wait("document.querySelector('#sheet img').complete")
        assert page.ask("document.querySelector('#sheet img').naturalWidth") > 0
        assert "report.json" in page.ask("document.getElementById('files').textContent")
        assert page.ask("((box) => box.scrollWidth <= box.clientWidth)(document.getElementById('details'))")

    def test_the_keyboard_reaches_everything(self, page):
        for _ in range(6):  # search, category, verdict, sort, largest first, the first card
            page.press("Tab", 9)
        assert page.ask("document.activeElement.className") == "card"
        page.press("Enter", 13, "\r")
        assert page.ask("document.getElementById('details').open")
        page.press("ArrowRight", 39)
        assert page.ask("document.getElementById('title').textContent") == "a barrel"
        page.press("Escape", 27)
        assert not page.ask("document.getElementById('details').open")
        page.wait("document.activeElement.querySelector('.prompt')?.textContent === 'a barrel'", 10)

    def test_a_screen_reader_has_names_for_everything(self, page):
        assert [" ".join(name.split()) for name in page.names("button")] == [
            "a red crate good · boxes",
            "a barrel good · boxes",
            "a tower sheet only",
            f"{' '.join(HOSTILE.split())} good · odd",
            "no <b>ghosts</b> a ghost failed",
        ]
        assert page.names("searchbox") == ["Search"]
        assert page.names("combobox") == ["Category", "Verdict", "Sort by"]
        page.ask("document.querySelector('.card').click()")
        page.wait("document.querySelector('model-viewer')?.dataset.loaded === 'yes'")
        assert page.names("dialog") == ["a red crate"]
        assert {"Previous asset", "Next asset", "Close", "Copy the command"} <= set(page.names("button"))
        assert "The model sheet: six views of a red crate" in page.names("image")


def test_a_damaged_thumbnail_spoils_no_gallery(tmp_path):
    path = tmp_path / "thumbnail.webp"
    Image.new("RGB", (64, 64), "red").save(path)
    assert gallery._tile(path, 32).size == (32, 32)
    path.write_bytes(path.read_bytes()[:40])
    assert gallery._tile(path, 32).getpixel((0, 0)) == (128, 128, 128)

"""A folder of mesh files becomes training data, and what a person corrects holds."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from modelsheet import cli
from modelsheet.errors import ModelsheetError
from modelsheet.training import collect as module
from modelsheet.training.collect import Guess, collect, front_of, read_contact
from modelsheet.training.dataset import AssetLibrary

WEDGE = "v 0 0 0\nv 2 0 0\nv 2 0 1\nv 0 0 1\nv 0 1 0\nv 2 1 0\n"
WEDGE += "f 1 4 3 2\nf 1 5 4\nf 2 3 6\nf 5 6 3 4\nf 1 2 6 5\n"  # its slope looks up and back


class Eye:
    """Takes everything for what it is, but for one that it is told."""

    def __init__(self, turned: int = 0) -> None:
        self.turned = turned

    def sides(self, pictures) -> np.ndarray:
        """Each picture for the side that it shows of a thing that was turned."""
        shares = np.full((len(pictures), 7), 0.02)
        for i in range(len(pictures)):
            shares[i, (i - self.turned) % 4] = 0.9
        return shares


@pytest.fixture(autouse=True)
def eye(monkeypatch) -> None:
    monkeypatch.setattr(module, "_open_eye", Eye)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "meshes" / "more").mkdir(parents=True)
    for name in ("RedRamp_01.obj", "more/told.obj", "more/beside.obj"):
        (tmp_path / "meshes" / name).write_text(WEDGE)
    (tmp_path / "meshes" / "more" / "beside.txt").write_text("a stone ramp\n\na ramp of gray stone\n")
    (tmp_path / "meshes" / "broken.stl").write_text("nothing")
    (tmp_path / "told.csv").write_text("file,caption\nmore/told.obj,a blue ramp\ntold.obj,a slide\n")
    return tmp_path


def test_captions_come_from_the_table_the_text_beside_or_the_name(folder: Path, capsys):
    (folder / "told.csv").write_text("more/told.obj,a blue ramp\nmore/told.obj,a slide\n")
    command = ["dataset", folder / "meshes", "--out", folder / "data", "--captions", folder / "told.csv"]
    assert cli.main([str(part) for part in command]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("3 assets: ")
    assert "broken.stl" in said.err
    library = AssetLibrary(folder / "data")
    captions = {record.id: (record.caption, *record.captions) for record in library.whole}
    assert captions == {
        "RedRamp_01.obj": ("red ramp",),
        "more/beside.obj": ("a stone ramp", "a ramp of gray stone"),
        "more/told.obj": ("a blue ramp", "a slide"),
    }
    told = next(record for record in library.whole if record.id == "more/told.obj")
    assert (told.concept, told.colors, told.family) == ("ramp", ("blue",), "told")
    size = np.ptp(library.surface(told).bounds, axis=0)
    assert size == pytest.approx([2, 1, 1])


def test_a_row_that_names_no_file_is_refused(folder: Path):
    (folder / "told.csv").write_text("gone.obj,a ramp\n")
    with pytest.raises(ModelsheetError, match=r"told.csv names gone.obj"):
        collect(folder / "meshes", folder / "data", captions=folder / "told.csv")
    (folder / "told.csv").write_text("more/told.obj\n")
    with pytest.raises(ModelsheetError, match="row 1 has no caption"):
        collect(folder / "meshes", folder / "data", captions=folder / "told.csv")


def test_what_a_person_corrects_holds(folder: Path):
    out = folder / "data"
    collect(folder / "meshes", out)
    page = Image.open(out / "contact-01.png")
    assert np.asarray(page).std() > 5  # something is drawn
    rows = list(csv.DictReader((out / "contact.csv").open()))
    assert [row["quarters"] for row in rows] == ["0", "0", "0"]
    rows[0] |= {"caption": "a skate ramp", "quarters": "1", "keep": "yes"}
    rows[1] |= {"keep": "no"}
    with (out / "contact.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert collect(folder / "meshes", out)[0] == 2
    library = AssetLibrary(out)
    assert [record.caption for record in library.whole] == ["a skate ramp", "told"]
    assert np.ptp(library.surface(library.whole[0]).bounds, axis=0) == pytest.approx([1, 2, 1])
    assert read_contact(out / "contact.csv")[rows[1]["id"]].keep is False


def test_a_front_is_where_the_pictures_say_it_is():
    pictures = np.zeros((4, 8, 8, 4), np.uint8)
    for turned in range(4):
        quarters, sure = front_of(Eye(turned), pictures)
        assert quarters == turned
        assert sure > 0.9


@pytest.mark.parametrize(
    ("size", "caption", "metres"),
    [
        (2.0, "a gizmo", 2.0),
        (180.0, "a gizmo", 1.8),
        (1e9, "a gizmo", 1e9),
        (4.3, "a red car", 4.3),
        (4300.0, "a red car", 4.3),
        (30.0, "a potion bottle", 0.3),
    ],
)
def test_a_size_is_in_the_unit_that_fits(size, caption, metres, wedge):
    wide = wedge.normalized()
    scale = size / np.ptp(wide.bounds, axis=0).max()
    found = module._metres(type(wide)(wide.vertices * scale, wide.faces), caption)
    assert found == pytest.approx(metres, rel=1e-3)


def test_shapenet_is_read_in_its_own_layout(tmp_path: Path):
    model = tmp_path / "03001627" / "1a2b" / "models" / "model_normalized.obj"
    model.parent.mkdir(parents=True)
    model.write_text(WEDGE)
    (tmp_path / "taxonomy.json").write_text(json.dumps([{"synsetId": "03001627", "name": "chair,seat"}]))
    assert collect(tmp_path, tmp_path / "data", "shapenet")[0] == 1
    record = AssetLibrary(tmp_path / "data").whole[0]
    assert (record.id, record.caption, record.captions) == ("03001627/1a2b", "chair", ("seat",))
    assert read_contact(tmp_path / "data" / "contact.csv")[record.id] == Guess(
        record.id, "chair", 2, 1.0, 2.0
    )


def test_objaverse_is_asked_by_its_package(tmp_path: Path, monkeypatch):
    (tmp_path / "ids.txt").write_text("one\ntwo\n")
    (tmp_path / "one.obj").write_text(WEDGE)
    package = SimpleNamespace(
        load_annotations=lambda ids: {"one": {"name": "Garden Ramp", "tags": [{"name": "ramp"}]}},
        load_objects=lambda ids: {"one": str(tmp_path / "one.obj")},
    )
    monkeypatch.setitem(sys.modules, "objaverse", package)
    assert collect(tmp_path / "ids.txt", tmp_path / "data", "objaverse")[0] == 1
    record = AssetLibrary(tmp_path / "data").whole[0]
    assert (record.id, record.caption, record.captions) == ("one", "garden ramp", ("ramp",))
    monkeypatch.setitem(sys.modules, "objaverse", None)
    with pytest.raises(ModelsheetError, match=r"pip install 'modelsheet\[objaverse\]'"):
        collect(tmp_path / "ids.txt", tmp_path / "data", "objaverse")


def test_a_folder_without_meshes_is_refused(tmp_path: Path):
    with pytest.raises(ModelsheetError, match="has no mesh files"):
        collect(tmp_path, tmp_path / "data")
    with pytest.raises(ModelsheetError, match="is no folder"):
        collect(tmp_path / "gone", tmp_path / "data")

"""Jobs files: three formats, the same rows, and a clear line for whatever is wrong with one."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from modelsheet.batch import jobs
from modelsheet.batch.jobs import Row, read_jobs, safe_name
from modelsheet.errors import ModelsheetError
from modelsheet.request import Request


@pytest.fixture
def write(tmp_path):
    """Write a jobs file; returns its path."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def refused(path: Path) -> str:
    with pytest.raises(ModelsheetError) as caught:
        read_jobs(path)
    message = str(caught.value)
    assert message.startswith(f"{path}")
    assert len(message) < len(str(path)) + 500
    return message.removeprefix(f"{path}")


def test_a_prompt_on_each_line(write):
    path = write("jobs.txt", "a crate\n\n  a wooden   barrel, open \n木の樽")
    assert read_jobs(path) == [
        Row(1, Request("a crate")),
        Row(3, Request("a wooden barrel, open")),
        Row(4, Request("木の樽")),
    ]


def test_columns_override_any_option(write):
    path = write(
        "jobs.csv",
        "Prompt,ID,category,seed,steps,guidance,triangles,Texture Size,height,views-only,generator\n"
        '"a crate, old",Crate_1,boxes,7,4,3.5,200,128,1.5,yes,embedded\n'
        "a barrel,,,,,,,,,,\n",
    )
    full = Request("a crate, old", 7, 4, 3.5, 200, 128, 1.5, True, "embedded")
    assert read_jobs(path, {"seed": 3, "steps": 5}) == [
        Row(2, full, "Crate_1", "boxes"),
        Row(3, Request("a barrel", 3, 5)),
    ]


def test_the_name_of_a_file_keeps_its_spaces(write, tmp_path):
    picture = tmp_path / "at 9.41\u202fPM  new.png"
    picture.write_bytes(b"")
    path = write("jobs.csv", f"prompt,image\na  crate,{picture} \n")
    assert read_jobs(path) == [Row(2, Request("a crate", image=str(picture)))]


@pytest.mark.parametrize("written", ["lamp.png", "./lamp.png", "pictures/lamp.png", "pictures\\lamp.png"])
def test_a_picture_is_looked_for_beside_the_jobs_file(written, write, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    (tmp_path / "pictures").mkdir()
    for name in ("lamp.png", "pictures/lamp.png"):
        (tmp_path / name).write_bytes(b"")
    path = write("jobs.csv", f"prompt,image\na lamp,{written}\n")
    [row] = read_jobs(path)
    assert Path(row.request.image).samefile(tmp_path / written.replace("\\", "/"))


def test_a_picture_is_looked_for_in_the_working_folder_too(write, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    Path("lamp.png").write_bytes(b"")
    [row] = read_jobs(write("jobs.csv", "prompt,image\na lamp,lamp.png\n"))
    assert row.request.image == str(tmp_path / "elsewhere" / "lamp.png")


def test_pictures_of_several_sides_are_one_cell(write, tmp_path):
    for name in ("front", "side", "back"):
        (tmp_path / f"{name}.png").write_bytes(b"")
    path = write("jobs.csv", 'prompt,image,images\na lamp,front.png,"right=side.png, back=back.png"\n')
    [row] = read_jobs(path)
    sides = {"front": "front", "right": "side", "back": "back"}
    assert row.request.pictures == {view: str(tmp_path / f"{name}.png") for view, name in sides.items()}


@pytest.mark.parametrize(("column", "name"), [("image", "lamp.png"), ("sheet", "lamp")])
def test_what_is_missing_is_told_with_its_line(column, name, write):
    message = refused(write("jobs.csv", f"prompt,{column}\na cup,\na lamp,{name}\n"))
    assert message.startswith(f", line 3: {column}: {name} is missing beside the jobs file")


@pytest.mark.parametrize(
    "content",
    [
        "prompt,seed,\na red car,3,\na cup,4,\n",
        "prompt,seed,,\na red car,3\na cup,4,,\n",
        "prompt,seed\na red car,3,,\na cup,4.0\n",
        ",prompt,seed\n0,a red car,3.0\n1,a cup,4.0\n",
        "Unnamed: 0,index,prompt,seed\n0,7,a red car,3\n1,8,a cup,4\n",
        "prompt;seed;\na red car;3;\na cup;4;\n",
    ],
)
def test_what_spreadsheets_and_pandas_add_is_passed_over(content, write):
    assert read_jobs(write("jobs.csv", content)) == [
        Row(2, Request("a red car", 3)),
        Row(3, Request("a cup", 4)),
    ]


def test_a_cell_in_a_column_without_a_name_is_not_lost(write):
    message = refused(write("jobs.csv", "prompt,seed,\na red car,3,\na cup,4,boxes\n"))
    assert message.startswith(", line 3: 'boxes' stands in column 3, which has no name")


@pytest.mark.parametrize("indent", [None, 1, 2, "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_list_of_json_is_read(indent, ending, write):
    rows = [{"index": 0, "prompt": "a red car", "seed": 3.0}, {"prompt": "a cup"}]
    text = json.dumps(rows, indent=indent).replace("\n", ending)
    found = read_jobs(write("jobs.json", text + ending))
    assert [row.request for row in found] == [Request("a red car", 3), Request("a cup")]
    lines = text.split(ending)
    assert all("{" in lines[row.line - 1] for row in found)


def test_objects_over_several_lines_are_read(write):
    path = write("jobs.jsonl", '{\n "prompt": "a red car"\n}\n\n{\n "prompt": "a cup"\n}\n')
    assert [(row.line, row.request.prompt) for row in read_jobs(path)] == [(1, "a red car"), (5, "a cup")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('[\n {"prompt": "a"},\n {"prompt": }\n]', ["line 3", "not JSON"]),
        ('[\n {"prompt": "a"},\n {"prompt": "b", "seed": -1}\n]', ["line 3", "seed"]),
        ('[\n {"prompt": "a"}\n', ["line 3", "not JSON"]),
        ('[\n {"prompt": "a"}\n]\n{', ["line 4", "not JSON"]),
        ("[]", ["holds no jobs"]),
        ("[3]", ["line 1", "no JSON object"]),
    ],
)
def test_a_mistake_in_a_list_names_its_line(content, words, write):
    message = refused(write("jobs.json", content))
    assert all(word in message for word in words), message


def test_json_lines_hold_the_same(write):
    rows = [
        {"prompt": "a crate", "name": "Crate_1", "category": "boxes", "seed": 7, "height": 1.5},
        {"prompt": "a barrel", "views_only": True, "steps": None},
    ]
    path = write("jobs.jsonl", "\r\n".join(json.dumps(row) for row in rows))
    assert read_jobs(path) == [
        Row(1, Request("a crate", 7, height=1.5), "Crate_1", "boxes"),
        Row(2, Request("a barrel", views_only=True)),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("jobs.csv", b"\xef\xbb\xbfprompt,seed\r\n\xe6\xa8\xbd,7\r\n"),
        ("jobs.csv", "prompt;seed\n樽;7\n".encode()),
        ("jobs.tsv", "seed\tprompt\n7\t樽".encode()),
        ("jobs.jsonl", b"\xef\xbb\xbf" + '{"seed": "7", "prompt": "樽"}\r\n'.encode()),
    ],
)
def test_bom_line_ends_and_delimiters_of_spreadsheets(name, content, write):
    [row] = read_jobs(write(name, content))
    assert row.request == Request("樽", 7)


def test_a_cell_may_span_lines(write):
    rows = read_jobs(write("jobs.csv", 'prompt,seed\n"a\nbarrel",7\na crate,8\n'))
    assert rows == [Row(2, Request("a barrel", 7)), Row(4, Request("a crate", 8))]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("jobs.csv", "promt,seed\na,1\n", ["line 1", "'promt'", "prompt, name"]),
        ("jobs.csv", "name,seed\na,1\n", ["line 1", "no column is called prompt"]),
        ("jobs.csv", "a wooden barrel\na crate\n", ["line 1", "'a wooden barrel'"]),
        ("jobs.csv", "prompt,seed,Seed\na,1,2\n", ["line 1", "seed is there twice"]),
        ("jobs.csv", "prompt,seed\na,1\nb\n", ["line 3", "1 cells, but 2 columns"]),
        ("jobs.csv", "prompt,seed\na,1\na, b,2\n", ["line 3", "3 cells"]),
        ("jobs.csv", "prompt,seed\na,seven\n", ["line 2", "seed", "'seven'", "whole number"]),
        ("jobs.csv", "prompt,views_only\na,maybe\n", ["line 2", "views_only", "'maybe'"]),
        ("jobs.csv", "prompt,seed\n\n,7\n", ["line 3", "empty"]),
        ("jobs.csv", "prompt,id\na,x\nb,y\nc,X\n", ["line 4", "'X'", "line 2"]),
        ("jobs.csv", "prompt,generator\na,dall-e\n", ["line 2", "dall-e"]),
        ("jobs.csv", 'prompt\na\n"' + "b\n" * 200_000, ["line 3", "quotation mark"]),
        ("jobs.csv", 'prompt\na\n"b"c\n', ["line 3", "not CSV"]),
        ("jobs.csv", "prompt\n" + "x" * 100_000, ["line 2", "100,000 characters"]),
        ("jobs.csv", "prompt,seed\na," + "9" * 100_000, ["line 2", "seed has 100,000"]),
        ("jobs.csv", "prompt," + "x" * 100_000 + "\na,1", ["line 1", "xxx..."]),
        ("jobs.csv", "", ["no jobs"]),
        ("jobs.csv", "prompt\n", ["no jobs"]),
        ("jobs.txt", "\n \n", ["no jobs"]),
        ("jobs.txt", b"a\nb\rc\rd", ["line 2", "carriage return"]),
        ("jobs.txt", "a\n" + "x" * 100_000, ["line 2", "100,000 characters"]),
        ("jobs.txt", b"a\n\xb0\xa1\n", ["line 2", "UTF-8"]),
        ("jobs.txt", "a\n木".encode("utf-16"), ["line 1", "UTF-16"]),
        ("jobs.txt", b"\x7fELF\x02\x01\x01\x00\x00\n", ["line 1", "not text"]),
        ("jobs.jsonl", '{"prompt": "a"}\n{"prompt": \n', ["line 2", "not JSON"]),
        ("jobs.jsonl", '["a"]\n', ["line 1", "no JSON object"]),
        ("jobs.jsonl", "[" * 100_000, ["line 1", "too deep"]),
        ("jobs.jsonl", '{"prompt": "a", "seed": ' + "9" * 5000 + "}", ["line 1", "not JSON"]),
        ("jobs.jsonl", '{"prompt": "a", "seed": [7]}', ["line 1", "seed is neither"]),
        ("jobs.jsonl", '{"prompt": "a", "prompt": "b"}', ["line 1", "prompt is there twice"]),
        ("jobs.jsonl", '{"prompt": "a", "height": NaN}', ["line 1", "height", "'nan'"]),
        ("jobs.jsonl", '{"prompt": "a\\ud800"}', ["line 1", "UTF-8"]),
        ("jobs.jsonl", '{"prompt": "a", "generator": "x\\u0000"}', ["line 1", "zero byte"]),
    ],
)
def test_a_mistake_names_its_line(name, content, words, write):
    message = refused(write(name, content))
    for word in words:
        assert word in message


def test_a_file_that_is_missing(tmp_path):
    assert "is missing" in refused(tmp_path / "nowhere.csv")


@pytest.mark.parametrize("line", [b"\0", b"x"])
def test_a_gigabyte_in_one_line_is_refused_at_once(line, tmp_path):
    path = tmp_path / "jobs.txt"
    with path.open("wb") as file:
        file.write(line * 2_000_000)
        file.truncate(2**30)  # zeros that take no space
    tracemalloc.start()
    try:
        assert "line 1" in refused(path)
        assert tracemalloc.get_traced_memory()[1] < 20e6
    finally:
        tracemalloc.stop()


def test_too_many_jobs_are_refused_before_they_fill_memory(write, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_JOBS", 3)
    assert len(read_jobs(write("three.txt", "a\nb\nc\n"))) == 3
    assert "line 4: more than 3 jobs" in refused(write("four.txt", "a\nb\nc\nd\n"))


def test_a_file_of_empty_lines_is_not_read_for_ever(write, monkeypatch):
    monkeypatch.setattr(jobs, "_MOST_LINES", 5)
    assert len(read_jobs(write("few.txt", "a\n\n\nb\n\n"))) == 2
    assert "line 6: more than 5 lines" in refused(write("many.txt", "\n" * 6))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Crate_1", "Crate_1"),
        ("../../etc/passwd", "etc-passwd"),
        ("..", "asset"),
        ("/", "asset"),
        ("a/../b", "a-b"),
        ("C:\\temp\\x", "C-temp-x"),
        (".hidden", "hidden"),
        ("v1.2", "v1.2"),
        ("con", "con_"),
        ("NUL.txt", "NUL.txt_"),
        ("木の樽", "木の樽"),
        ("樽" * 100, "樽" * 66),
        ("a\x1b[31m", "a-31m"),
        ("", "asset"),
    ],
)
def test_names_are_made_safe(name, safe):
    assert safe_name(name) == safe
    assert Path(safe).name == safe


def test_a_default_that_says_something_about_a_picture_is_for_rows_that_have_one(write, tmp_path):
    (tmp_path / "cup.png").write_bytes(b"")
    path = write("jobs.csv", "prompt,image\na crate,\na cup,cup.png\n")
    assert read_jobs(path, {"image_view": "right", "pin": ("top",)}) == [
        Row(2, Request("a crate")),
        Row(3, Request("a cup", image=str(tmp_path / "cup.png"), image_view="right")),
    ]


def test_a_row_with_a_mesh_is_to_colour_it(write, tmp_path):
    (tmp_path / "my crate.glb").write_bytes(b"glTF")
    path = write("jobs.csv", "prompt,mesh,unwrap\na wooden crate,my crate.glb,yes\na cup,,\n")
    crate, cup = (row.request for row in read_jobs(path))
    assert (crate.do, crate.mesh, crate.unwrap) == ("texture", str(tmp_path / "my crate.glb"), True)
    assert (cup.do, cup.mesh) == ("generate", None)

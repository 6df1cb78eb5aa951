"""A batch becomes a library: run as a user runs it, and opened again in another Blender process."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from modelsheet import cli
from modelsheet.batch.jobs import Row
from modelsheet.batch.make import Outcome
from modelsheet.batch.record import Record
from modelsheet.request import Request

ROOT = Path(__file__).parents[2]
EXAMPLES = {"pine tree": "plants", "red car": "vehicles", "burger": ""}
_INSPECT = """
import json, os, sys
import bpy
bpy.ops.wm.open_mainfile(filepath=sys.argv[-1])
found = [
    {
        "name": item.name,
        "tags": sorted(tag.name for tag in item.asset_data.tags),
        "description": item.asset_data.description,
        "catalog": item.asset_data.catalog_id,
        "preview": list(item.preview.image_size),
        "packed": [node.image.packed_file is not None for node in item.active_material.node_tree.nodes
                   if node.type == "TEX_IMAGE"],
        "corner": [round(value, 3) for value in item.location],
    }
    for item in bpy.data.objects if item.asset_data
]
print("FOUND" + json.dumps(found), flush=True)
os._exit(0)
"""

pytestmark = [
    pytest.mark.blender,
    pytest.mark.skipif(
        importlib.util.find_spec("bpy") is None,
        reason="needs the bpy wheel: pip install 'modelsheet[blender]'",
    ),
]


@pytest.fixture
def folder(tmp_path) -> Path:
    """A batch of the three examples."""
    folder = tmp_path / "night shift"
    with Record(folder) as record:
        record.enlist([Row(i, Request(prompt), None, c) for i, (prompt, c) in enumerate(EXAMPLES.items(), 1)])
        while task := record.claim():
            stage = folder / "stage"
            shutil.copytree(ROOT / "assets" / "examples" / task.request.prompt.replace(" ", "-"), stage)
            files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in stage.iterdir()}
            record.settle(Outcome(task, files), stage)
    return folder


def inspect(blend: Path) -> list[dict]:
    command = [sys.executable, "-c", _INSPECT, str(blend)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return json.loads(next(line for line in said.splitlines() if line.startswith("FOUND"))[5:])


def test_every_asset_is_marked_tagged_previewed_and_packed(folder, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("BLENDER_USER_RESOURCES", str(tmp_path / "resources"))
    out = tmp_path / "library" / "night.blend"
    assert cli.main(["library", str(folder), str(out)]) == 0
    assert capsys.readouterr().out == f"3 assets: {out}\n"
    assets = {entry["name"]: entry for entry in inspect(out)}
    assert set(assets) == set(EXAMPLES)
    catalogs = (out.parent / "blender_assets.cats.txt").read_text()
    for name, category in EXAMPLES.items():
        entry = assets[name]
        assert entry["tags"] == sorted(["Modelsheet", "embedded", *([category] if category else [])])
        assert entry["description"] == name
        assert min(entry["preview"]) >= 128
        assert entry["packed"] == [True]
        path = f"Modelsheet/{category}" if category else "Modelsheet"
        assert f"{entry['catalog']}:{path}:" in catalogs
    assert len({tuple(entry["corner"]) for entry in assets.values()}) == 3
    assert sorted(path.name for path in out.parent.iterdir()) == ["blender_assets.cats.txt", "night.blend"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere", "out.blend"], "give a jobs file or the folder of a batch"),
        (["night shift", "out.fbx"], "is no .blend file"),
    ],
)
def test_a_mistake_is_one_line(arguments, words, folder, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nowhere").mkdir()
    assert cli.main(["library", *arguments]) == 2
    err = capsys.readouterr().err
    assert words in err
    assert err.count("\n") == 1
    assert not list(tmp_path.glob("out.*"))

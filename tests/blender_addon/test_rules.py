"""The house rules of the extension, read from its source: no Blender needed."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from blender_addon.engine import routes as addon_routes
from blender_addon.locale.zh_hans import ENGINE, TEXTS
from packaging.requirements import Requirement

from modelsheet import request, routes
from modelsheet.finishing import MAPS
from modelsheet.messages import TEMPLATES
from modelsheet.presets import PRESETS

ROOT = Path(__file__).parents[2]
ADDON = ROOT / "blender_addon"
FILES = sorted(ADDON.rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in FILES}
OF_BLENDER = {"bpy", "bmesh", "bpy_extras", "mathutils", "numpy"}
REASONS = (  # of the system, in messages
    *("Permission denied", "Read-only file system", "No space left on device", "Not a directory"),
    *("File exists", "No such file or directory", "Directory not empty", "Exec format error"),
)
LANGUAGE_FREE = re.compile(
    r"[\d\s]*(px)?|PNG|LODs?|Modelsheet|Python|glTF|FBX|OBJ|USD|STL|Blender|Unity|Unreal|Godot"
)


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0]


def classes(base: str) -> list[ast.ClassDef]:
    return [
        node
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(ast.unparse(b) == f"bpy.types.{base}" for b in node.bases)
    ]


def assigned(node: ast.ClassDef) -> dict[str, ast.expr]:
    return {s.targets[0].id: s.value for s in node.body if isinstance(s, ast.Assign)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ADDON).as_posix())
def test_it_imports_blender_numpy_and_the_standard_library_only(path: Path):
    """So nothing heavy, and itself by relative imports."""
    assert set(imported(TREES[path])) <= OF_BLENDER | set(sys.stdlib_module_names)


def test_the_engine_knows_nothing_of_blender():
    for path in (ROOT / "core").rglob("*.py"):
        assert not {"bpy", "bmesh", "mathutils"} & set(imported(ast.parse(path.read_text("utf-8")))), path


@pytest.mark.parametrize("node", classes("Operator"), ids=lambda node: node.name)
def test_every_operator_says_what_it_does(node: ast.ClassDef):
    values = assigned(node)
    assert node.name.startswith("MODELSHEET_OT_")
    assert ast.literal_eval(values["bl_idname"]) == f"modelsheet.{node.name.removeprefix('MODELSHEET_OT_')}"
    assert not ast.literal_eval(values["bl_description"]).endswith(".")
    assert "REGISTER" in ast.literal_eval(values["bl_options"])


def test_every_class_is_registered():
    for path, tree in TREES.items():
        wanted = [
            node.name
            for node in tree.body
            if isinstance(node, ast.ClassDef) and any("bpy.types." in ast.unparse(b) for b in node.bases)
        ]
        for name in wanted:
            assert path.read_text("utf-8").count(name) >= 2, name


def test_modules_with_properties_keep_their_annotations():
    for path, tree in TREES.items():
        if any("bpy.props" in ast.unparse(n) for n in tree.body if isinstance(n, ast.ImportFrom)):
            assert "from __future__ import annotations" not in path.read_text("utf-8"), path


def test_no_error_is_swallowed():
    for path, tree in TREES.items():
        handlers = [n for n in ast.walk(tree) if isinstance(n, ast.ExceptHandler)]
        assert not [h for h in handlers if h.type is None], path
        broad = [h for h in handlers if h.type is not None and ast.unparse(h.type) == "Exception"]
        assert all("print_exc" in ast.unparse(h) for h in broad), path


def test_only_the_set_up_runs_pip_and_never_for_blender():
    for path in FILES:
        calls = re.findall(r'"-m", "pip"', path.read_text("utf-8"))
        assert not calls or path.name == "install.py"
    assert "sys.executable" not in (ADDON / "engine" / "install.py").read_text("utf-8")


def test_every_file_names_its_licence():
    for path in FILES:
        assert path.read_text("utf-8").startswith("# SPDX-License-Identifier: GPL-3.0-or-later\n"), path


def test_the_manifest_keeps_blenders_limits():
    manifest = tomllib.loads((ADDON / "blender_manifest.toml").read_text("utf-8"))
    version = re.search(r'__version__ = "(.+)"', (ROOT / "core/modelsheet/__init__.py").read_text())[1]
    assert manifest["version"] == version
    assert manifest["schema_version"] == "1.0.0"
    assert "Blender" not in manifest["name"]
    assert len(manifest["tagline"]) <= 64
    assert manifest["tagline"][-1].isalnum()
    assert tuple(map(int, manifest["blender_version_min"].split("."))) == (4, 2, 0)
    assert set(manifest["permissions"]) == {"files", "network"}
    for reason in manifest["permissions"].values():
        assert len(reason) <= 64
        assert reason[-1].isalnum()


def shown() -> dict[str, str]:
    """Every text of the interface, and where it stands."""
    found: dict[str, str] = {}

    def add(node: ast.expr | None, path: Path) -> None:
        if isinstance(node, ast.IfExp):
            add(node.body, path)
            add(node.orelse, path)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found[node.value] = f"{path.name}:{node.lineno}"

    for path, tree in TREES.items():
        if path.parent.name == "locale":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in (
                "bl_label",
                "bl_description",
                "bl_category",
            ):
                add(node.value, path)
            elif isinstance(node, ast.Call):
                name = ast.unparse(node.func).split(".")[-1]
                if name in ("N_", "fail"):
                    add(node.args[0], path)
                visible = ("text", "placeholder") + (("name", "description") if "Property" in name else ())
                for keyword in node.keywords:
                    if keyword.arg in visible:
                        add(keyword.value, path)
            elif isinstance(node, ast.Tuple) and len(node.elts) >= 3 and not isinstance(node.ctx, ast.Store):
                texts = node.elts[:3]
                plain = all(isinstance(e, ast.Constant) and isinstance(e.value, str) for e in texts)
                if plain and re.fullmatch(r"[A-Z_]+|embedded|worker|setup", texts[0].value):
                    add(texts[1], path)
                    add(texts[2], path)
    manifest = tomllib.loads((ADDON / "blender_manifest.toml").read_text("utf-8"))
    found[manifest["tagline"]] = "the manifest"
    return {text: place for text, place in found.items() if not LANGUAGE_FREE.fullmatch(text)}


def test_every_text_is_translated():
    wanted = shown() | dict.fromkeys(REASONS, "the system")
    assert len(wanted) > 150
    missing = {text: place for text, place in wanted.items() if text not in TEXTS}
    assert not missing
    assert not set(TEXTS) - set(wanted), "translated, but shown nowhere"


def test_every_route_is_explained_in_chinese():
    assert {route.summary for route in routes.SPECS} <= set(TEXTS)


def test_every_message_of_the_engine_is_translated():
    assert set(ENGINE) == set(TEMPLATES)


@pytest.mark.parametrize("code", TEMPLATES)
def test_a_message_keeps_its_values_in_chinese(code: str):
    places = r"\{(\w+)"
    assert sorted(re.findall(places, ENGINE[code])) == sorted(re.findall(places, TEMPLATES[code]))
    assert re.search("[\u4e00-\u9fff]", ENGINE[code]) or code == "option"


RAISING = re.compile(
    r"(?:ModelsheetError|BadRequest(?:\.of)?|Message)\(\s*(?:\w+, )?(f?)([\"'])(.+?)\2", re.DOTALL
)
PLAIN = ("batch", "cli", "doctor.py", "evaluation", "training")  # for the command line
PLAIN += ("formats", "geometry/solids.py", "procedural/surface.py")


def test_what_the_engine_raises_has_a_code():
    core = ROOT / "core" / "modelsheet"
    for path in core.rglob("*.py"):
        name = path.relative_to(core).as_posix()
        if not any(name == plain or name.startswith(f"{plain}/") for plain in PLAIN):
            for formatted, _, code in RAISING.findall(path.read_text("utf-8")):
                assert not formatted, (path, code)
                assert code in TEMPLATES, (path, code)


CHOICES = {"symmetry", "texture", "style", "refine", "collision"}
KNOWN = {"LARGEST_SEED": 2**31 - 1, "routes": addon_routes}  # in `properties`


def properties(name: str) -> dict[str, dict[str, object]]:
    """The properties of a class of `properties`, with the plain values that they are given."""
    tree = TREES[ADDON / "properties.py"]
    found = next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == name)
    values: dict[str, dict[str, object]] = {}
    for node in found.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.annotation, ast.Call):
            values[node.target.id] = given = {}
            for keyword in node.annotation.keywords:
                try:
                    given[keyword.arg] = eval(ast.unparse(keyword.value), KNOWN)
                except (NameError, SyntaxError):
                    continue
    return values


def test_the_panel_asks_for_nothing_that_the_engine_refuses():
    """And starts where a request does; Blender's whole numbers end at 2^31."""
    own = properties("ModelsheetSettings")
    shared = [each for each in request.options() if each.name in own]
    names = {
        "seed",
        "triangles",
        "texture_size",
        "height",
        "generator",
        "image",
        "method",
        "extra",
        "steps",
        "candidates",
        "route",
        "exact",
        "quads",
        "lods",
        "maps",
        "preset",
        "image_view",
    }
    assert names | CHOICES == {each.name for each in shared}
    for each in shared:
        kind, given = each.metadata["kind"], own[each.name]
        if each.name == "texture_size":
            sizes = [int(item[0]) for item in given["items"]]
            assert [kind.check(size) for size in sizes] == sizes
            assert int(given["default"]) == each.default
        elif each.name == "refine":
            words = [item[0].lower() for item in given["items"]]
            refiners = ROOT / "core" / "modelsheet" / "refining"
            assert words == ["off", *(path.stem for path in sorted(refiners.glob("[!_]*.py")))]
        elif each.name in CHOICES:
            words = [item[0].lower() for item in given["items"]]
            assert set(words) == set(kind.words) - ({""} if each.name == "symmetry" else set())
            assert words[0] == each.default
        elif each.name == "preset":
            assert [item[0].lower() for item in given["items"]] == list(PRESETS)
        elif each.name == "maps":
            assert sorted(item[0].lower() for item in given["items"]) == sorted(MAPS)
        elif each.name == "steps":  # 0 stands for the generator's own
            assert (given["min"], each.default) == (given["default"], None)
            assert kind.low <= given["min"] + 1 <= given["max"] <= kind.high
        elif isinstance(kind, request.Whole):
            assert kind.low <= given["min"] <= given.get("default", 0) <= given["max"] <= kind.high
            assert given.get("default", 0) == each.default
        elif each.name in ("method", "route"):
            assert given["default"] == each.default
    assert own["prompt"]["maxlen"] == request.LONGEST_PROMPT


def test_a_seed_is_called_as_blender_calls_it():
    assert TEXTS["Seed"] == "随机种"
    assert not [text for text in (*TEXTS.values(), *ENGINE.values()) if "种子" in text]


@pytest.mark.parametrize("text", TEXTS)
def test_a_translation_is_chinese_and_keeps_the_places(text: str):
    places = r"\{\w*\}"
    assert sorted(re.findall(places, text)) == sorted(re.findall(places, TEXTS[text]))
    assert re.search("[\u4e00-\u9fff]", TEXTS[text])


def test_the_set_up_pins_what_the_engine_needs():
    lines = (ADDON / "engine" / "constraints.txt").read_text("utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for requirement in map(Requirement, project["dependencies"]):
        assert requirement.specifier.contains(pins[requirement.name]), requirement.name

"""What keeps the code easy to read, checked on the source itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(path for folder in ("core", "blender_addon") for path in (ROOT / folder).rglob("*.py"))
SCREEN = 50  # lines


def long_functions(path: Path) -> Iterator[str]:
    """Functions that fit no screen and do not say in their docstring why: "Long, for ..."."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if lines > SCREEN and "Long, for" not in (ast.get_docstring(node) or ""):
                yield f"{node.name}: {lines} lines"


@pytest.mark.parametrize("folder", ["core", "blender_addon"])
def test_functions_fit_a_screen_or_say_why_not(folder: str):
    found = {
        path.relative_to(ROOT).as_posix(): functions
        for path in FILES
        if path.is_relative_to(ROOT / folder) and (functions := list(long_functions(path)))
    }
    assert found == {}

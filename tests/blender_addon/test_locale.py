"""Messages in Chinese. Blender as a module has no languages: a look-up in our table stands for its own."""

from __future__ import annotations

import re
import sys
from types import ModuleType

import pytest
from blender_addon.locale.zh_hans import TEXTS

from blender_addon import locale


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Chinese Blender, as far as `locale` knows it."""
    translations = ModuleType("bpy.app.translations")
    translations.pgettext_iface = lambda text: TEXTS.get(text, text)
    monkeypatch.setitem(sys.modules, "bpy.app.translations", translations)
    for name in ("bpy", "bpy.app"):
        if name not in sys.modules:
            monkeypatch.setitem(sys.modules, name, ModuleType(name))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Generate", []),
        ("the disk of /tmp/my disk is full, nothing was written: free space or choose another folder",
         ["/tmp/my disk"]),
        ("can't write /tmp/x (Permission denied): choose another folder", ["/tmp/x"]),
        ("the weights /a/b are missing: reinstall modelsheet", ["/a/b"]),
        ("no model 'x': give the folder of a trained model or one of embedded", ["x", "embedded"]),
        ("the engine failed (ValueError: odd): the log says more", ["ValueError", "odd"]),
        ("2.13.0+cpu, CPU with 2 threads", ["2.13.0+cpu", "CPU"]),
        ("3.11.7 on Linux x86_64, /opt/engine", ["3.11.7", "Linux", "x86_64", "/opt/engine"]),
        ("extra: ray", ["ray"]),
    ],
)  # fmt: skip
def test_a_message_is_chinese_but_for_what_varies(text: str, kept: list[str]):
    said = locale.translate(text)
    for part in kept:
        assert part in said
        said = said.replace(part, "")
    assert re.search("[\u4e00-\u9fff]", said)
    assert not re.search("[A-Za-z]{2,}", said)


def test_what_fills_a_message_is_translated_too():
    text = "{path} can't be used ({reason}): choose another history folder"
    said = locale.translate(text, path="/tmp/x", reason="Read-only file system")
    assert said == "无法使用 /tmp/x（只读文件系统）：请选择其他历史记录文件夹"


def test_what_nobody_foresaw_is_shown_as_it_is():
    assert locale.translate("something {else} entirely") == "something {else} entirely"

"""Messages in Chinese. Blender as a module has no languages: a look-up in our table stands for its own."""

from __future__ import annotations

import json
import re

import pytest
from blender_addon.locale.zh_hans import ENGINE, TEXTS

from blender_addon import locale
from modelsheet.errors import Message, ModelsheetError
from modelsheet.weights import verify


@pytest.fixture(autouse=True)
def chinese(speak) -> None:
    """A Chinese Blender."""
    speak(TEXTS | {f"engine: {code}": text for code, text in ENGINE.items()})


def told(message: Message) -> str:
    """As it comes over the worker's lines."""
    return locale.tell(json.loads(json.dumps(message.to_json())))


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (Message("disk-full", {"folder": "/tmp/my disk"}), ["/tmp/my disk"]),
        (Message("not-writable", {"folder": "/tmp/x", "reason": "Permission denied"}), ["/tmp/x"]),
        (
            Message("weights-missing", {"path": "/a/b", "remedy": Message("mend-reinstall")}),
            ["/a/b"],
        ),
        (Message("model-unknown", {"name": "x", "known": "embedded"}), ["x", "embedded"]),
        (Message("engine-failed", {"kind": "ValueError", "reason": "odd"}), ["ValueError", "odd"]),
        (Message("torch-cpu", {"version": "2.13.0+cpu", "threads": 2}), ["2.13.0+cpu", "CPU"]),
        (Message("check-extra", {"name": "ray"}), ["ray"]),
    ],
)
def test_a_message_is_chinese_but_for_what_varies(message: Message, kept: list[str]):
    said = told(message)
    for part in kept:
        assert part in said
        said = said.replace(part, "")
    assert re.search("[\u4e00-\u9fff]", said)
    assert not re.search("[A-Za-z]{2,}", said)


def test_an_error_of_the_engine_is_told_in_chinese(tmp_path):
    with pytest.raises(ModelsheetError) as caught:
        verify(tmp_path, Message("mend-copy"))
    assert str(caught.value).endswith("is missing or damaged: copy or save the model again")
    assert told(caught.value.message) == f"{tmp_path / 'SHA256.json'} 缺失或已损坏：{ENGINE['mend-copy']}"


def test_what_fills_a_message_is_translated_too():
    text = "{path} can't be used ({reason}): choose another history folder"
    said = locale.translate(text, path="/tmp/x", reason="Read-only file system")
    assert said == "无法使用 /tmp/x（只读文件系统）：请选择其他历史记录文件夹"


def test_what_nobody_foresaw_is_shown_as_it_is():
    assert locale.translate("something {else} entirely") == "something {else} entirely"
    assert told(Message("of another {package}")) == "of another {package}"

"""Every panel is drawn, on a layout that knows what Blender's would refuse: there is no window here."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest


class Layout:
    """As `UILayout`, but it only checks what it is given, and keeps the texts."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts

    def __getattr__(self, name: str) -> Any:
        import bpy

        function = bpy.types.UILayout.bl_rna.functions[name]
        known = function.parameters

        def draw(*given: Any, **named: Any) -> Any:
            for word, value in named.items():
                if word != "text_ctxt":
                    assert word in known, (name, word)
                if word == "icon":
                    assert value in known[word].enum_items, value
            self.texts.append(named.get("text", ""))
            return self._check(name, given)

        return draw

    def _check(self, name: str, given: tuple) -> Any:
        import bpy

        if name in ("prop", "template_icon_view"):
            data, field = given[:2]
            assert field in data.bl_rna.properties, field
        elif name == "operator":
            area, _, operator = given[0].partition(".")
            rna = getattr(getattr(bpy.ops, area), operator).get_rna_type()
            return SimpleNamespace(**{each.identifier: None for each in rna.properties if each.identifier})
        elif name == "menu":
            assert hasattr(bpy.types, given[0])
        return Layout(self.texts)


class Page:
    """What draws itself: a class of Blender's, with the layout that Blender would give it."""

    def __init__(self, data: Any, layout: Layout) -> None:
        self.data, self.layout = data, layout

    def __getattr__(self, name: str) -> Any:
        return getattr(self.data, name)


class Context:
    """Blender's, with a narrow sidebar."""

    region = SimpleNamespace(width=260)
    preferences = SimpleNamespace(system=SimpleNamespace(ui_scale=1.0))

    def __getattr__(self, name: str) -> Any:
        import bpy

        return getattr(bpy.context, name)


def draw_all(blender) -> str:
    """All that the tab and the preferences show now."""
    import bpy
    from bl_ext.dev.modelsheet import panels

    texts: list[str] = []
    for cls in panels._CLASSES:
        if issubclass(cls, bpy.types.AddonPreferences):
            cls.draw(Page(blender.preferences.get(), Layout(texts)), Context())
        elif not hasattr(cls, "poll") or cls.poll(Context()):
            cls.draw(Page(None, Layout(texts)), Context())
    return "\n".join(texts)


def test_without_an_engine_the_set_up_is_offered(extension, empty_scene):
    from .conftest import Blender

    blender = Blender(extension)
    said = draw_all(blender)
    assert "not set up yet" in said
    assert "may not go online" in said
    blender.preferences.get().build = "CUDA"
    assert draw_all(blender) != said  # another size
    blender.preferences.get().build = "CPU"


def test_the_queue_is_shown_with_what_went_wrong(recorded):
    for prompt in ("broken chair", "slow car", "third"):
        recorded.generate(prompt)
    recorded.until(lambda: recorded.phase() and recorded.engine.problem)
    said = draw_all(recorded)
    assert {"broken chair", "third", "nothing is left", "Cancel All"} <= set(said.split("\n"))


@pytest.mark.parametrize("again", ["candidates", "mesh", "parameters"])
def test_what_was_made_is_shown(recorded, again: str):
    how = {"candidates": {"candidates": 3}, "parameters": {"route": "procedural"}}.get(again, {})
    recorded.generate("a table", seed=4, **how)
    recorded.until(recorded.idle)
    recorded.pump.poll_once()
    said = draw_all(recorded)
    if again == "candidates":
        assert {"Seed 4", "Seed 5", "Seed 6"} <= set(said.split("\n"))
    else:
        assert "Ready: watertight" in said
        assert "Top" in said.split("\n")
    assert ("Leg height" in said) == (again == "parameters")


def test_a_route_is_explained(recorded):
    recorded.engine.routes.ask()
    recorded.until(lambda: recorded.engine.routes.find("big"))
    recorded.set(route="big", quality="CUSTOM", as_asset=True, generator="NAME")
    said = draw_all(recorded)
    assert "Needs a GPU with 6 GB" in said
    assert "3.0 GB to download" in said
    assert "No commercial use" in said
    recorded.engine.routes.forget()


def test_words_and_numbers_stay_whole_in_chinese_lines(extension):
    lines = extension.panels.parts._lines("可继续使用 Blender，今天 16:23", 14)
    assert lines == ["可继续使用", "Blender，今天", "16:23"]

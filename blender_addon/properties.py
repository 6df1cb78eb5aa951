# SPDX-License-Identifier: GPL-3.0-or-later
"""What the panel sets: settings in the scene, which the file keeps; choices in the window manager."""

import contextlib
import functools
import time
from pathlib import Path
from typing import Any

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    FloatVectorProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

from . import dates, history, pictures, preferences
from .engine import engine, routes
from .locale import N_

LARGEST_SEED = 2**31 - 1
QUALITIES: dict[str, dict[str, Any]] = {  # what they ask of the engine
    "DRAFT": {"triangles": 1500, "texture_size": 512, "steps": 4},
    "NORMAL": {"triangles": 5000, "texture_size": 1024, "steps": None},
    "FINE": {"triangles": 20_000, "texture_size": 2048, "steps": None},
}

_PLAIN = "BLENDER"  # the preset that asks for nothing
_CHOICES = {"symmetry": "auto", "texture": "baked", "style": "auto", "refine": "off", "collision": "off"}


def _typed(settings: Any, context: bpy.types.Context) -> None:
    """Who types will press the button soon: the engine starts meanwhile."""
    if engine.python is not None and preferences.get().early:
        engine.session.start()


SIDES = [  # that a picture can show
    ("front", "Front", N_("It shows the object's front")),
    ("right", "Right", N_("It shows the object from the right, its front to the left")),
    ("back", "Back", N_("It shows the object's back")),
    ("left", "Left", N_("It shows the object from the left, its front to the right")),
    ("top", "Top", N_("It shows the object from above, its front below")),
    ("bottom", "Bottom", N_("It shows the object from below")),
]


class ModelsheetSide(bpy.types.PropertyGroup):
    """A picture of one more side."""

    image: StringProperty(
        name="Image",
        description="A picture of this side of the same object, of any size",
        subtype="FILE_PATH",
        update=_typed,
    )
    view: EnumProperty(name="Side", description="Which side of the object it shows", items=SIDES)


class ModelsheetSettings(bpy.types.PropertyGroup):
    """What to generate and how to import it."""

    prompt: StringProperty(
        name="Prompt",
        description="What to make, in English or Chinese: one object, such as a wooden barrel",
        maxlen=1000,
        options={"TEXTEDIT_UPDATE"},
        update=_typed,
    )
    image: StringProperty(
        name="Image",
        description="Optional: a picture of the object. It must show one object, cut out or on a plain "
        "background",
        subtype="FILE_PATH",
        update=_typed,
    )
    image_view: EnumProperty(name="Side", description="Which side of the object it shows", items=SIDES)
    sides: CollectionProperty(type=ModelsheetSide)
    route: StringProperty(
        name="Route", description="The way from words or a picture to the mesh", default=routes.DEFAULT
    )
    generator: EnumProperty(
        name="Generator",
        description="What draws the views",
        items=[
            ("ROUTE", "As the Route Says", "What the chosen route draws with"),
            ("FOLDER", "From Folder", "A model that was trained with Modelsheet"),
            ("NAME", "By Name", "Another generator that the engine knows, such as one of another package"),
        ],
    )
    generator_name: StringProperty(
        name="Generator Name", description="The name of the generator, as the engine knows it"
    )
    generator_folder: StringProperty(
        name="Model Folder", description="The folder of a trained model", subtype="DIR_PATH"
    )
    seed: IntProperty(
        name="Seed",
        description="Another seed makes another object; the same seed makes the same again",
        min=0,
        max=LARGEST_SEED,
    )
    candidates: IntProperty(
        name="Candidates",
        description="How many sheets to draw, to choose one before a mesh is made; with 1 it is made at once",
        default=1,
        min=1,
        soft_max=8,
        max=16,
    )
    variants: IntProperty(
        name="Variants",
        description="How many to make, each with the next seed, placed side by side",
        default=1,
        min=1,
        max=16,
    )
    quality: EnumProperty(
        name="Quality",
        description="How fine the mesh and its texture are",
        items=[
            ("DRAFT", "Draft", "1,500 triangles, a small texture, drawn in few steps: to try prompts"),
            ("NORMAL", "Normal", "5,000 triangles, a texture of 1024 pixels"),
            ("FINE", "Fine", "20,000 triangles, a texture of 2048 pixels"),
            ("CUSTOM", "By Numbers", "As the numbers below say"),
        ],
        default="NORMAL",
    )
    steps: IntProperty(
        name="Steps",
        description="Drawing steps: fewer are faster, more are finer; 0 leaves it to the generator",
        default=0,
        min=0,
        soft_max=50,
        max=1000,
    )
    triangles: IntProperty(
        name="Triangles",
        description="At most so many triangles; fewer where more would show no difference",
        default=5000,
        min=12,
        soft_min=200,
        max=1_000_000,
        soft_max=50_000,
    )
    exact: BoolProperty(
        name="Exactly So Many",
        description="Give as many triangles as are asked for, also where fewer would show the same",
    )
    texture_size: EnumProperty(
        name="Texture",
        description="Pixels on each side of the texture",
        items=[(str(size), f"{size} px", "") for size in (256, 512, 1024, 2048, 4096)],
        default="1024",
    )
    height: FloatProperty(
        name="Height",
        description="How tall the object is; 0 makes it as large as such a thing usually is",
        min=0.0,
        soft_max=100.0,
        unit="LENGTH",
    )
    symmetry: EnumProperty(
        name="Symmetry",
        description="What is made alike on both sides",
        items=[
            ("AUTO", "Automatic", "All that is nearly symmetric"),
            ("OFF", "Off", "Leave it as it is drawn"),
            ("X", "Left and Right", "The left side like the right"),
            ("Y", "Front and Back", "The front like the back"),
        ],
    )
    texture: EnumProperty(
        name="Colors",
        description="What colors the texture has",
        items=[
            ("BAKED", "As Drawn", "All colors of the views"),
            ("PALETTE", "Palette", "Few flat colors with crisp borders"),
            ("VERTEX", "On Vertices", "A color for each vertex, and no texture"),
        ],
    )
    maps: EnumProperty(
        name="Maps",
        description="Further textures; choose several with Shift",
        items=[
            ("NORMAL", "Normals", "What the finer surface looks like in the light"),
            ("OCCLUSION", "Occlusion", "Where little light comes; for game engines"),
            ("ROUGHNESS", "Roughness", "How dull each part is, by the materials that the prompt names"),
        ],
        options={"ENUM_FLAG"},
    )
    style: EnumProperty(
        name="Edges",
        description="How faces meet",
        items=[
            ("AUTO", "Automatic", "Smooth, with sharp edges where faces meet at an angle"),
            ("FACETED", "Faceted", "Every face flat, as in low-poly art"),
            ("SMOOTH", "Smooth", "Smooth all over, but for the sharpest edges"),
        ],
    )
    quads: BoolProperty(
        name="Quads",
        description="Four-sided faces that follow the shape, to go on modeling; the engine needs an extra "
        "package for it",
    )
    refine: EnumProperty(
        name="Refine",
        description="Make the views better before the mesh; it takes several times as long",
        items=[
            ("OFF", "Off", "Take the views as they are drawn"),
            ("LOOP", "Draw Again", "Draw the views of the mesh anew, twice"),
            ("SDS", "Colors", "Pull the colors towards what the model would rather see"),
        ],
    )
    preset: EnumProperty(
        name="Made For",
        description="What the files in the history's folder are made for: sizes, LODs and hulls as it wants",
        items=[
            ("BLENDER", "Blender", "One mesh; what is chosen below comes along"),
            ("UNITY", "Unity", "With LODs and collision hulls as Unity names them"),
            ("UNREAL", "Unreal", "With LODs and collision hulls as Unreal names them"),
            ("GODOT", "Godot", "With collision hulls as Godot names them"),
            ("PRINT", "3D Printing", "10 cm tall, finer, with a 3MF and an STL file in millimeters"),
        ],
    )
    lods: IntProperty(
        name="LODs",
        description="Coarser versions, each with half the triangles of the one before, as hidden children",
        min=0,
        max=6,
    )
    collision: EnumProperty(
        name="Collision",
        description="Simple shapes for physics, as hidden children",
        items=[
            ("OFF", "None", "No collision shapes"),
            ("HULLS", "Convex Hulls", "Several convex pieces that follow the shape"),
            ("BOX", "Box", "One box"),
            ("CAPSULE", "Capsule", "One capsule, such as for people"),
        ],
    )
    method: StringProperty(
        name="Method",
        description="How the surface is built; auto chooses by what the views hold",
        default="auto",
    )
    extra: StringProperty(
        name="Options",
        description="Options of the generator or the method itself, such as smooth=3, separated by commas",
    )
    placement: EnumProperty(
        name="Place",
        description="Where the middle of the object's base goes",
        items=[
            ("CURSOR", "3D Cursor", "On the 3D cursor"),
            ("BOUNDS", "Selected Bounds", "Fitted into the bounding box of the active object"),
            ("ORIGIN", "World Origin", "On the world origin"),
        ],
    )
    again: EnumProperty(
        name="Made Again",
        description="Where an object goes that is made again: by Regenerate, New Seed, Redraw, Rebuild",
        items=[
            (
                "REPLACE",
                "Replace Object",
                "It takes the place of the object, with its name, transform, material and modifiers",
            ),
            ("BESIDE", "Place Beside", "It is one more object, at the place that is set"),
        ],
    )
    make_room: BoolProperty(
        name="Beside Others",
        description="When something stands at that place, put the object beside it",
        default=True,
    )
    textured: BoolProperty(
        name="Show Texture", description="Have Solid mode show the textures of objects", default=True
    )
    frame: BoolProperty(name="Frame Result", description="Move the view to the new object", default=True)
    texture_place: EnumProperty(
        name="Texture File",
        description="Where the texture is kept",
        items=[
            ("PACK", "Packed", "Inside the .blend file"),
            ("BESIDE", "Beside the File", "In a folder textures beside the .blend file, which must be saved"),
        ],
    )
    as_asset: BoolProperty(
        name="Mark as Asset",
        description="Show the object in the Asset Browser, with its picture, description and tags",
    )
    catalog: StringProperty(
        name="Catalog",
        description="The asset catalog, such as Props/Barrels. It needs a saved .blend file",
    )

    def request(self, seed: int) -> history.Request:
        """What the worker is asked to generate."""
        generators = {"FOLDER": absolute(self.generator_folder), "NAME": self.generator_name.strip()}
        return {
            "do": "generate",
            "prompt": self.prompt,
            "seed": seed,
            "route": self.route,
            "generator": generators.get(self.generator),
            **self._pictures(),
            "steps": self._numbers()["steps"],
            "candidates": self.candidates,
            "views_only": self.candidates > 1,
            **self.finish(),
        }

    def _pictures(self) -> history.Request:
        """The picture and those of further sides, by what they show."""
        if not self.image:
            return {"image": None}
        sides = {side.view: absolute(side.image) for side in self.sides if side.image}
        return {"image": absolute(self.image), "image_view": self.image_view, "images": sides or None}

    @property
    def picture_paths(self) -> list[str]:
        """The files of all of them."""
        return [absolute(path) for path in (self.image, *(side.image for side in self.sides)) if path]

    def finish(self) -> history.Request:
        """The part of a request that shapes the mesh."""
        scale = self.id_data.unit_settings.scale_length
        numbers = self._numbers()
        asked = {
            "triangles": numbers["triangles"],
            "texture_size": numbers["texture_size"],
            "exact": self.exact,
            "height": self.height * scale or None,
            **{name: getattr(self, name).lower() for name in _CHOICES},
            "maps": sorted(each.lower() for each in self.maps),
            "quads": self.quads,
            "lods": self.lods,
            "method": self.method.strip() or "auto",
            "extra": self.extra.strip() or None,
        }
        if self.preset == _PLAIN:
            return asked
        usual = {**QUALITIES["NORMAL"], "lods": 0, "collision": "off"}
        left = {name: None for name, value in usual.items() if asked.get(name) == value}
        return {**asked, **left, "preset": self.preset.lower()}  # what is left out is as the preset has it

    def _numbers(self) -> dict[str, Any]:
        """What the quality stands for."""
        own = {
            "triangles": self.triangles,
            "texture_size": int(self.texture_size),
            "steps": self.steps or None,
        }
        return QUALITIES.get(self.quality, own)

    def take(self, request: history.Request) -> None:
        """Set what a request asked for; what it leaves out stays as it is."""
        usual = QUALITIES["NORMAL"]
        numbers = {name: request.get(name) or usual[name] for name in usual}
        quality = next((name for name, asked in QUALITIES.items() if asked == numbers), "CUSTOM")
        with contextlib.suppress(TypeError):  # a size that the menu does not have stays out of it
            self.texture_size = str(numbers["texture_size"])
        self.quality, self.steps = quality, numbers["steps"] or 0
        self.triangles = numbers["triangles"] or self.triangles
        self.prompt, self.image = request.get("prompt", ""), request.get("image") or ""
        self.image_view = request.get("image_view") or "front"
        self.sides.clear()
        for view, path in (request.get("images") or {}).items():
            side = self.sides.add()
            side.view, side.image = view, path
        self.seed = min(int(request.get("seed", 0)), LARGEST_SEED)
        self.candidates = request.get("candidates") or 1
        self.height = (request.get("height") or 0) / self.id_data.unit_settings.scale_length
        self.exact, self.quads = bool(request.get("exact")), bool(request.get("quads"))
        for name, first in _CHOICES.items():
            setattr(self, name, (request.get(name) or first).upper())
        self.maps = {each.upper() for each in request.get("maps") or ()}
        self.preset, self.lods = (request.get("preset") or _PLAIN).upper(), request.get("lods") or 0
        self.method, self.extra = request.get("method") or "auto", request.get("extra") or ""
        self.route = request.get("route") or routes.DEFAULT
        self._take_generator(request.get("generator") or routes.DEFAULT)

    def _take_generator(self, name: str) -> None:
        if name == routes.DEFAULT:
            self.generator = "ROUTE"
        elif Path(name).is_absolute():
            self.generator, self.generator_folder = "FOLDER", name
        else:
            self.generator, self.generator_name = "NAME", name


def absolute(path: str) -> str:
    """A path that a property holds, from the root; "" stays so."""
    return str(Path(bpy.path.abspath(path)).resolve()) if path else ""


Item = tuple[str, str, str, int, int]
"""Of a menu: identifier, name, description, icon, number."""
NONE: Item = ("NONE", "Nothing chosen", "", 0, 0)


_SHOWN = 23  # entries in the menu of the history: three rows; a longer one opens at its end


class _Choices:
    """The history's menu: what is chosen, and the items, which Blender does not keep."""

    def __init__(self) -> None:
        self.chosen = NONE[0]
        self.more = 0  # entries that are left out, as they are too many
        self.items = [NONE]
        self._of: object = None  # what the items were made of
        self._numbers: dict[str, int] = {NONE[0]: 0}  # each entry has its own, as long as Blender runs

    def update(self, words: str, favourites: bool) -> list[Item]:
        """The items: what is looked for, and what is chosen."""
        day, language = time.strftime("%Y-%m-%d"), bpy.app.translations.locale
        of = (engine.history.changes, self.chosen, words, favourites, day, language)
        if of != self._of:
            self._of = of
            shown = engine.history.matching(words, favourites)
            self.more = max(0, len(shown) - _SHOWN)
            shown = shown[:_SHOWN]
            kept = [entry for entry in engine.history.entries if entry in shown or entry.name == self.chosen]
            self.items = [NONE, *map(self._item, kept)]
        return self.items

    def number(self, name: str) -> int:
        """Stands for an entry's name in Blender's data."""
        return self._numbers.setdefault(name, len(self._numbers))

    def _item(self, entry: history.Entry) -> Item:
        label = f"{dates.short(entry.created)} · {entry.title} · {entry.seed}"
        icon = pictures.current().thumbnail(entry.preview)
        return entry.name, label, dates.told(entry.created), icon, self.number(entry.name)


_choices = _Choices()


def _items(state: Any, context: bpy.types.Context | None) -> list[Item]:
    return _choices.update(state.search, state.favourites)


def _get_entry(state: Any) -> int:
    return _choices.number(_choices.chosen) if engine.history.find(_choices.chosen) else 0


def _set_entry(state: Any, number: int) -> None:
    _choices.chosen = next((item[0] for item in _choices.items if item[4] == number), NONE[0])


def _chosen(state: Any, context: bpy.types.Context) -> None:
    state.views.clear()
    state.parameters.clear()
    chosen = entry()
    for said in chosen.parameters if chosen else ():
        state.parameters.add().take(said)


class ModelsheetView(bpy.types.PropertyGroup):
    """A view of the sheet that is shown; its name is that of the view."""

    pinned: BoolProperty(
        name="Keep This", description="The view stays as it is when the others are drawn anew"
    )


_NO_WORD = "NONE"


def _words(parameter: Any, context: bpy.types.Context | None) -> list[tuple[str, str, str]]:
    return _word_items(parameter.words)


@functools.cache  # Blender does not keep the texts
def _word_items(words: str) -> list[tuple[str, str, str]]:
    return [(word or _NO_WORD, word or "-", "") for word in words.split("\n")]


class ModelsheetParameter(bpy.types.PropertyGroup):
    """A parameter of what was built from parameters; its name is the engine's."""

    kind: StringProperty()
    of: StringProperty()
    value: StringProperty()  # as it was built, as the engine writes it
    words: StringProperty()  # that may be said of it, one a line
    low: FloatProperty()
    high: FloatProperty()
    word: EnumProperty(name="Word", items=_words)
    count: IntProperty(name="Count", min=0)
    number: FloatProperty(name="Number", step=1, precision=3)
    flag: BoolProperty(name="Yes or No")
    color: FloatVectorProperty(name="Color", subtype="COLOR_GAMMA", size=3, min=0, max=1)

    def take(self, said: dict[str, Any]) -> None:
        """As the report describes it."""
        self.name, self.kind, self.of, self.value = (said[key] for key in ("name", "kind", "of", "value"))
        self.low, self.high = said.get("low", 0), said.get("high", 0)
        fields = self._fields()
        own = fields.get("word", "").replace(_NO_WORD, "")
        self.words = "\n".join([own, *(word for word in said["words"] if word != own)])
        for name, content in fields.items():
            setattr(self, name, content)

    @property
    def field(self) -> str:
        """The property that is shown first."""
        return "color" if self.kind == "paint" else next(iter(self._fields()))

    @property
    def text(self) -> str:
        """The value as the engine reads it: that of before, to the last digit, where nothing was changed."""
        changed = [name for name, content in self._fields().items() if not self._is(name, content)]
        if not changed:
            return self.value
        if "color" in changed or (self.kind == "paint" and self.word == _NO_WORD):
            return f"#{bytes(round(255 * level) for level in self.color).hex()}"
        if self.kind == "count":
            return str(min(max(self.count, int(self.low)), int(self.high)))
        if self.kind == "proportion":
            return f"{min(max(self.number, self.low), self.high):.6g}"
        return ("yes" if self.flag else "no") if self.kind == "flag" else self.word

    def _fields(self) -> dict[str, Any]:
        """The value, as the properties hold it."""
        if self.kind == "count":
            return {"count": int(self.value)}
        if self.kind == "proportion":
            return {"number": float(self.value)}
        if self.kind == "flag":
            return {"flag": self.value == "yes"}
        word, _, shade = self.value.partition("#")
        word = word.strip() or _NO_WORD
        if self.kind == "choice":
            return {"word": word}
        color = [level / 255 for level in bytes.fromhex(shade)] if shade else [1.0, 1.0, 1.0]
        return {"word": word, "color": color}

    def _is(self, name: str, content: Any) -> bool:
        """Whether a property holds this, as exactly as Blender keeps it."""
        held = getattr(self, name)
        if name == "color":
            return max(abs(one - other) for one, other in zip(held, content, strict=True)) < 1e-3
        return abs(held - content) <= 1e-6 * abs(content) if name == "number" else held == content


class ModelsheetState(bpy.types.PropertyGroup):
    """What is chosen at the moment; no file keeps it."""

    entry: EnumProperty(
        name="History",
        description="What was generated before",
        items=_items,
        get=_get_entry,
        set=_set_entry,
        update=_chosen,
    )
    search: StringProperty(
        name="Search",
        description="Show those whose prompt or seed holds all these words",
        options={"TEXTEDIT_UPDATE"},
    )
    favourites: BoolProperty(name="Favorites Only", description="Show those only that are marked with a star")
    views: CollectionProperty(type=ModelsheetView)
    parameters: CollectionProperty(type=ModelsheetParameter)


_CLASSES = (ModelsheetSide, ModelsheetSettings, ModelsheetView, ModelsheetParameter, ModelsheetState)


def settings(context: bpy.types.Context) -> ModelsheetSettings:
    """The scene's settings."""
    return context.scene.modelsheet


def state(context: bpy.types.Context) -> ModelsheetState:
    """What is chosen in the panel."""
    return context.window_manager.modelsheet


def entry() -> history.Entry | None:
    """The history's entry that is chosen."""
    return engine.history.find(_choices.chosen)


def more_entries() -> int:
    """How many entries the history's menu leaves out: a search finds them."""
    return _choices.more


def choose(context: bpy.types.Context, name: str) -> None:
    """Choose an entry of the history, whatever is looked for."""
    chosen = state(context)
    _choices.chosen = name
    _items(chosen, context)
    chosen.entry = name


def choose_newest(context: bpy.types.Context) -> None:
    """Choose the newest entry, if there is one."""
    entries = engine.history.entries
    choose(context, entries[0].name if entries else NONE[0])


def name_views(state: ModelsheetState, names: tuple[str, ...]) -> None:
    """The views that can be pinned; what is pinned stays so while the names stay."""
    if tuple(view.name for view in state.views) != names:
        state.views.clear()
        for name in names:
            state.views.add().name = name


def register() -> None:
    """Called by the package."""
    scene: Any = bpy.types.Scene
    window_manager: Any = bpy.types.WindowManager
    for cls in _CLASSES:
        bpy.utils.register_class(cls)
    scene.modelsheet = PointerProperty(type=ModelsheetSettings)
    window_manager.modelsheet = PointerProperty(type=ModelsheetState)


def unregister() -> None:
    """Called by the package."""
    scene: Any = bpy.types.Scene
    window_manager: Any = bpy.types.WindowManager
    del window_manager.modelsheet
    del scene.modelsheet
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)

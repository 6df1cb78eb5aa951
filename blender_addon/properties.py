# SPDX-License-Identifier: GPL-3.0-or-later
"""What the panel sets: settings in the scene, which the file keeps; choices in the window manager."""

from pathlib import Path

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

from . import pictures

LARGEST_SEED = 2**31 - 1


class ModelsheetSettings(bpy.types.PropertyGroup):
    """What to generate and how to import it."""

    prompt: StringProperty(
        name="Prompt",
        description="What to make, in English or Chinese: one object, such as a wooden barrel",
        maxlen=1000,
        options={"TEXTEDIT_UPDATE"},
    )
    image: StringProperty(
        name="Image",
        description="Optional: a picture that decides the front view. It must show one object, cut out or on "
        "a plain background",
        subtype="FILE_PATH",
    )
    generator: EnumProperty(
        name="Generator",
        description="What draws the views",
        items=[
            ("embedded", "Embedded", "The small model that comes with the engine and runs on any computer"),
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
    variants: IntProperty(
        name="Variants",
        description="How many to make, each with the next seed, placed side by side",
        default=1,
        min=1,
        max=16,
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
    texture_size: EnumProperty(
        name="Texture",
        description="Pixels on each side of the texture",
        items=[(str(size), f"{size} px", "") for size in (256, 512, 1024, 2048, 4096)],
        default="1024",
    )
    height: FloatProperty(
        name="Height",
        description="How tall the object is; 0 makes its longest side one metre",
        min=0.0,
        soft_max=100.0,
        unit="LENGTH",
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
    shading: EnumProperty(
        name="Shading",
        description="How faces meet",
        items=[
            ("ANGLE", "Smooth by Angle", "Smooth, with sharp edges where faces meet at an angle"),
            ("FLAT", "Flat", "Every face flat"),
        ],
    )
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

    def request(self, seed: int) -> dict:
        """What the worker is asked to generate."""
        generators = {"FOLDER": _absolute(self.generator_folder), "NAME": self.generator_name.strip()}
        return {
            "do": "generate",
            "prompt": self.prompt,
            "seed": seed,
            "generator": generators.get(self.generator, "embedded"),
            "image": _absolute(self.image) or None,
            **self.finish(),
        }

    def finish(self) -> dict:
        """The part of a request that shapes the mesh."""
        scale = self.id_data.unit_settings.scale_length
        return {
            "triangles": self.triangles,
            "texture_size": int(self.texture_size),
            "height": self.height * scale or None,
            "method": self.method.strip() or "auto",
            "extra": self.extra.strip() or None,
        }


def _absolute(path: str) -> str:
    return str(Path(bpy.path.abspath(path)).resolve()) if path else ""


def _choices(state, context):
    return pictures.history_choices()


def _chosen(state, context):
    state.views.clear()


class ModelsheetView(bpy.types.PropertyGroup):
    """A view of the sheet that is shown; its name is that of the view."""

    pinned: BoolProperty(name="Pinned", description="The view stays when the others are drawn anew")


class ModelsheetState(bpy.types.PropertyGroup):
    """What is chosen at the moment; no file keeps it."""

    entry: EnumProperty(
        name="History", description="What was generated before", items=_choices, update=_chosen
    )
    views: CollectionProperty(type=ModelsheetView)


_CLASSES = (ModelsheetSettings, ModelsheetView, ModelsheetState)


def settings(context: bpy.types.Context) -> ModelsheetSettings:
    """The scene's settings."""
    return context.scene.modelsheet


def state(context: bpy.types.Context) -> ModelsheetState:
    """What is chosen in the panel."""
    return context.window_manager.modelsheet


def register():
    """Called by the package."""
    for cls in _CLASSES:
        bpy.utils.register_class(cls)
    bpy.types.Scene.modelsheet = PointerProperty(type=ModelsheetSettings)
    bpy.types.WindowManager.modelsheet = PointerProperty(type=ModelsheetState)


def unregister():
    """Called by the package."""
    del bpy.types.WindowManager.modelsheet
    del bpy.types.Scene.modelsheet
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The sidebar's tab "Text to 3D" and the page in the preferences. Drawing reads, and changes nothing."""

import textwrap
import unicodedata

import bpy

from . import pictures, preferences, properties
from .engine import environment, process, pump
from .locale import N_, tell, translate

PHASES = {
    "": N_("Starting the engine"),
    "load": N_("Loading the model"),
    "draw": N_("Drawing the views"),
    "reconstruct": N_("Building the surface"),
    "simplify": N_("Reducing triangles"),
    "unwrap": N_("Unwrapping"),
    "bake": N_("Baking the texture"),
    "report": N_("Measuring"),
    "save": N_("Saving"),
    "environment": N_("Making the environment"),
    "download": N_("Downloading"),
    "install": N_("Installing"),
}
VIEW_NAMES = {
    "front": N_("Front"),
    "right": N_("Right"),
    "back": N_("Back"),
    "left": N_("Left"),
    "top": N_("Top"),
    "bottom": N_("Bottom"),
}
_FIXES = {  # problem's fix: operator, its text, icon
    "SETUP": ("modelsheet.set_up", N_("Set Up Engine"), "IMPORT"),
    "FOLDER": ("modelsheet.show_preferences", N_("Choose Folder"), "FILE_FOLDER"),
    "LOG": ("modelsheet.copy_log", N_("Copy Log"), "COPYDOWN"),
}


class _Panel:
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Text to 3D"


class MODELSHEET_PT_main(_Panel, bpy.types.Panel):
    bl_label = "Text to 3D"

    def draw(self, context):
        """Prompt, button, progress, problem."""
        layout, settings = self.layout, properties.settings(context)
        if pump.python is None:
            _draw_no_engine(layout, context)
        if pump.task is not None:
            _draw_task(layout)
        layout.prop(settings, "prompt", text="", icon="OUTLINER_OB_FONT", placeholder="A wooden barrel")
        layout.prop(settings, "image", text="", icon="IMAGE_DATA", placeholder="Image (optional)")
        row = layout.row(align=True)
        row.prop(settings, "seed")
        row.operator("modelsheet.random_seed", text="", icon="FILE_REFRESH")
        main = layout.column()
        main.scale_y = 1.5
        if pump.session.jobs:
            main.operator("modelsheet.cancel", icon="CANCEL")
            _draw_job(layout)
        else:
            main.operator("modelsheet.generate", icon="MESH_MONKEY")
        _draw_messages(layout, context)


class MODELSHEET_PT_views(_Panel, bpy.types.Panel):
    bl_label = "Views"
    bl_parent_id = "MODELSHEET_PT_main"

    @classmethod
    def poll(cls, context):
        """Where there are views to show."""
        return pictures.view_count() > 0

    def draw(self, context):
        """The sheet as it forms, or that of the chosen entry with its pins."""
        state, forming = properties.state(context), pump.session.running is not None
        grid = self.layout.grid_flow(row_major=True, columns=3, even_columns=True)
        for index in range(pictures.view_count()):
            cell = grid.column(align=True)
            cell.template_icon(pictures.view_icon(index), scale=3.6)
            view = state.views[index] if index < len(state.views) else None
            name = _view_name(view.name) if view else ""
            if forming or view is None:
                row = cell.row()
                row.alignment = "CENTER"
                row.label(text=name, translate=False)
            else:
                icon = "PINNED" if view.pinned else "UNPINNED"
                cell.prop(view, "pinned", text=name, icon=icon, toggle=1, translate=False)
        if not forming:
            self.layout.operator("modelsheet.reroll", icon="FILE_REFRESH")


class MODELSHEET_PT_mesh(_Panel, bpy.types.Panel):
    bl_label = "Mesh"
    bl_parent_id = "MODELSHEET_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context):
        """What is made and how it is imported."""
        layout, settings = _split(self.layout), properties.settings(context)
        column = layout.column()
        column.prop(settings, "generator")
        if settings.generator == "FOLDER":
            column.prop(settings, "generator_folder")
        elif settings.generator == "NAME":
            column.prop(settings, "generator_name")
        column.prop(settings, "variants")
        column = layout.column()
        column.prop(settings, "triangles")
        column.prop(settings, "texture_size")
        column.prop(settings, "height")
        column.prop(settings, "method")
        column.prop(settings, "extra")
        column = layout.column()
        column.prop(settings, "placement")
        column.prop(settings, "shading")
        column.prop(settings, "texture_place")
        column = layout.column()
        column.prop(settings, "as_asset")
        if settings.as_asset:
            column.prop(settings, "catalog")
        row = layout.row(align=True)
        row.operator("modelsheet.add_lods")
        row.operator("modelsheet.add_hull")


class MODELSHEET_PT_history(_Panel, bpy.types.Panel):
    bl_label = "History"
    bl_parent_id = "MODELSHEET_PT_main"

    def draw(self, context):
        """The chosen entry, and what can be done with it."""
        layout, state = self.layout, properties.state(context)
        entry = pictures.entry(state.entry)
        if pictures.latest() == pictures.NONE[0]:
            layout.label(text="Nothing generated yet")
            return
        layout.template_icon_view(state, "entry", show_labels=True, scale=5.0, scale_popup=5.0)
        if entry is None:
            layout.label(text="Click the picture to choose")
            return
        lines = layout.column(align=True)
        lines.label(text=entry.title, translate=False)
        lines.label(text=translate(N_("Seed {seed}, {created}"), seed=entry.seed, created=entry.created))
        column = layout.column(align=True)
        column.operator("modelsheet.import_again", icon="IMPORT")
        row = column.row(align=True)
        row.operator("modelsheet.regenerate").new_seed = False
        row.operator("modelsheet.regenerate", text="New Seed").new_seed = True
        column.operator("modelsheet.rebuild")
        row = column.row(align=True)
        row.operator("modelsheet.open_folder", icon="FILE_FOLDER")
        row.operator("modelsheet.delete", text="", icon="TRASH")


def draw_preferences(chosen, layout, context):
    """The page of the extension in the preferences."""
    box = layout.box()
    if pump.python is None:
        box.label(text="The engine is not set up yet", icon="ERROR")
        _wrapped(
            box,
            context,
            translate(
                N_("It is downloaded once, takes about {size} and then works offline."),
                size=environment.INSTALLED_SIZE,
            ),
        )
    else:
        box.label(text=str(pump.python), icon="CHECKMARK", translate=False)
    row = box.row(align=True)
    row.operator("modelsheet.set_up", text="Set Up Again" if pump.python else "Set Up Engine", icon="IMPORT")
    row.operator("modelsheet.check", icon="VIEWZOOM")
    row.operator("modelsheet.unload", icon="X")
    row.operator("modelsheet.remove_engine", text="", icon="TRASH")
    if pump.task is not None:
        _draw_task(box)
    _draw_messages(box, context)
    lines = box.column(align=True)
    lines.scale_y = 0.8
    for check in pump.checks:
        _draw_check(lines, check)
    row = layout.row(align=True)
    row.label(text="Logs")
    for name, text in (("worker", N_("Worker")), ("setup", N_("Set-up"))):
        row.operator("modelsheet.open_log", text=text, icon="TEXT").log = name
        row.operator("modelsheet.copy_log", text="", icon="COPYDOWN").log = name
    if pump.task is not None and pump.task.kind == "SETUP":
        lines = layout.box().column(align=True)
        for line in process.tail(preferences.log_file("setup"), 6).splitlines():
            lines.label(text=line[:110], translate=False)
    column = _split(layout).column()
    for name in ("engine", "python", "index", "folder", "drop"):
        column.prop(chosen, name)


def _split(layout):
    layout.use_property_split = True
    layout.use_property_decorate = False
    return layout


def _draw_no_engine(layout, context):
    box = layout.box()
    _wrapped(box, context, translate(N_("The engine is not set up yet")), icon="INFO")
    box.operator("modelsheet.show_preferences", icon="PREFERENCES")


def _draw_job(layout):
    """The running job's phase, how far it is and how long it takes; how many wait."""
    job = pump.session.running
    phase = translate(PHASES.get(job.phase if job else "", PHASES[""]))
    if job is not None and job.state == "cancelling":
        phase = translate(N_("Cancelling"))
    eta = translate(N_("{seconds} s left"), seconds=round(job.eta)) if job and job.eta >= 1 else ""
    layout.progress(factor=job.fraction if job else 0.0, text=f"{phase}   {eta}".strip())
    waiting = sum(other.state == "waiting" for other in pump.session.jobs)
    if job is not None and waiting:
        layout.label(text=translate(N_("{count} more waiting"), count=waiting))


def _draw_task(layout):
    task = pump.task
    row = layout.row(align=True)
    if task.kind == "CHECK":
        row.label(text="Checking the engine", icon="SORTTIME")
    else:
        text = f"{translate(PHASES.get(task.phase, PHASES['environment']))}   {task.detail}"
        row.progress(factor=task.fraction, text=text)
        row.operator("modelsheet.stop_set_up", text="", icon="X")


def _draw_messages(layout, context):
    """What went wrong, with the button that helps, and what the generator remarks."""
    trouble = pump.problem
    if trouble is not None:
        box = layout.box()
        _wrapped(box, context, trouble.line, icon="ERROR")
        row = box.row(align=True)
        if trouble.fix in _FIXES:
            operator, text, icon = _FIXES[trouble.fix]
            row.operator(operator, text=text, icon=icon)
        row.operator("modelsheet.dismiss")
    elif pump.notice:
        box = layout.box()
        _wrapped(box, context, translate(pump.notice), icon="INFO")
        box.operator("modelsheet.dismiss")


def _draw_check(layout, check):
    icon = "CHECKMARK" if check["ok"] else "ERROR" if check["required"] else "REMOVE"
    split = layout.split(factor=0.28)
    split.label(text=tell(check["name"]), icon=icon, translate=False)
    column = split.column(align=True)
    column.label(text=tell(check["detail"]), translate=False)
    if check["required"] and not check["ok"] and check["remedy"]:
        column.label(text=tell(check["remedy"]), translate=False)


def _view_name(name):
    """Of the views that are known, in the user's language; of others as the sheet calls them."""
    return translate(VIEW_NAMES[name]) if name in VIEW_NAMES else name.replace("_", " ")


def _wrapped(layout, context, text, icon="NONE"):
    """A text in as many lines as the region is narrow; never cut."""
    scale = context.preferences.system.ui_scale
    width = max(16, int(context.region.width / (6.6 * scale)) - 8)
    column = layout.column(align=True)
    for number, line in enumerate(_lines(text, width)):
        column.label(
            text=line, icon=icon if number == 0 else "BLANK1" if icon != "NONE" else "NONE", translate=False
        )


def _lines(text, width):
    """Lines of at most `width` columns; Chinese characters take two and break anywhere."""
    if not any(unicodedata.east_asian_width(c) in "WF" for c in text):
        return textwrap.wrap(text, width)
    lines, line, used = [], "", 0
    for c in text:
        size = 2 if unicodedata.east_asian_width(c) in "WF" else 1
        if used + size > width and c not in "，。：；、）":
            lines.append(line)
            line, used = "", 0
        line, used = line + c, used + size
    return [*lines, line]


_CLASSES = (
    MODELSHEET_PT_main,
    MODELSHEET_PT_mesh,
    MODELSHEET_PT_views,
    MODELSHEET_PT_history,
)

register, unregister = bpy.utils.register_classes_factory(_CLASSES)

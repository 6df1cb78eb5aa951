"""A walk through the extension in a Blender with a window, with a picture of each stop; run it as a script.

    blender --factory-startup --enable-event-simulate --python walk.py -- OUT ZIP ENGINE [OPTION ...]

installs ZIP, uses the Python ENGINE and writes OUT/STOP.png, by ImageMagick's `import`. Options: `zh` for
Chinese, `scale=1.5` for the interface's scale, `narrow` for a narrow sidebar, `open` for an unfolded panel of
the mesh, `history=FOLDER` for a history to begin with, whose newest mesh is then imported and nothing drawn,
`hub` for the stops about models, with those of `hub.py`, and names of stops in their order,
where not all are wanted. Stops follow each other: each begins with what those before have made. `ready()`
tells whoever started Blender that all is done.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import bpy
import numpy as np

out, zip_path, engine_python, *options = sys.argv[sys.argv.index("--") + 1 :]
OUT = Path(out)
TICK = 0.25  # seconds between two looks
SETTLED = 6  # looks with nothing to do after which all is drawn
PATIENCE = 400.0  # seconds that a stop may take
_MENU = (420, 620)  # pixels, where menus are opened
_HISTORY = 555  # pixels from the sidebar's top to the history's picture, with nothing to say
_finished = False
_hub: Path | None = None  # the engine of `hub.py`, once it is asked for
_server: subprocess.Popen | None = None  # that process


def modelsheet():
    """The extension's package."""
    return sys.modules["bl_ext.user_default.modelsheet"]


def settings():
    return bpy.context.scene.modelsheet


def window():
    return bpy.context.window_manager.windows[0]


def area(kind: str = "VIEW_3D"):
    return next(each for each in window().screen.areas if each.type == kind)


def region(kind: str):
    return next(each for each in area().regions if each.type == kind)


def in_view():
    """For operators that need the 3D view."""
    return bpy.context.temp_override(window=window(), area=area(), region=region("WINDOW"))


def idle() -> bool:
    """Nothing runs, waits or is still to be imported."""
    pump = modelsheet().pump.pump
    busy = pump.engine.session.jobs or pump.engine.session.asking or pump.engine.task
    return not busy and not (pump.ready and not pump.obstacle())


def idle_but_for_download() -> bool:
    """The menu has been drawn."""
    return True


def install() -> None:
    bpy.context.preferences.view.show_splash = False
    bpy.context.preferences.view.show_tooltips = False  # they would lie over the menus
    bpy.context.preferences.view.filebrowser_display_type = "SCREEN"  # not half outside
    bpy.ops.extensions.package_install_files(filepath=zip_path, repo="user_default", enable_on_install=True)
    chosen = modelsheet().preferences.get()
    chosen.folder = tempfile.mkdtemp()
    chosen.early = False
    if "open" in options:
        parts = ("mesh", "shape", "texture", "game", "drawing")
        panels = [getattr(modelsheet().panels.mesh, f"MODELSHEET_PT_{part}") for part in parts]
        for panel in reversed(panels):
            bpy.utils.unregister_class(panel)
        for panel in panels:
            panel.bl_options = set()
            bpy.utils.register_class(panel)
    if "zh" in options:
        bpy.context.preferences.view.language = "zh_HANS"
    for option in options:
        if option.startswith("scale="):
            bpy.context.preferences.view.ui_scale = float(option.partition("=")[2])
    for option in options:
        if option.startswith("history="):
            shutil.copytree(option.partition("=")[2], chosen.folder, dirs_exist_ok=True)
            chosen.folder = chosen.folder  # which reads it


def pointer(x: int, y: int) -> None:
    window().cursor_warp(x, y)
    window().event_simulate(type="MOUSEMOVE", value="NOTHING", x=x, y=y)


def button(value: str, x: int, y: int) -> None:
    """The left one: PRESS or RELEASE."""
    window().event_simulate(type="LEFTMOUSE", value=value, x=x, y=y)


def escape() -> None:
    """Close the menu that is open."""
    for value in ("PRESS", "RELEASE"):
        window().event_simulate(type="ESC", value=value, x=_MENU[0], y=_MENU[1])


def prepared() -> bool:
    """Whether there is a history to begin with."""
    return any(option.startswith("history=") for option in options)


def menu(name: str) -> None:
    """Open one of Blender's menus in the middle of the view."""
    pointer(*_MENU)
    with in_view():
        bpy.ops.wm.call_menu(name=name)


def generate(prompt: str, **values: object) -> None:
    for name, value in {"prompt": prompt, "candidates": 1, "seed": 0, **values}.items():
        setattr(settings(), name, value)
    with in_view():
        bpy.ops.modelsheet.generate()


# The stops: what is done at the start of each; the picture is taken when it is `idle`, or at its `when`.


def set_up() -> None:
    modelsheet().preferences.get().engine = ""
    bpy.context.preferences.system.use_online_access = False


def take_edge() -> None:
    """Of the sidebar, once it was drawn."""
    sidebar = region("UI")
    pointer(sidebar.x, sidebar.y + sidebar.height // 2)
    button("PRESS", sidebar.x, sidebar.y + sidebar.height // 2)


def pull_edge() -> None:
    """Until the sidebar is as narrow as it can be."""
    sidebar = region("UI")
    pointer(sidebar.x + 100, sidebar.y + sidebar.height // 2)


def leave_edge() -> None:
    sidebar = region("UI")
    button("RELEASE", sidebar.x, sidebar.y + sidebar.height // 2)


def first_run() -> None:
    modelsheet().preferences.get().engine = engine_python
    if prepared():
        engine = modelsheet().engine.engine
        entry = next(entry for entry in engine.history.entries if entry.has_mesh)
        modelsheet().properties.choose(bpy.context, entry.name)
        settings().prompt = entry.title
        with in_view():
            bpy.ops.modelsheet.import_again()
    else:
        generate("red car")


def forming() -> bool:
    job = modelsheet().engine.engine.session.running
    return prepared() or bool(job and job.drawing)


def kept() -> None:
    """Two views stay, the others are to be drawn anew."""
    for view in modelsheet().properties.state(bpy.context).views:
        view.pinned = view.name in ("front", "left")


def redrawn() -> None:
    with in_view():
        bpy.ops.modelsheet.reroll()


def export_menu() -> None:
    menu("MODELSHEET_MT_export")


def export() -> None:
    """The file browser."""
    with in_view():
        bpy.ops.modelsheet.export("INVOKE_DEFAULT", format="GLTF")


def add_menu() -> None:
    menu("VIEW3D_MT_mesh_add")


def context_menu() -> None:
    menu("VIEW3D_MT_object_context_menu")


def object_menu() -> None:
    menu("MODELSHEET_MT_object")


def replaced() -> None:
    car = bpy.context.view_layer.objects.active
    car.rotation_euler.z = 0.6
    car.modifiers.new("Bevel", "BEVEL").width = 0.005
    with in_view():
        bpy.ops.modelsheet.regenerate(new_seed=True)


def candidates() -> None:
    generate("a wooden barrel", candidates=4, quality="DRAFT")


def built() -> None:
    with in_view():
        bpy.ops.modelsheet.build_candidate(number=2)


def painted() -> None:
    """The sheet in the Image Editor, with a green stroke across two of the views."""
    for view in modelsheet().properties.state(bpy.context).views:
        view.pinned = False
    with in_view():
        bpy.ops.modelsheet.paint_sheet()
    entry = modelsheet().properties.entry()
    image = next(i for i in bpy.data.images if bpy.path.abspath(i.filepath) == str(entry.sheet))
    width, height = image.size
    pixels = np.array(image.pixels, np.float32).reshape(height, width, 4)
    stroke = pixels[int(0.23 * height) : int(0.27 * height)]  # across the lower row of views
    stroke[stroke[..., 3] > 0.5] = (0.1, 0.6, 0.2, 1)
    image.pixels.foreach_set(pixels.ravel())
    image.update()


def rebuilt() -> None:
    with in_view():
        bpy.ops.modelsheet.rebuild()


def queue() -> None:
    for prompt in ("a pine tree", "a stone tower", "a treasure chest"):
        generate(prompt)


def waiting() -> bool:
    return forming() and len(modelsheet().engine.engine.session.jobs) == 3


def edit_mode() -> None:
    with in_view():
        bpy.ops.object.mode_set(mode="EDIT")
    if prepared():  # else the queue's first job is still to end
        settings().route = "procedural"
        generate("a wooden table")


def held() -> bool:
    """A result is there and waits."""
    return bool(modelsheet().pump.pump.ready)


def image() -> None:
    if bpy.context.mode != "OBJECT":
        with in_view():
            bpy.ops.object.mode_set(mode="OBJECT")
    for job in modelsheet().engine.engine.session.jobs:
        modelsheet().engine.engine.session.cancel(job)
    settings().route = "embedded"
    modelsheet().preferences.get().early = True
    entry = modelsheet().engine.engine.history.entries[-1]  # the car
    views = dict(zip(entry.drawing.names, modelsheet().pictures.load_views(entry.drawing.views), strict=True))
    settings().prompt = "red car"
    for name in ("front", "right"):
        picture = modelsheet().pictures.image(f"car {name}", views[name])
        path = Path.home() / f"car {name}.png"
        picture.filepath_raw, picture.file_format = str(path), "PNG"
        picture.save()
        bpy.data.images.remove(picture)
        if name == "front":
            settings().image = str(path)
        else:
            bpy.ops.modelsheet.add_side()
            settings().sides[0].image = str(path)


def parameters() -> None:
    settings().image = ""
    settings().sides.clear()
    generate("a red table", route="procedural")


def fold(*names: str) -> None:
    """Take panels out that would push others out of sight."""
    for name in names:
        panel = getattr(bpy.types, f"MODELSHEET_PT_{name}", None)
        if panel is not None:
            bpy.utils.unregister_class(panel)


def mesh_settings() -> None:
    """The panel "Mesh", open where `open` was given."""
    settings().image, settings().route = "", "embedded"
    fold("views", "parameters", "candidates", "history", "selected_parts", "selected")


def history() -> None:
    settings().image, settings().route = "", "embedded"
    fold("views", "parameters", "candidates")
    engine = modelsheet().engine.engine
    for number in range(200 - len(engine.history.entries)):
        entry = engine.history.entries[number % min(5, len(engine.history.entries))]
        folder = entry.folder.with_name(f"20250101-{number:06d}-000000-{number:06x}")
        shutil.copytree(entry.folder, folder)
    engine.history.refresh()
    modelsheet().properties.state(bpy.context).search = ""


def history_menu() -> None:
    """A click on the picture; where that is depends on what stands above it."""
    sidebar = region("UI")
    x, y = sidebar.x + sidebar.width // 2, sidebar.y + sidebar.height - _HISTORY
    pointer(x, y)
    for value in ("PRESS", "RELEASE"):
        button(value, x, y)


def serve_hub() -> None:
    """Start a Hub of our own; it makes the models first."""
    global _hub, _server
    root, folder = Path(__file__).parents[3], Path(tempfile.mkdtemp())
    command = [engine_python, "-m", "tests.blender_addon.window.hub", str(folder), engine_python]
    paths = os.pathsep.join([str(root), str(root / "core")])
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    _server = subprocess.Popen(command, cwd=root, env={**clean, "PYTHONPATH": paths})
    _hub = folder / "python"


def serving() -> bool:
    """It has written its engine."""
    return _hub is not None and _hub.is_file() and _hub.stat().st_mode & 0o100 != 0


def use_hub() -> None:
    """The engine whose models are tiny, and which has one still to download."""
    modelsheet().engine.engine.session.unload()
    bpy.context.preferences.system.use_online_access = True
    modelsheet().preferences.get().engine = str(_hub)
    settings().route = "mvdream+instantmesh"
    with in_view():
        bpy.ops.modelsheet.list_routes()


def download() -> None:
    bpy.ops.modelsheet.download_route()


def downloading() -> bool:
    """A good part of it is there."""
    fetched = modelsheet().engine.engine.routes.download
    return bool(fetched and fetched.fraction > 0.2)


def route_menu_open() -> None:
    menu("MODELSHEET_MT_routes")


def downloaded() -> bool:
    return modelsheet().engine.engine.routes.download is None and idle()


def hub_job() -> None:
    generate("a wooden barrel", extra="resolution=24", quality="DRAFT")


def route_menu() -> None:
    settings().route, settings().extra = "embedded", ""
    bpy.ops.modelsheet.list_routes()


def preferences_page() -> None:
    bpy.context.preferences.active_section = "ADDONS"
    bpy.context.window_manager.addon_search = "modelsheet"
    bpy.ops.preferences.addon_expand(module="bl_ext.user_default.modelsheet")
    area().type = "PREFERENCES"


STOPS: tuple[tuple[str, Callable[[], None], Callable[[], bool]], ...] = (
    ("set-up", set_up, idle),
    ("", take_edge, idle),
    ("", pull_edge, idle),
    ("", leave_edge, idle),
    ("drawing", first_run, forming),
    ("first-run", lambda: None, idle),
    ("export-menu", export_menu, idle),
    ("export", export, idle),
    ("kept", kept, idle),
    ("redrawn", redrawn, idle),
    ("painting", painted, idle),
    ("rebuilt", rebuilt, idle),
    ("add-menu", add_menu, idle),
    ("context-menu", context_menu, idle),
    ("object-menu", object_menu, idle),
    ("replaced", replaced, idle),
    ("candidates", candidates, idle),
    ("built", built, idle),
    ("queue", queue, waiting),
    ("edit-mode", edit_mode, held),
    ("image", image, idle),
    ("parameters", parameters, idle),
    ("history", history, idle),
    ("history-menu", history_menu, idle),
    ("", route_menu, idle),
    ("route-menu", route_menu_open, idle),
    ("", serve_hub, serving),
    ("route", use_hub, idle),
    ("", download, downloading),
    ("download-menu", route_menu_open, idle_but_for_download),
    ("", lambda: None, downloaded),
    ("hub-job", hub_job, idle),
    ("mesh", mesh_settings, idle),
    ("preferences", preferences_page, idle),
)

NARROWING = (take_edge, pull_edge, leave_edge)
DRAWING = (redrawn, rebuilt, replaced, candidates, built, queue, edit_mode, parameters)  # need the engine
OF_HUB = (serve_hub, use_hub, download, hub_job)


def tidy_up() -> None:
    """Close what a stop has opened beside the 3D view."""
    for other in list(bpy.context.window_manager.windows)[1:]:
        with bpy.context.temp_override(window=other):
            bpy.ops.wm.window_close()
    for each in [each for each in window().screen.areas if each.type == "FILE_BROWSER"]:
        with bpy.context.temp_override(window=window(), area=each):
            bpy.ops.file.cancel()
    for each in [each for each in window().screen.areas if each.type == "IMAGE_EDITOR"]:
        with bpy.context.temp_override(window=window(), area=each):
            bpy.ops.screen.area_close()


def walk():
    """Goes from stop to stop; yields at every look."""
    wanted = [name for name in options if name in {stop for stop, *_ in STOPS}]
    for name, begin, when in STOPS:
        if prepared() and begin in DRAWING and name not in wanted:
            continue
        if begin in NARROWING and "narrow" not in options:
            continue
        if (begin in OF_HUB or when in (idle_but_for_download, downloaded)) and "hub" not in options:
            continue
        begin()
        start, settled = time.monotonic(), 0
        while settled < (SETTLED if when is idle else 2) and time.monotonic() - start < PATIENCE:
            settled = settled + 1 if when() else 0
            yield
        print(
            f"stop {name}: {time.monotonic() - start:.1f} s, {modelsheet().engine.engine.problem}", flush=True
        )
        if name and (not wanted or name in wanted):
            subprocess.run(["import", "-window", "root", str(OUT / f"{name}.png")], check=False)
        tidy_up()
        if name.endswith("-menu"):
            escape()
            for _ in range(SETTLED):
                yield
        if wanted and name == wanted[-1]:
            return


def tick() -> float | None:
    global _finished
    try:
        next(_walk)
    except BaseException as ended:
        _finished = True
        if _server is not None:
            _server.kill()
        if isinstance(ended, StopIteration):
            return None
        raise
    return TICK


def ready() -> bool:
    """True when all pictures are taken."""
    return _finished


install()
_walk = walk()
bpy.app.timers.register(tick, first_interval=3.0, persistent=True)

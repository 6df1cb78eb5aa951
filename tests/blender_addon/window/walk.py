"""A walk through the extension in a Blender with a window, with pictures of each stop; run it as a script.

    blender --factory-startup --enable-event-simulate --python walk.py -- OUT ZIP ENGINE [OPTION ...]

installs ZIP, uses the Python ENGINE and writes OUT/LOOK/STOP.png, by ImageMagick's `import`. Options:

    en-1-wide zh-1.5-narrow ...  looks: language, the interface's scale, how wide the sidebar is. Every stop
                                 is shown in each, so several cost no more drawing than one
    history=FOLDER               a history to begin with, whose newest mesh is imported, and nothing drawn
    hub                          also the stops about models that are downloaded, from `hub.py`
    kept painting ...            names of stops in their order, where not all are wanted

Stops follow each other: each begins with what those before have made. `ready()` tells whoever started Blender
that all is done.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import bpy
import numpy as np

out, zip_path, engine_python, *options = sys.argv[sys.argv.index("--") + 1 :]
OUT = Path(out)
TICK = 0.25  # seconds between two looks
SETTLED = 6  # looks with nothing to do after which all is drawn
REDRAWN = 3  # looks until what was changed is drawn
PATIENCE = 400.0  # seconds that a stop may take
_MENU = (420, 620)  # pixels, where menus are opened
_NARROWER = 100  # pixels at scale 1 by which the sidebar becomes narrow: as much as Blender allows
_finished = False
_hub: Path | None = None  # the engine of `hub.py`, once it is asked for
_server: subprocess.Popen | None = None  # that process


class Look(NamedTuple):
    """How the interface is shown. width: "wide", as Blender opens the sidebar, or "narrow"."""

    language: str
    scale: str
    width: str


LOOKS = [
    Look(*option.split("-")) for option in options if re.fullmatch(r"(en|zh)-[\d.]+-(wide|narrow)", option)
]
LOOKS = LOOKS or [Look("en", "1", "wide")]


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


def install() -> None:
    bpy.context.preferences.view.show_splash = False
    bpy.context.preferences.view.show_tooltips = False  # they would lie over the menus
    bpy.context.preferences.view.filebrowser_display_type = "SCREEN"  # not half outside
    bpy.ops.extensions.package_install_files(filepath=zip_path, repo="user_default", enable_on_install=True)
    chosen = modelsheet().preferences.get()
    chosen.folder = tempfile.mkdtemp()
    chosen.early = False
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


def click(x: int, y: int) -> None:
    pointer(x, y)
    for value in ("PRESS", "RELEASE"):
        button(value, x, y)


def escape() -> None:
    """Close the menu that is open."""
    for value in ("PRESS", "RELEASE"):
        window().event_simulate(type="ESC", value=value, x=_MENU[0], y=_MENU[1])


def take(path: Path) -> None:
    """A picture of the whole screen."""
    subprocess.run(["import", "-window", "root", str(path)], check=False)


def wear(look: Look) -> Iterator[None]:
    """Show the interface so; yields while Blender draws it."""
    view = bpy.context.preferences.view
    view.language = {"en": "en_US", "zh": "zh_HANS"}[look.language]
    view.ui_scale = float(look.scale)
    yield from [None] * REDRAWN
    if all(each.type != "VIEW_3D" for each in window().screen.areas):
        return
    sidebar = region("UI")
    narrow = sidebar.width < _wide(look) - 20
    if narrow != (look.width == "narrow"):
        x, y = sidebar.x, sidebar.y + sidebar.height // 2
        pointer(x, y)
        button("PRESS", x, y)
        yield
        x += round(_NARROWER * float(look.scale)) * (-1 if narrow else 1)
        pointer(x, y)
        yield
        button("RELEASE", x, y)
        yield from [None] * REDRAWN


_widths: dict[str, int] = {}  # of the sidebar as Blender opens it, by scale


def _wide(look: Look) -> int:
    """Pixels: those that were seen first, at the scale of this look."""
    scale = next(iter(_widths), look.scale)
    first = _widths.setdefault(scale, region("UI").width)
    return round(first * float(look.scale) / float(scale))


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
    modelsheet().engine.engine.dismiss()
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


def cancel_all() -> None:
    session = modelsheet().engine.engine.session
    for job in session.jobs:
        session.cancel(job)


def image() -> None:
    if bpy.context.mode != "OBJECT":
        with in_view():
            bpy.ops.object.mode_set(mode="OBJECT")
    cancel_all()
    settings().route = "embedded"
    modelsheet().preferences.get().early = True
    entry = modelsheet().engine.engine.history.entries[-1]  # the car
    views = dict(zip(entry.drawing.names, modelsheet().pictures.load_views(entry.drawing.views), strict=True))
    settings().prompt = "red car"
    for name in ("front", "right"):
        picture = modelsheet().pictures.image(f"car {name}", views[name])
        path = Path(tempfile.gettempdir()) / f"car {name}.png"
        picture.filepath_raw, picture.file_format = str(path), "PNG"
        picture.save()
        bpy.data.images.remove(picture)
        if name == "front":
            settings().image = str(path)
        else:
            bpy.ops.modelsheet.add_side()
            settings().sides[0].image = str(path)


def parameters() -> None:
    """In an empty scene: what was made before would stand in front of it."""
    for item in [item for item in bpy.data.objects if item.type == "MESH"]:
        bpy.data.objects.remove(item)
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
    """The panel "Mesh" with all its parts unfolded: Blender would keep those of the same name folded."""
    cancel_all()
    settings().image, settings().route = "", "embedded"
    fold("views", "parameters", "candidates", "history", "selected_parts", "selected", "import")
    parts = ("mesh", "shape", "texture", "game", "drawing")
    panels = [getattr(modelsheet().panels.mesh, f"MODELSHEET_PT_{part}") for part in parts]
    for panel in reversed(panels):
        bpy.utils.unregister_class(panel)
    for part, panel in zip(parts, panels, strict=True):
        panel.bl_idname, panel.bl_options = f"MODELSHEET_PT_open_{part}", set()
        panel.bl_parent_id = f"MODELSHEET_PT_{'main' if part == 'mesh' else 'open_mesh'}"
        bpy.utils.register_class(panel)


def history() -> None:
    """Two hundred entries, of some weeks."""
    settings().image, settings().route = "", "embedded"
    fold("views", "parameters", "candidates")
    engine = modelsheet().engine.engine
    for number in range(200 - len(engine.history.entries)):
        entry = engine.history.entries[number % min(5, len(engine.history.entries))]
        folder = entry.folder.with_name(f"20250101-{999 - number:06d}-000000-{number:06x}")  # older and older
        shutil.copytree(entry.folder, folder)
        record = json.loads((folder / "job.json").read_text("utf-8"))
        day = datetime.now() - timedelta(hours=7 * (number + 1))
        record["created"] = day.strftime("%Y-%m-%d %H:%M")
        (folder / "job.json").write_text(json.dumps(record), "utf-8")
    engine.history.refresh()
    modelsheet().properties.state(bpy.context).search = ""


def history_menu() -> None:
    """A click on the history's picture: all that is light in the sidebar."""
    path, sidebar = Path(tempfile.gettempdir()) / "screen.png", region("UI")
    take(path)
    screen = bpy.data.images.load(str(path))
    pixels = np.array(screen.pixels, np.float32).reshape(screen.size[1], screen.size[0], 4)
    bpy.data.images.remove(screen)
    y, x = np.nonzero(pixels[:, sidebar.x : sidebar.x + sidebar.width, :3].min(axis=2) > 0.8)
    click(sidebar.x + int(np.median(x)), int(np.median(y)))


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


def route_menu() -> None:
    menu("MODELSHEET_MT_routes")


def downloaded() -> bool:
    return modelsheet().engine.engine.routes.download is None and idle()


def hub_job() -> None:
    generate("a wooden barrel", extra="resolution=24", quality="DRAFT")


def loading() -> bool:
    """Before the random weights have drawn anything."""
    job = modelsheet().engine.engine.session.running
    return bool(job and job.phase in ("load", "draw") and not job.drawing)


def list_routes() -> None:
    settings().route, settings().extra = "embedded", ""
    bpy.ops.modelsheet.list_routes()


def preferences_page() -> None:
    bpy.context.preferences.active_section = "ADDONS"
    bpy.context.window_manager.addon_search = "modelsheet"
    bpy.ops.preferences.addon_expand(module="bl_ext.user_default.modelsheet")
    area().type = "PREFERENCES"


def nothing() -> None:
    """What is there is shown."""


class Stop(NamedTuple):
    """A place on the way, with a picture in every look where it has a name.

    begin: what is done there. until: when that is so, the pictures are taken. opened: at each look, for what
    closes when the interface changes. still: the engine's process is stopped meanwhile, as it would go on.
    """

    name: str
    begin: Callable[[], None] = nothing
    until: Callable[[], bool] = idle
    opened: Callable[[], None] | None = None
    still: bool = False


STOPS = (
    Stop("set-up", set_up),
    Stop("drawing", first_run, forming, still=True),
    Stop("first-run"),
    Stop("export-menu", opened=export_menu),
    Stop("export", opened=export),
    Stop("kept", kept),
    Stop("redrawn", redrawn),
    Stop("painting", painted),
    Stop("rebuilt", rebuilt),
    Stop("add-menu", opened=add_menu),
    Stop("context-menu", opened=context_menu),
    Stop("object-menu", opened=object_menu),
    Stop("replaced", replaced),
    Stop("candidates", candidates),
    Stop("built", built),
    Stop("queue", queue, waiting, still=True),
    Stop("edit-mode", edit_mode, held),
    Stop("image", image),
    Stop("parameters", parameters),
    Stop("history", history),
    Stop("history-menu", opened=history_menu),
    Stop("route-menu", list_routes, opened=route_menu),
    Stop("", serve_hub, serving),
    Stop("route", use_hub),
    Stop("download-menu", download, downloading, opened=route_menu, still=True),
    Stop("", nothing, downloaded),
    Stop("hub-job", hub_job, loading, still=True),
    Stop("mesh", mesh_settings),
    Stop("preferences", preferences_page),
)

DRAWING = (redrawn, rebuilt, replaced, candidates, built, queue, edit_mode, parameters)  # need the engine
OF_HUB = (serving, use_hub, downloading, downloaded, loading)


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


def walk() -> Iterator[None]:
    """Goes from stop to stop; yields at every look."""
    wanted = [name for name in options if name in {stop.name for stop in STOPS}]
    for stop in STOPS:
        if prepared() and stop.begin in DRAWING and stop.name not in wanted:
            continue
        if {stop.begin, stop.until} & set(OF_HUB) and "hub" not in options:
            continue
        stop.begin()
        start, settled = time.monotonic(), 0
        while settled < (SETTLED if stop.until is idle else 2) and time.monotonic() - start < PATIENCE:
            settled = settled + 1 if stop.until() else 0
            yield
        seconds, problem = time.monotonic() - start, modelsheet().engine.engine.problem
        print(f"stop {stop.name}: {seconds:.1f} s, {problem}", flush=True)
        if stop.name and (not wanted or stop.name in wanted):
            yield from show(stop)
        tidy_up()
        if wanted and stop.name == wanted[-1]:
            return


def show(stop: Stop) -> Iterator[None]:
    """Take its pictures."""
    worker = modelsheet().engine.engine.session.pid if stop.still else None
    if worker:
        os.kill(worker, signal.SIGSTOP)
    for look in LOOKS:
        yield from wear(look)
        if stop.opened:
            stop.opened()
            yield from [None] * REDRAWN
        folder = OUT / "-".join(look)
        folder.mkdir(parents=True, exist_ok=True)
        take(folder / f"{stop.name}.png")
        if stop.opened:
            tidy_up()
            escape()
            yield from [None] * REDRAWN
    if worker:
        os.kill(worker, signal.SIGCONT)


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

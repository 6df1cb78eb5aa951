"""A walk through the extension in a Blender with a window, with a picture of each stop; run it as a script.

    blender --factory-startup --enable-event-simulate --python walk.py -- OUT ZIP ENGINE [OPTION ...]

installs ZIP, uses the Python ENGINE and writes OUT/STOP.png, by ImageMagick's `import`. Options: `zh` for
Chinese, `scale=1.5` for the interface's scale, `narrow` for a narrow sidebar, `history=FOLDER` for a history
to begin with, whose newest entry is then imported and nothing drawn, and names of stops in their order,
where not all are wanted. Stops follow each other: each begins with what those before have made. `ready()`
tells whoever started Blender that all is done.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import bpy

out, zip_path, engine_python, *options = sys.argv[sys.argv.index("--") + 1 :]
OUT = Path(out)
TICK = 0.25  # seconds between two looks
SETTLED = 6  # looks with nothing to do after which all is drawn
PATIENCE = 400.0  # seconds that a stop may take
_MENU = (420, 620)  # pixels, where menus are opened
_finished = False


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
    bpy.ops.extensions.package_install_files(filepath=zip_path, repo="user_default", enable_on_install=True)
    chosen = modelsheet().preferences.get()
    chosen.folder = tempfile.mkdtemp()
    chosen.early = False
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
        modelsheet().properties.choose(bpy.context, engine.history.entries[0].name)
        settings().prompt = engine.history.entries[0].title
        with in_view():
            bpy.ops.modelsheet.import_again()
    else:
        generate("red car")


def forming() -> bool:
    job = modelsheet().engine.engine.session.running
    return prepared() or bool(job and job.drawing)


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
    bpy.ops.modelsheet.regenerate(new_seed=True)


def candidates() -> None:
    generate("a wooden barrel", candidates=4, quality="DRAFT")


def built() -> None:
    bpy.ops.modelsheet.build_candidate(number=2)


def painted() -> None:
    bpy.ops.modelsheet.paint_sheet()


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
        path = Path(tempfile.mkdtemp()) / f"car {name}.png"
        picture.filepath_raw, picture.file_format = str(path), "PNG"
        picture.save()
        bpy.data.images.remove(picture)
        if name == "front":
            settings().image = str(path)
        else:
            bpy.ops.modelsheet.add_side()
            settings().sides[0].image = str(path)


def history() -> None:
    settings().image = ""
    engine = modelsheet().engine.engine
    for number in range(200 - len(engine.history.entries)):
        entry = engine.history.entries[number % min(5, len(engine.history.entries))]
        folder = entry.folder.with_name(f"20250101-{number:06d}-000000-{number:06x}")
        shutil.copytree(entry.folder, folder)
    engine.history.refresh()
    modelsheet().properties.state(bpy.context).search = ""
    for name in ("MODELSHEET_PT_views", "MODELSHEET_PT_candidates"):  # which would push it out of sight
        bpy.utils.unregister_class(getattr(bpy.types, name))


def history_menu() -> None:
    sidebar = region("UI")
    x, y = sidebar.x + sidebar.width // 2, 452  # the picture's place, at scale 1 and with nothing to say
    pointer(x, y)
    for value in ("PRESS", "RELEASE"):
        button(value, x, y)


def route_menu() -> None:
    bpy.ops.modelsheet.list_routes()


def route_menu_open() -> None:
    menu("MODELSHEET_MT_routes")


STOPS: tuple[tuple[str, Callable[[], None], Callable[[], bool]], ...] = (
    ("set-up", set_up, idle),
    ("", take_edge, idle),
    ("", pull_edge, idle),
    ("", leave_edge, idle),
    ("drawing", first_run, forming),
    ("first-run", lambda: None, idle),
    ("add-menu", add_menu, idle),
    ("context-menu", context_menu, idle),
    ("object-menu", object_menu, idle),
    ("replaced", replaced, idle),
    ("candidates", candidates, idle),
    ("built", built, idle),
    ("painting", painted, idle),
    ("queue", queue, waiting),
    ("edit-mode", edit_mode, held),
    ("image", image, idle),
    ("history", history, idle),
    ("history-menu", history_menu, idle),
    ("", route_menu, idle),
    ("route-menu", route_menu_open, idle),
)

NARROWING = (take_edge, pull_edge, leave_edge)
DRAWING = (replaced, candidates, built, queue, edit_mode)  # these need the engine at work


def walk():
    """Goes from stop to stop; yields at every look."""
    wanted = [name for name in options if name in {stop for stop, *_ in STOPS}]
    for name, begin, when in STOPS:
        if prepared() and begin in DRAWING and name not in wanted:
            continue
        if begin in NARROWING and "narrow" not in options:
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
        for other in list(bpy.context.window_manager.windows)[1:]:  # that of the sheet
            with bpy.context.temp_override(window=other):
                bpy.ops.wm.window_close()
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
    except StopIteration:
        _finished = True
        return None
    except Exception:
        _finished = True
        raise
    return TICK


def ready() -> bool:
    """True when all pictures are taken."""
    return _finished


install()
_walk = walk()
bpy.app.timers.register(tick, first_interval=3.0, persistent=True)

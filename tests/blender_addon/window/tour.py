"""A tour of the extension in a Blender with a window; run it as a script, not as a test.

    blender --factory-startup --python tour.py -- STOP ZIP ENGINE [LANGUAGE]

installs ZIP, uses the Python ENGINE, and goes on until STOP, one of the names in STOPS; `ready()`
tells whoever takes the picture that it is there. What the extension cost the main thread is printed,
and how long the event loop did not come round, with a job and, at the stop "idle", without one.
"""

import functools
import sys
import tempfile
import time

import bpy

STOPS = ("grey", "before", "during", "cancel", "after", "undo", "history", "preferences", "idle")
stop, zip_path, engine, *language = sys.argv[sys.argv.index("--") + 1 :]
assert stop in STOPS
costs: dict[str, list[tuple[float, float]]] = {}  # of each watched function: seconds a call, and of CPU
gaps: list[tuple[float, float, str]] = []  # between two ticks: seconds, of CPU, and the job's phase
last = (0.0, 0.0)
cancelled = 0.0  # when the button was pressed
quiet = 0  # how often `ready` has found nothing to do


def install() -> None:
    bpy.context.preferences.view.show_splash = False
    bpy.ops.extensions.package_install_files(filepath=zip_path, repo="user_default", enable_on_install=True)
    from bl_ext.user_default import modelsheet

    chosen = modelsheet.preferences.get()
    chosen.folder = tempfile.mkdtemp()
    chosen.engine = engine
    if stop == "history":  # all that the panel has, unfolded
        mesh = modelsheet.panels.mesh.MODELSHEET_PT_mesh
        bpy.utils.unregister_class(mesh)
        mesh.bl_options = set()
        bpy.utils.register_class(mesh)
    if language:
        bpy.context.preferences.view.language = language[0]
    for owner, name in (
        (modelsheet.pump.pump, "poll_once"),
        (modelsheet.pump.pump, "_import_ready"),
        (modelsheet.pictures.current(), "show"),
        (modelsheet.scene, "add_asset"),
        *((panel, "draw") for panel in modelsheet.panels._CLASSES),
    ):
        watch(owner, name)


def watch(owner, name: str) -> None:
    """Note how long each call takes."""
    function, key = (
        getattr(owner, name),
        f"{getattr(owner, '__name__', type(owner).__name__).split('.')[-1]}.{name}",
    )

    @functools.wraps(function)
    def timed(*arguments, **options):
        start = clocks()
        try:
            return function(*arguments, **options)
        finally:
            costs.setdefault(key, []).append(since(start))

    # Blender counts the arguments of a panel's draw
    setattr(owner, name, timed if name != "draw" else lambda self, context: timed(self, context))


def clocks() -> tuple[float, float]:
    """Seconds that have passed, and those in which this thread had a processor."""
    return time.perf_counter(), time.thread_time()


def since(start: tuple[float, float]) -> tuple[float, float]:
    now = clocks()
    return now[0] - start[0], now[1] - start[1]


def pump():
    from bl_ext.user_default.modelsheet.pump import pump

    return pump


def tick() -> float:
    """Comes round as often as the event loop lets it."""
    global last, cancelled
    job = pump().engine.session.running
    if stop == "cancel" and job and job.phase == "draw" and not cancelled:
        bpy.ops.modelsheet.cancel()
        cancelled = time.perf_counter()
    if cancelled > 0 and not pump().engine.session.jobs:
        print(f"cancelled in {time.perf_counter() - cancelled:.2f} s")
        cancelled = -1.0
    if last != (0.0, 0.0) and (job or stop == "idle"):
        gaps.append((*since(last), job.phase if job else "no job"))
    last = clocks()
    if stop == "idle":
        area("VIEW_3D").tag_redraw()
    return 0.01


def area(kind: str):
    return next(a for a in bpy.context.window_manager.windows[0].screen.areas if a.type == kind)


def look() -> None:
    """A view of the cursor from the front right, without the default cube."""
    for item in list(bpy.data.objects):
        bpy.data.objects.remove(item)
    space = area("VIEW_3D").spaces.active
    space.region_3d.view_distance = 3.0
    space.region_3d.view_location = (0, 0, 0.3)
    space.region_3d.view_rotation = (0.85, 0.42, 0.13, 0.28)
    space.shading.type = "SOLID"
    space.shading.color_type = "TEXTURE"


def start() -> None:
    bpy.context.window_manager.windows[0].cursor_warp(2, 2)  # no tooltip
    bpy.context.scene.modelsheet.prompt = "" if stop == "grey" else "red car"
    if stop in ("during", "cancel", "after", "undo", "history"):
        bpy.ops.modelsheet.generate()
    if stop == "preferences":
        bpy.context.preferences.active_section = "ADDONS"
        bpy.context.window_manager.addon_search = "modelsheet"
        bpy.ops.preferences.addon_expand(module="bl_ext.user_default.modelsheet")
        area("VIEW_3D").type = "PREFERENCES"
        bpy.ops.modelsheet.check()


def ready() -> bool:
    """True once the tour is at its stop and drawn."""
    global quiet
    window, running = bpy.context.window_manager.windows[0], pump().engine.session.running
    if stop == "during":
        quiet += bool(running and running.views)
        return quiet > 4
    done = not pump().engine.session.jobs and not pump().ready and pump().engine.task is None
    quiet = quiet + 1 if done else 0
    if stop == "grey" and quiet in (3, 4):  # the pointer rests on the button: its tooltip says why
        window.cursor_warp(1150 + quiet, 690)
    if stop == "undo" and quiet == 1:
        undo_and_redo(window)
    if quiet == (40 if stop == "idle" else 9):
        tell()
        return True
    return False


def undo_and_redo(window) -> None:
    print("imported:", [o.name for o in bpy.data.objects])
    with bpy.context.temp_override(window=window):
        bpy.ops.ed.undo()
        print("undone:", [o.name for o in bpy.data.objects])
        bpy.ops.ed.redo()
        print("redone:", [o.name for o in bpy.data.objects])


def tell() -> None:
    for key, values in sorted(costs.items()):
        wall, cpu = (1000 * max(column) for column in zip(*values, strict=True))
        print(f"cost {key}: {len(values)} calls, longest {wall:.1f} ms, {cpu:.1f} ms of CPU")
    for wall, cpu, phase in sorted(gaps, reverse=True)[:8]:
        print(f"event loop away for {1000 * wall:.0f} ms, {1000 * cpu:.0f} ms of CPU: {phase}")
    print(f"event loop came round {len(gaps)} times; problem: {pump().engine.problem}")


install()
look()
start()
bpy.app.timers.register(tick, persistent=True)

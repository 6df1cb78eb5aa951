"""A tour of the extension in a Blender with a window; run it as a script, not as a test.

    blender --factory-startup --python tour.py -- STOP ZIP ENGINE [LANGUAGE]

installs ZIP, uses the Python ENGINE, and goes on until STOP, one of the names in STOPS; `ready()`
tells whoever takes the picture that it is there. What the extension cost the main thread is printed.
"""

import functools
import sys
import tempfile
import time

import bpy

STOPS = ("grey", "before", "during", "after", "preferences", "history")
stop, zip_path, engine, *language = sys.argv[sys.argv.index("--") + 1 :]
assert stop in STOPS
costs: dict[str, list[float]] = {}
gaps: list[float] = []
since = 0.0
calm = [0]


def install() -> None:
    bpy.context.preferences.view.show_splash = False
    bpy.context.preferences.system.use_online_access = True
    bpy.ops.extensions.package_install_files(filepath=zip_path, repo="user_default", enable_on_install=True)
    from bl_ext.user_default import modelsheet

    chosen = modelsheet.preferences.get()
    chosen.folder = tempfile.mkdtemp()
    chosen.engine = engine
    if stop == "history":  # all that the panel has, unfolded
        mesh = modelsheet.panels.MODELSHEET_PT_mesh
        bpy.utils.unregister_class(mesh)
        mesh.bl_options = set()
        bpy.utils.register_class(mesh)
    if language:
        bpy.context.preferences.view.language = language[0]
    for owner, name in (
        (modelsheet.engine.pump, "poll_once"),
        (modelsheet.pictures, "show_views"),
        (modelsheet.scene, "add_asset"),
        *((panel, "draw") for panel in modelsheet.panels._CLASSES),
    ):
        watch(owner, name)


def watch(owner, name: str) -> None:
    """Note how long each call takes."""
    function, key = getattr(owner, name), f"{owner.__name__.split('.')[-1]}.{name}"

    @functools.wraps(function)
    def timed(*arguments, **options):
        start = time.perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            costs.setdefault(key, []).append(1000 * (time.perf_counter() - start))

    # Blender counts the arguments of a panel's draw
    setattr(owner, name, timed if name != "draw" else lambda self, context: timed(self, context))


def pump():
    from bl_ext.user_default.modelsheet.engine import pump

    return pump


def tick() -> float:
    global since
    now = time.perf_counter()
    if since and pump().session.jobs:
        gaps.append(1000 * (now - since))
    since = now
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
    settings = bpy.context.scene.modelsheet
    settings.prompt = "" if stop == "grey" else "red car"
    if stop in ("during", "after", "history"):
        bpy.ops.modelsheet.generate()
    if stop == "preferences":
        bpy.context.preferences.active_section = "ADDONS"
        bpy.context.window_manager.addon_search = "modelsheet"
        bpy.ops.preferences.addon_expand(module="bl_ext.user_default.modelsheet")
        view = area("VIEW_3D")
        view.type = "PREFERENCES"
        bpy.ops.modelsheet.check()


def ready() -> bool:
    """True once the tour is at its stop."""
    running = pump().session.running
    if stop == "during":
        bpy.context.window_manager.windows[0].cursor_warp(2, 2)
        calm[0] += bool(running and running.views)
        return calm[0] > 4
    done = not pump().session.jobs and not pump()._ready and pump().task is None
    calm[0] = calm[0] + 1 if done else 0
    window = bpy.context.window_manager.windows[0]
    if stop != "grey":
        window.cursor_warp(2, 2)
    elif calm[0] in (3, 4):  # the pointer rests on the button: its tooltip says why
        window.cursor_warp(1150 + calm[0], 690)
    if done and costs:
        for key, values in sorted(costs.items()):
            print(f"cost {key}: {len(values)} calls, longest {max(values):.1f} ms")
        if gaps:
            print(f"event loop: {len(gaps)} gaps, longest {max(gaps):.0f} ms")
        if pump().problem:
            print("problem:", pump().problem)
        costs.clear()
    return calm[0] > 8  # drawn meanwhile


install()
look()
start()
bpy.app.timers.register(tick, persistent=True)

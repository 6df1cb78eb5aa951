"""`modelsheet bench routes`: seconds and memory of whole routes at full size, with random weights.

The models are those of `untaught`: nothing is downloaded, and nothing that is drawn is worth looking at. All
else is what `modelsheet generate` does. Each route runs twice: first with two steps a model, which brings the
device's kernels into memory, then as it is meant. Where open3d is not installed a run ends with the surface;
the rest is done by the processor, whose seconds `bench generate` gives. The embedded route ends with its
sheet, for its surface is the processor's work too.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from ..context import Event, Phase
from ..errors import ModelsheetError
from ..hub.fit import Machine, Placement, release, ways
from ..hub.store import model_folder
from ..registry import RECONSTRUCTORS, ROUTES, RouteSpec
from ..request import Request
from ..routes import models_of, takes, to_dict
from ..run import run
from .figure import picture_of
from .sizes import PUBLISHED, TINY, Sizes
from .untaught import UntaughtModels, installed

ROUTE_NAMES = (
    "sdxl+mv-adapter+refine",
    "zero123plus+instantmesh",
    "mvdream+instantmesh",
    "sd-turbo+triposr",
    "imagedream+instantmesh",
    "mv-adapter+refine",
    "zero123plus+refine",
    "embedded",
    "flux-schnell+triposr",
)
"""What is measured unless somebody says else, the recommended route first and the largest last. The others
join stages of these."""

Progress = Callable[[str, float], None]

_PROMPT = "a wooden barrel"
_PICTURE = 1024  # pixels a side of the picture that routes get that draw none
_FEW = 2  # steps of each model in the first run, and of the runs that compare ways
_MADE = ("load", "picture", "draw", "refine", "reconstruct")  # phases that are not the processor's alone
_SMALL = {"picture_size": "64", "resolution": "24"}  # with tiny networks
_SMALL_MESH: dict[str, Any] = {"triangles": 200, "texture_size": 64}


def bench(
    names: Sequence[str] = ROUTE_NAMES,
    compared: str = "",
    seconds: float = float("inf"),
    tiny: bool = False,
    progress: Progress = lambda what, part: None,
    write: Callable[[dict], None] = lambda result: None,
) -> dict:
    """Machine, a row for each route, and for each way in which the view model of `compared` can run.

    After so many seconds nothing new is begun. write: gets the whole after each row. A route that fails has
    its error in its row. tiny: with networks of no size, for a test. Raises ModelsheetError for a route that
    there is not.
    """
    for name in names:
        ROUTES.get(name)
    begun = time.monotonic()
    result: dict[str, Any] = {"machine": _machine(), "tiny": tiny, "routes": [], "ways": [], "left_out": []}
    sizes = TINY if tiny else PUBLISHED
    with installed(sizes), tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        Image.fromarray(picture_of(64 if tiny else _PICTURE)).save(folder / "picture.png")
        models = UntaughtModels(sizes)
        jobs: list[tuple[str, str, Callable[[], dict]]] = []
        for name in names:
            jobs.append(("routes", name, partial(_route, name, models, folder, tiny)))
        if compared:
            for way in _ways(compared, tiny):
                jobs.append(("ways", _called(way), partial(_way, compared, way, sizes, folder, tiny)))
        for number, (kind, name, job) in enumerate(jobs):
            if time.monotonic() - begun > seconds:
                result["left_out"].append(name)
                continue
            progress(name, number / len(jobs))
            if kind == "ways":
                models.clear()
            result[kind].append(_tried(name, job))
            result["seconds"] = round(time.monotonic() - begun, 1)
            write(result)
    return result


def table(result: dict) -> str:
    """The figures in Markdown."""
    lines = [f"{result['machine']['device']}: {result['machine']['software']}", "", *_HEAD]
    for row in result["routes"]:
        if "error" in row:
            lines.append(f"| `{row['name']}` | {row['error']}{' |' * 9}")
            continue
        spent = [_seconds(row["phases"], phase) for phase in ("picture", "draw", "reconstruct")]
        first = sum(part["seconds"] for name, part in row["first"].items() if name != "load")
        used = [row["gpu"], row["gpu_reserved"], row["ram"]]
        numbers = f"{row['parameters'] / 1e9:.2f}"
        cells = [
            f"`{row['name']}`",
            numbers,
            *spent,
            f"{row['seconds']:.1f}",
            f"{first:.1f}",
            *map(_gb, used),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    if result["ways"]:
        lines += ["", *_WAYS_HEAD]
    for row in result["ways"]:
        if "error" in row:
            lines.append(f"| {row['name']} | {row['error']}{' |' * 4}")
            continue
        cells = [
            row["name"],
            _gb(row["need"]),
            _gb(row["gpu"]),
            _gb(row["gpu_reserved"]),
            f"{row['seconds']:.1f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    if result["left_out"]:
        lines += ["", f"Left out, for time was over: {', '.join(result['left_out'])}."]
    return "\n".join(lines)


_HEAD = (
    "| route | parameters, 10⁹ | picture, s | views, s | surface, s | all, s | first, few steps, s | GPU, GB"
    " | GPU with what torch keeps, GB | RAM, GB |",
    "|---" * 10 + "|",
)
_WAYS_HEAD = (
    f"| way | counted before, GB | GPU, GB | GPU with what torch keeps, GB | {_FEW} steps, s |",
    "|---" * 5 + "|",
)


def _seconds(phases: dict[str, dict], name: str) -> str:
    return f"{phases[name]['seconds']:.1f}" if name in phases else "-"


def _gb(size: int | None) -> str:
    return "-" if size is None else f"{size / 1e9:.1f}"


def _tried(name: str, job: Callable[[], dict]) -> dict:
    try:
        return {"name": name, **job()}
    except Exception as error:  # of whatever kind: the next is measured all the same
        release()
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        line = f", line {where.tb_lineno} of {Path(where.tb_frame.f_code.co_filename).name}" if where else ""
        said = (str(error).splitlines() or [""])[0][:200]
        return {"name": name, "error": f"{type(error).__name__}: {said}{line}"}


def _route(name: str, models: UntaughtModels, folder: Path, tiny: bool) -> dict:
    """The row of a route."""
    route = ROUTES.get(name)
    first = _measured(_request(route, folder, tiny, few=True), models, folder)
    phases = _measured(_request(route, folder, tiny, few=tiny), models, folder)
    used = {part: models.parameters[part] for part in models.names if part in models.parameters}
    return {
        "first": first,
        "phases": phases,
        "seconds": sum(part["seconds"] for phase, part in phases.items() if phase != "load"),
        **{what: _most(phases, what) for what in ("gpu", "gpu_reserved", "ram")},
        "stated": to_dict(route)["memory"],
        "networks": used,
        "parameters": sum(sum(parts.values()) for parts in used.values()),
        "whole": "save" in phases,
    }


def _ways(name: str, tiny: bool) -> list[Placement]:
    """In which the view model of a route can run on this machine."""
    model = next((spec for spec in models_of(ROUTES.get(name)) if spec.cameras), None)
    if model is None:
        raise ModelsheetError(f"--ways {name}: no model of the Hub draws the views of this route")
    found = ways(model, Machine.here(), model_folder(model.name))
    return [way for way in found if not (tiny and way.pixels)]  # which are those of the real networks


def _way(name: str, way: Placement, sizes: Sizes, folder: Path, tiny: bool) -> dict:
    """The row of a way to run the view model of a route."""
    route = replace(ROUTES.get(name), picture="")
    models = UntaughtModels(sizes, {route.generator: way})
    request = _request(route, folder, tiny, few=True)
    try:
        phases = _measured(replace(request, views_only=True), models, folder)
    finally:
        models.clear()
    drawn = phases["draw"]
    return {"way": asdict(way), "need": way.need, "steps": _FEW, **drawn}


def _called(way: Placement) -> str:
    """A way in words."""
    parts = ["half precision" if way.half else "single precision"]
    parts += ["networks in turn"] if way.offload else []
    parts += ["decoder by tiles"] if way.tiling else []
    parts += [f"{way.pixels} pixels"] if way.pixels else []
    return ", ".join(parts + ([f"{way.views} views"] if way.views else []))


def _request(route: RouteSpec, folder: Path, tiny: bool, few: bool) -> Request:
    """A job of a route, from words where they are enough."""
    words = bool(route.picture) or ("prompt" in takes(route) and not to_dict(route)["needs_picture"])
    method = RECONSTRUCTORS.find(route.method)
    options = {option.name for option in method.options} if method else set()
    options |= {"picture_steps", "picture_size"} if route.picture else set()
    values = {"picture_steps": str(_FEW), "fit_steps": str(2 * _FEW)} if few else {}
    values |= _SMALL if tiny else {}
    return Request(
        _PROMPT if words else "",
        image=None if words else str(folder / "picture.png"),
        route=route.name,
        views_only=route.name == "embedded",
        steps=_FEW if few else None,
        extra={name: value for name, value in values.items() if name in options},  # type: ignore[arg-type]
        **(_SMALL_MESH if tiny else {}),
    )


class _Shaped(Exception):
    """The surface is there, and what follows can't be done here."""


class _Watch:
    """Listens to a run: by phase its seconds, and the most memory of GPU and process, in bytes."""

    def __init__(self) -> None:
        self.phases: dict[str, dict[str, Any]] = {}
        self._whole = importlib.util.find_spec("open3d") is not None
        self._before = 0.0

    def __call__(self, event: Event) -> None:
        """See `context.Listener`."""
        if not isinstance(event, Phase):
            return
        known = self.phases.get(event.name, {})
        if event.fraction == 0:
            if not self._whole and event.name not in _MADE:
                raise _Shaped
            self._before = known.get("seconds", 0.0)  # "load" comes once for each model
            _forget_peaks()
        elif event.fraction == 1:
            sizes = {what: _larger(size, known.get(what)) for what, size in _peaks().items()}
            self.phases[event.name] = {"seconds": round(self._before + event.seconds, 3), **sizes}


def _measured(request: Request, models: UntaughtModels, folder: Path) -> dict[str, dict[str, Any]]:
    """What a run took, by phase."""
    watch = _Watch()
    with tempfile.TemporaryDirectory(dir=folder) as out, suppress(_Shaped):
        run(request, Path(out) / "asset", watch, models)
    return watch.phases


def _most(phases: dict[str, dict[str, Any]], what: str) -> int | None:
    return max((part[what] for part in phases.values() if part[what] is not None), default=None)


def _larger(size: int | None, other: int | None) -> int | None:
    return size if other is None or size is None else max(size, other)


def _forget_peaks() -> None:
    if torch.cuda.is_available():
        torch.cuda.reset_peak_memory_stats()
    with suppress(OSError):  # not every system can; then the peak of RAM is that since the start
        Path("/proc/self/clear_refs").write_text("5", "ascii")


def _peaks() -> dict[str, int | None]:
    """gpu: bytes in tensors at most. gpu_reserved: with what torch keeps beside them. ram: of the process."""
    found: dict[str, int | None] = {"gpu": None, "gpu_reserved": None, "ram": None}
    if torch.cuda.is_available():
        found |= {"gpu": torch.cuda.max_memory_allocated(), "gpu_reserved": torch.cuda.max_memory_reserved()}
    with suppress(OSError):
        lines = Path("/proc/self/status").read_text("utf-8").splitlines()
        kilobytes = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), None)
        found["ram"] = int(kilobytes) * 1024 if kilobytes else None
    return found


def _machine() -> dict[str, str]:
    packages = ("torch", "diffusers", "transformers")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
    return {
        "device": f"{gpu}, {os.cpu_count()} cores, {platform.machine()}",
        "software": f"Python {platform.python_version()}, {versions}",
    }

"""An engine that makes at once, whatever it is asked, what a true one made before; run by `recorded_engine`.

    recorded.py EXAMPLE        EXAMPLE: the folder of a finished asset

It speaks as the worker does. A prompt with "broken" in it fails, one with "slow" ends when it is cancelled,
one with "patient" when there is a file "go" in its folder.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import sys
import threading
import time
from pathlib import Path

import numpy as np

ROUTE = {"name": "big", "summary": "large models", "quality": 4, "needs_picture": True, "size": 4 * 10**9}
ROUTE |= {"missing": 3 * 10**9, "memory": 6 * 10**9, "commercial": "no", "installed": False}
ROUTE["weights"] = [{"model": "sdxl", "licence": "OpenRAIL++"}]
PARAMETERS = [
    {"name": "legs", "kind": "count", "value": "4", "words": [], "of": "", "low": 3, "high": 6},
    {"name": "height", "kind": "proportion", "value": "0.75", "words": ["low", "high"], "of": "leg"}
    | {"low": 0.5, "high": 1.0},
    {"name": "leg", "kind": "paint", "value": "wooden #966840", "words": ["wooden", "red"], "of": "leg"},
    {"name": "top", "kind": "choice", "value": "round", "words": ["square", "round"], "of": ""},
    {"name": "drawer", "kind": "flag", "value": "yes", "words": [], "of": ""},
]
NAMES = ("front", "right", "back", "left", "top", "bottom")
EXAMPLE = Path(sys.argv[1])
requests: queue.Queue[dict] = queue.Queue()
cancelled: set[str] = set()


def say(event: str, **values: object) -> None:
    print(json.dumps({"event": event, **values}), flush=True)


def listen() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "cancel":
            cancelled.add(request["job"])
        else:
            requests.put(request)
    os._exit(0)  # whoever asked is gone


def draw(folder: Path, seed: int) -> Path:
    """A sheet, its colours by the seed."""
    folder.mkdir(parents=True, exist_ok=True)
    views = np.zeros((len(NAMES), 16, 16, 4), np.uint8)
    views[:, 4:12, 4:12] = (40 * (seed % 6), 200, 30, 255)
    np.savez(folder / "views.npz", *views)
    (folder / "sheet.json").write_text(json.dumps({"seed": seed, "views": [{"name": n} for n in NAMES]}))
    shutil.copy(EXAMPLE / "sheet.png", folder)
    return folder / "views.npz"


def do(job: dict) -> None:
    told, folder = {"id": job["id"]}, Path(job["folder"])
    seed, count = job.get("seed", 0), job.get("candidates") or 1
    say("progress", **told, phase="draw", fraction=0.5, overall=0.25, eta=1)
    if "broken" in job["prompt"]:
        say("error", **told, code="no-common-solid", values={}, text="nothing is left")
        return
    while "slow" in job["prompt"] and job["id"] not in cancelled:
        time.sleep(0.01)
    if job["id"] in cancelled:
        say("cancelled", **told)
        return
    for number in range(1, count + 1 if count > 1 else 1):
        path = draw(folder / "candidates" / str(number), seed + number - 1)
        named = {"names": NAMES, "candidate": number, "seed": seed + number - 1}
        say("sheet", **told, path=str(path), **named)
    say("sheet", **told, path=str(draw(folder, seed)), names=NAMES)
    if job.get("views_only"):
        (folder / "candidates" / "candidates.json").write_text("{}")
    else:
        build(job, folder)
    say("done", **told, folder=str(folder), notices=[])


def download(id: str) -> None:
    """Three steps; the third waits to be cancelled the first time."""
    first = ROUTE["missing"] == 3 * 10**9
    for step in (1, 2, 3):
        ROUTE["missing"] = (3 - step) * 10**9
        progress = {"phase": "download", "model": "sdxl", "fraction": step / 3, "overall": step / 3}
        say("progress", id=id, **progress, bytes=step * 10**9, total=3 * 10**9, eta=None)
        while first and step == 2:
            time.sleep(0.01)
            if id in cancelled:
                say("cancelled", id=id)
                return
    ROUTE["installed"] = True
    say("done", id=id, models=["sdxl"])


def build(job: dict, folder: Path) -> None:
    """The example's mesh, told of before its pictures are there."""
    stage = folder / ".making-it"
    stage.mkdir()
    for name in ("asset.glb", "report.json"):
        shutil.copy(EXAMPLE / name, stage)
    say("mesh", id=job["id"], path=str(stage / "asset.glb"))
    while "patient" in job["prompt"] and not (folder / "go").exists():  # the pictures take long
        time.sleep(0.01)
    for name in ("asset.glb", "report.json"):
        (stage / name).rename(folder / name)
    if job.get("route") == "procedural":
        report = json.loads((folder / "report.json").read_text("utf-8"))
        report["settings"] = {"parameters": PARAMETERS}
        (folder / "report.json").write_text(json.dumps(report))
    shutil.copy(EXAMPLE / "preview.png", folder)
    stage.rmdir()


say("hello", protocol=2, version="", pid=0)
threading.Thread(target=listen, daemon=True).start()
while True:
    request = requests.get()
    if request["do"] == "jobs":
        rows = [{"prompt": line} for line in Path(request["path"]).read_text("utf-8").splitlines()]
        say("jobs", id=request["id"], jobs=rows)
    elif request["do"] == "prepare":
        say("prepare", id=request["id"])
    elif request["do"] == "models":
        say("models", id=request["id"], routes=[ROUTE], models=[], folder="", free=0)
    elif request["do"] == "download":
        download(request["id"])
    else:
        do(request)

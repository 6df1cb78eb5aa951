"""The inputs that failed once, each run as a user would, and whether it comes out as `expected.json` says.

    python tests/cases.py FOLDER        prints the table

FOLDER is `shared/cases` beside the checkout, or where MODELSHEET_CASES says. Its README says what is right.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

COLOR = 14  # how far a colour may be off, of 255
PIXELS = 2  # how far a size may be off
OUTLINE = 128  # alpha from which a pixel belongs to the object
NOTES = {
    "vertex-colours-and-a-material.glb": (
        "the two pixels lie on the diagonal between a green and a blue corner, where no drawing of the two"
        " triangles gives red; the others are near enough only where colours blend in sRGB, as here."
        " three.js blends them in linear light, and has (246, 57, 57), (0, 250, 57), (0, 57, 250) and"
        " (246, 250, 57) at the four, up to 37 off at each"
    )
}
"""Why a case can't come out as asked."""


@dataclass(frozen=True)
class Run:
    """What one command said and left."""

    code: int
    errors: str
    out: Path

    @property
    def lines(self) -> list[str]:
        return self.errors.strip().splitlines()

    @property
    def troubles(self) -> list[str]:
        """Its lines but for notes on how a picture was taken."""
        return [line for line in self.lines if not line.startswith("modelsheet: note: the picture")]

    def front(self) -> np.ndarray:
        """(H, W, 4) uint8, the front view."""
        box = next(
            each
            for each in json.loads((self.out / "sheet.json").read_text())["views"]
            if each["name"] == "front"
        )
        (x, y), camera = box["box"], box["camera"]
        sheet = np.array(Image.open(self.out / "sheet.png").convert("RGBA"))
        return sheet[y : y + camera["height"], x : x + camera["width"]]


def cases_folder() -> Path | None:
    """Where the cases lie, if they do."""
    beside = Path(__file__).parents[2] / "shared" / "cases"
    folder = Path(os.environ.get("MODELSHEET_CASES", beside))
    return folder if (folder / "expected.json").is_file() else None


def run(arguments: list[str], out: Path, folder: Path, shell: str = "{}") -> Run:
    """One command in `folder`; shell: what stands around it."""
    words = subprocess.list2cmdline([sys.executable, "-m", "modelsheet", *arguments, "--out", str(out)])
    done = subprocess.run(
        shell.format(words), shell=True, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    return Run(done.returncode, done.stderr, out)


def problems(done: Run, right: dict) -> list[str]:
    """What is not as it should be."""
    if done.code == 2 and "error_names" in right:
        fits = len(done.lines) == 1 and right["error_names"].lower() in done.errors.lower()
        return [] if fits else [f"said: {done.errors.strip()[:200]}"]
    if done.code:
        return [f"exit {done.code}: {done.errors.strip()[:200]}"]
    if set(right) == {"error_names"}:
        return ["exit 0, not refused"]
    found = []
    if "note_names" in right and not (len(done.lines) == 1 and right["note_names"] in done.errors):
        found.append(f"no note, but: {done.errors.strip()[:200]}")
    front = done.front()
    seen = front[..., 3] >= OUTLINE
    if "front_size" in right:
        size = [int(np.ptp(np.flatnonzero(seen.any(axis)))) + 1 for axis in (0, 1)]
        if max(abs(a - b) for a, b in zip(size, right["front_size"], strict=True)) > PIXELS:
            found.append(f"size {size}, not {right['front_size']}")
    for x, y, color in right.get("front_pixels", ()):
        pixel = front[int(y * len(front)), int(x * front.shape[1])].astype(int)
        off = pixel[3] != 0 if color is None else pixel[3] != 255 or np.abs(pixel[:3] - color).max() > COLOR
        if off:
            found.append(f"at ({x}, {y}) {pixel.tolist()}, not {color}")
    return found


def mesh_cases(folder: Path) -> dict[str, Callable[[Path], list[str]]]:
    """By name: runs it into a folder, gives what is wrong."""
    expected = json.loads((folder / "expected.json").read_text())

    def case(name: str, right: dict) -> Callable[[Path], list[str]]:
        return lambda out: problems(run(["render", name], out, folder), right)

    return {name: case(name, right) for name, right in expected.items()}


def other_cases(folder: Path) -> dict[str, Callable[[Path], list[str]]]:
    """Pictures, sheets, jobs and surroundings, as `mesh_cases`."""
    quick = ["--views-only", "--steps", "2"]
    small = ["--triangles", "200", "--texture-size", "64"]

    def picture(name: str) -> Callable[[Path], Run]:
        return lambda out: run(["generate", "--image", f"pictures/{name}", *quick], out, folder)

    def size_of(name: str, right: list[int]) -> Callable[[Path], list[str]]:
        """The object's size in 128ths of the view: what the README counts, at any resolution."""

        def check(out: Path) -> list[str]:
            done = picture(name)(out)
            if done.code:
                return [done.errors]
            front = done.front()
            seen = front[..., 3] >= OUTLINE
            size = [(np.ptp(np.flatnonzero(seen.any(axis))) + 1) * 128 / len(front) for axis in (0, 1)]
            fits = max(abs(a - b) for a, b in zip(size, right, strict=True)) <= PIXELS and not done.troubles
            return [] if fits else [f"size {size}, not {right}; {done.errors}"]

        return check

    def ring(out: Path) -> list[str]:
        front = picture("ring-on-white.png")(out).front()
        middle = front[len(front) // 2, len(front) // 2, 3]
        return [] if middle == 0 else [f"alpha in the hole is {middle}"]

    def no_warning(out: Path) -> list[str]:
        done = picture("photo-of-108-megapixels.png")(out)
        return [] if done.code == 0 and not done.troubles else [done.errors]

    def flattened(out: Path) -> list[str]:
        done = run(["reconstruct", "sheet-flattened-onto-white", *small], out, folder)
        return [] if done.code == 2 and "transparency" in done.errors else [f"{done.code}: {done.errors}"]

    def fine(arguments: list[str], shell: str = "{}") -> Callable[[Path], list[str]]:
        def check(out: Path) -> list[str]:
            done = run(arguments, out, folder, shell)
            return [] if done.code == 0 else [f"{done.code}: {done.errors}"]

        return check

    def batch(name: str) -> Callable[[Path], list[str]]:
        return fine(["batch", name, "--workers", "1", *quick])

    def no_memory(out: Path) -> list[str]:
        done = run(["generate", "a red car"], out, folder, "ulimit -v 1500000; {}")
        told = done.code == 2 and len(done.lines) == 1 and "memory" in done.errors
        return [] if told else [f"{done.code}: {done.errors[:300]}"]

    bom = ["reconstruct", "sheet-json-with-a-byte-order-mark", *small]
    return {
        "pictures/grey-in-16-bits.png": size_of("grey-in-16-bits.png", [61, 123]),
        "pictures/white-card-with-rounded-transparent-corners.png": size_of(
            "white-card-with-rounded-transparent-corners.png", [61, 123]
        ),
        "pictures/ring-on-white.png": ring,
        "pictures/photo-of-108-megapixels.png": no_warning,
        "sheet-flattened-onto-white": flattened,
        "sheet-json-with-a-byte-order-mark": fine(bom),
        "jobs-with-a-relative-picture": batch("jobs-with-a-relative-picture/jobs.csv"),
        "jobs/excel-leaves-an-empty-last-column.csv": batch("jobs/excel-leaves-an-empty-last-column.csv"),
        "jobs/pandas-writes-whole-numbers-as-floats.csv": batch(
            "jobs/pandas-writes-whole-numbers-as-floats.csv"
        ),
        "jobs/indented-json-array.json": batch("jobs/indented-json-array.json"),
        "without stderr": fine(bom, "{} 2>&-"),
        "with too little memory": no_memory,
    }


def main(folder: Path | None) -> int:
    """Print the table; returns how many cases are wrong."""
    if folder is None:
        print("no cases there: give their folder")
        return 1
    wrong = 0
    for name, check in {**mesh_cases(folder), **other_cases(folder)}.items():
        with tempfile.TemporaryDirectory() as out:
            found = check(Path(out) / "out")
        wrong += bool(found)
        print(f"{'wrong' if found else 'right':<7}{name}  {'; '.join(found)}", flush=True)
        if found and name in NOTES:
            print(f"       note: {NOTES[name]}")
    print(f"{wrong} wrong")
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else cases_folder())))

"""Job: one thing to make: a prompt and the options of `modelsheet generate`, checked and run in one place."""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
import shlex
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import ModelsheetError

if TYPE_CHECKING:
    from .generation import KnownParts
    from .pipeline import Pipeline, Progress
    from .sheet import ModelSheet


_LONGEST_SLUG = 40


def text(value: str) -> str:
    """A text as it is. Raises ArgumentTypeError, as all of these do, when it is no text."""
    if re.search(r"[\ud800-\udfff]", value):  # bytes that were no UTF-8
        raise argparse.ArgumentTypeError("the text is not valid UTF-8")
    return value


def whole(low: int, high: int) -> Callable[[str], int]:
    """What reads a whole number from `low` to `high`."""

    def parse(value: str) -> int:
        if re.fullmatch(r"[+-]?\d{1,20}", value) and low <= int(value) <= high:
            return int(value)
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number from {low} to {high}")

    return parse


def real(low: float, high: float) -> Callable[[str], float]:
    """What reads a number from `low` to `high`."""

    def parse(value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if low <= number <= high:
            return number
        raise argparse.ArgumentTypeError(f"{value!r} is not a number from {low:g} to {high:g}")

    return parse


def path(value: str) -> str:
    """The file or folder, so that it is found from anywhere."""
    return str(Path(text(value)).absolute())


def yes_or_no(value: str) -> bool:
    """True for yes, true and 1; False for no, false and 0."""
    known = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if value.lower() not in known:
        raise argparse.ArgumentTypeError(f"{value!r} is neither yes nor no")
    return known[value.lower()]


@dataclass(frozen=True)
class Option:
    """How an option is read and what it is for; see OPTIONS."""

    parse: Callable[[str], Any]
    help: str
    metavar: str | None = None


OPTIONS = {
    "seed": Option(whole(0, 2**63 - 1), "another seed, another object (default 0, or that of the sheet)"),
    "steps": Option(whole(1, 1000), "denoising steps: fewer are faster, more are finer"),
    "guidance": Option(real(0, 100), "how closely to follow the prompt, or without one what is kept"),
    "triangles": Option(whole(12, 1_000_000), "at most so many (default 5000), fewer where they add nothing"),
    "texture_size": Option(whole(64, 8192), "pixels a side (default 1024)"),
    "height": Option(real(1e-3, 1e5), "default: longest side 1 m", "METRES"),
    "views_only": Option(yes_or_no, "stop at the sheet"),
    "generator": Option(text, "what draws the sheet (default embedded)", "NAME|FOLDER"),
    "image": Option(
        path,
        "a picture of the object; a plain background is removed, also where it shows through a hole"
        " (a spot of its colour inside the object is taken for one: then make the background transparent)",
        "FILE",
    ),
    "image_view": Option(text, "what the picture shows: front (default), right, back ...", "VIEW"),
    "sheet": Option(
        path, "draw a saved sheet anew, but for what was painted on sheet.png and what is pinned", "FOLDER"
    ),
    "pin": Option(text, "views of the sheet that stay, such as front,left", "VIEWS"),
    "expand": Option(yes_or_no, "say more of a bare noun, as the training captions do (default)"),
}
"""By the name of Job's field: `--texture-size` on the command line, `texture_size` in a jobs file."""


@dataclass(frozen=True)
class Job:
    """What to make. None takes the default of what the option is for.

    image: a file; image_view: the view that it shows. sheet: a folder; pin: views, with commas.
    """

    prompt: str
    seed: int = 0
    steps: int | None = None
    guidance: float | None = None
    triangles: int | None = None
    texture_size: int | None = None
    height: float | None = None
    views_only: bool = False
    generator: str = "embedded"
    image: str | None = None
    image_view: str | None = None
    sheet: str | None = None
    pin: str | None = None
    expand: bool = True

    @classmethod
    def of(cls, prompt: str, options: Mapping[str, Any]) -> Job:
        """The job of checked options; others in the mapping, and None, are passed over.

        Prompt and seed are by default those of the sheet. Raises ModelsheetError for a prompt that
        can't be used, and for options that don't go together.
        """
        from .pipeline import check_prompt
        from .sheet import ModelSheet

        given = {name: options[name] for name in OPTIONS if options.get(name) is not None}
        for name, needed in (("image_view", "image"), ("pin", "sheet")):
            if name in given and needed not in given:
                raise ModelsheetError(f"{_flag(name)} says something about {_flag(needed)}: give both")
        if "image" in given and "sheet" in given:
            raise ModelsheetError("--image and --sheet both say what to draw: give one of them")
        if "sheet" in given:
            sheet = ModelSheet.load(given["sheet"])
            prompt = prompt if prompt.strip() else sheet.prompt
            given.setdefault("seed", sheet.seed or 0)
        return cls(check_prompt(prompt, needed=not given.keys() & {"image", "sheet"}), **given)

    @property
    def stem(self) -> str:
        """What its folder is called by default."""
        what = Path(self.sheet).name if self.sheet else self.prompt or Path(self.image or "").stem
        return f"{slug(what)}-{self.seed}"

    def known(self) -> KnownParts | None:
        """What the drawing has to keep. Raises ModelsheetError for what can't be kept."""
        from .generation import KnownParts
        from .sheet import ModelSheet

        if self.image:
            return KnownParts.of_image(self.image, self.image_view or "front")
        if self.sheet:
            pinned = [name.strip() for name in (self.pin or "").split(",") if name.strip()]
            return KnownParts.of_sheet(ModelSheet.load(self.sheet), pinned)
        return None

    @property
    def options(self) -> dict[str, Any]:
        """All but the prompt, where it is not the default."""
        return {
            field.name: value
            for field in fields(self)[1:]
            if (value := getattr(self, field.name)) != field.default
            or (field.name == "seed" and self.sheet)  # whose own is the default then
        }

    @property
    def fingerprint(self) -> str:
        """The same for two jobs that make the same, and for no others."""
        content = hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode())
        drawing = self.image or (Path(self.sheet) / "sheet.png" if self.sheet else None)
        if drawing and Path(drawing).is_file():  # one that is gone fails when it is run
            content.update(Path(drawing).read_bytes())
        return content.hexdigest()

    @property
    def command(self) -> str:
        """The command that makes it again."""
        words = ["modelsheet", "generate", self.prompt]
        for name, value in self.options.items():
            words += [_flag(name, value)] if isinstance(value, bool) else [_flag(name), str(value)]
        return shlex.join(words)

    def run(self, pipeline: Pipeline, folder: Path, progress: Progress | None = None) -> ModelSheet:
        """Write the asset, or the sheet alone, into `folder`, all or nothing; returns the sheet."""
        from .export import save
        from .finishing import FinishOptions
        from .folders import staged

        drawing: dict[str, Any] = {
            "seed": self.seed,
            "steps": self.steps,
            "guidance_scale": self.guidance,
            "known": self.known(),
            "expand": self.expand,
            "progress": progress,
        }
        if self.views_only:
            sheet = pipeline.draw(self.prompt, **drawing)
            with staged(folder) as stage:
                sheet.save(stage)
            return sheet
        asset = pipeline.generate(self.prompt, finish=FinishOptions.of(vars(self)), **drawing)
        if progress:
            progress("save", 0.0)
        save(asset, folder)
        return asset.sheet


def _flag(name: str, on: bool = True) -> str:
    return f"--{'' if on else 'no-'}{name.replace('_', '-')}"


def slug(prompt: str) -> str:
    """A folder name from any prompt: lower-case letters and digits of every script, joined by `-`.

    One that is cut, or has none of them, ends in a few signs that tell it from others.
    """
    kinds = [(c, unicodedata.category(c)[0]) for c in unicodedata.normalize("NFKC", prompt).lower()]
    words = "".join(c if kind in "LMN" else " " for c, kind in kinds).split()
    name = "-".join(word for word in words if any(c.isalnum() for c in word))
    if name and len(name) <= _LONGEST_SLUG:
        return name
    sign = hashlib.sha256(prompt.encode()).hexdigest()[:6]
    return f"{name[:_LONGEST_SLUG].strip('-') or 'asset'}-{sign}"

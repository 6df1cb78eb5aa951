"""Request: what is asked for. Type, range, default and help of every option stand here, once.

The flags of the command line, the columns of a jobs file and the worker's messages are made from these
fields, the batch's fingerprint is theirs, and a test holds the add-on's properties against them.
"""

from __future__ import annotations

import hashlib
import json
import shlex
import unicodedata
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from .errors import ModelsheetError
from .options import Choice, File, Files, Kind, Names, Real, Settings, Text, Whole, YesNo
from .presets import NAMINGS, PRESETS, UNITS

LONGEST_PROMPT = 1000  # characters; the text encoder reads 256 tokens
TASKS = ("generate", "reconstruct", "texture")
SYMMETRIES = ("auto", "off", "x", "y")
TEXTURES = ("baked", "palette", "vertex")
STYLES = ("auto", "faceted", "smooth")
COLLISIONS = ("off", "hulls", "box", "capsule")
# options that say something about another
NEEDS = {"image_view": "image", "images": "image", "pin": "sheet", "unwrap": "mesh"}
TEXTURE_OPTIONS = (
    *("seed", "steps", "guidance", "generator", "image", "image_view", "images", "sheet", "pin", "expand"),
    *("views_only", "unwrap", "texture_size", "format", "extra"),
)
"""Those that say something of a mesh that is coloured."""
_LONGEST_SLUG = 40
_FLAGS = {"preset": "for"}  # a word that Python keeps for itself


def _option(kind: Kind, default: Any, help: str, metavar: str | None = None, stage: str = "draw") -> Any:
    """A field of Request. stage: "draw" or "make", the part of the work that it is for."""
    told = {"kind": kind, "help": help, "metavar": metavar, "stage": stage}
    return field(default=default, metadata=told)


@dataclass(frozen=True)
class Request:
    """One thing to make, with all options; fields that are None take the default of the stage they are for.

    Raises ModelsheetError for a value that is out of range, and for options that don't go together.
    """

    prompt: str = _option(Text(), "", 'what to make, such as "a wooden barrel"')
    seed: int = _option(
        Whole(0, 2**63 - 1), 0, "another seed, another object (default 0, or that of the sheet)"
    )
    steps: int | None = _option(Whole(1, 1000), None, "denoising steps: fewer are faster, more are finer")
    guidance: float | None = _option(
        Real(0, 100), None, "how closely to follow the prompt, or without one what is kept"
    )
    triangles: int = _option(
        Whole(12, 1_000_000),
        5000,
        "at most so many (default 5000), fewer where they add nothing",
        stage="make",
    )
    texture_size: int = _option(Whole(64, 8192), 1024, "pixels a side (default 1024)", stage="make")
    height: float | None = _option(
        Real(1e-3, 1e5),
        None,
        "default: as large as such a thing usually is, or its longest side 1 m",
        "METRES",
        "make",
    )
    views_only: bool = _option(YesNo(), False, "stop at the sheet")
    generator: str = _option(
        Text(), "embedded", "what draws the sheet (default: by the route)", "NAME|FOLDER"
    )
    image: str | None = _option(
        File(),
        None,
        "a picture of the object; a plain background is removed, also where it shows through a hole"
        " (a spot of its colour inside the object is taken for one: then make the background transparent)",
        "FILE",
    )
    image_view: str | None = _option(
        Text(), None, "what the picture shows: front (default), right, back ...", "VIEW"
    )
    images: tuple[tuple[str, str], ...] = _option(
        Files(), (), "pictures of further sides, such as right=side.png,back=back.png", "VIEW=FILE"
    )
    sheet: str | None = _option(
        File(),
        None,
        "draw a saved sheet anew, but for what was painted on sheet.png and what is pinned",
        "FOLDER",
    )
    pin: tuple[str, ...] = _option(Names(), (), "views of the sheet that stay, such as front,left", "VIEWS")
    expand: bool = _option(YesNo(), True, "say more of a bare noun, as the training captions do (default)")
    candidates: int = _option(
        Whole(1, 16), 1, "drawings to choose from, of seeds that follow each other (default 1)"
    )
    route: str = _option(
        Text(), "embedded", "the way from words or a picture to the mesh (default embedded)", "NAME"
    )
    picture: str = _option(
        Text(), "", "what draws a picture of the words first (default: by the route)", "NAME|ID|FOLDER"
    )
    picture_only: bool = _option(YesNo(), False, "stop at the picture; give it, or a better one, by --image")
    set: tuple[tuple[str, str], ...] = _option(
        Settings(), (), "parameters of what the procedural route builds, such as legs=3", "NAME=VALUE"
    )
    method: str = _option(
        Text(), "auto", "reconstruction method (default: by the route, or what the sheet holds)", stage="make"
    )
    refine: str = _option(
        Text(),
        "off",
        "make the sheet better before the mesh: loop (draw the mesh's views anew), sds (colours alone)",
        "off|NAME",
        "make",
    )
    refine_steps: int | None = _option(
        Whole(1, 1000), None, "rounds of loop (default 2), steps of sds (default 20)", stage="make"
    )
    refine_with: str = _option(
        Text(),
        "",
        "a text-to-image model that refines (default: what draws the views)",
        "NAME|FOLDER",
        "make",
    )
    symmetry: str = _option(
        Choice(SYMMETRIES), "auto", "make both sides alike: auto (default), off, x, y", stage="make"
    )
    texture: str = _option(
        Choice(TEXTURES),
        "baked",
        "baked (default), palette: few flat colours, or vertex: a colour for each vertex, no texture",
        stage="make",
    )
    style: str = _option(
        Choice(STYLES),
        "auto",
        "how faces meet: smooth but for hard edges (auto, default), faceted, or smooth all over",
        stage="make",
    )
    maps: tuple[str, ...] = _option(
        Names(),
        (),
        "further textures: normal and occlusion of the dense surface, roughness by the prompt's materials",
        "MAPS",
        "make",
    )
    format: tuple[str, ...] = _option(
        Names(), ("glb",), "files of the mesh, such as glb,usd (default glb)", "FORMATS", "make"
    )
    preset: str = _option(
        Choice(("", *PRESETS)),
        "",
        f"what it is for, {', '.join(PRESETS)}: sets format, names, size and what lies beside the mesh; other"
        " options go first",
        stage="make",
    )
    exact: bool = _option(
        YesNo(), False, "as many triangles as --triangles says, also where fewer look the same", stage="make"
    )
    quads: bool = _option(
        YesNo(), False, "four-sided faces, in OBJ, PLY and USD (needs modelsheet[quads])", stage="make"
    )
    lods: int = _option(
        Whole(0, 6),
        0,
        "copies beside the mesh, each with half the triangles of the one before (default 0)",
        stage="make",
    )
    collision: str = _option(
        Choice(COLLISIONS),
        "off",
        "hulls to collide with: off (default), hulls (convex pieces, by modelsheet[collision]), box, capsule",
        stage="make",
    )
    naming: str = _option(
        Choice(NAMINGS), "plain", f"how hulls are called: {', '.join(NAMINGS)} (default plain)", stage="make"
    )
    up: str = _option(
        Choice(("", "y", "z")),
        "",
        "the axis that points up in OBJ, PLY and STL: y or z (default: y in OBJ, else z)",
        stage="make",
    )
    unit: str = _option(Choice(tuple(UNITS)), "m", "of OBJ, PLY and STL: m (default), cm, mm", stage="make")
    extra: tuple[tuple[str, str], ...] = _option(
        Settings(),
        (),
        "options of the generator or the method itself, by their names there",
        "NAME=VALUE",
        "make",
    )
    mesh: str | None = _option(File(), None, "a mesh that exists, to be coloured as the prompt says", "FILE")
    unwrap: bool = _option(YesNo(), False, "new UVs for all of the mesh, also where it has some")
    do: str = _option(
        Choice(TASKS), "generate", "reconstruct: make the mesh of `sheet` as it is; texture: colour `mesh`"
    )

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if value is not None or each.default is not None:
                object.__setattr__(self, each.name, _checked(each, value))
        object.__setattr__(self, "prompt", check_prompt(self.prompt, needed=False))
        self._apply_preset()

    def _apply_preset(self) -> None:
        """A preset's values in the place of defaults, and of the preset itself."""
        for each in fields(self):
            if getattr(self, each.name) == each.default and each.name in PRESETS.get(self.preset, {}):
                object.__setattr__(self, each.name, _checked(each, PRESETS[self.preset][each.name]))
        object.__setattr__(self, "preset", "")

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Request:
        """The request of some fields' values; None stands for the default, other names are passed over.

        Prompt and seed are by default those of the sheet; a mesh is to be coloured. Raises ModelsheetError
        for values that can't be used, and for those that don't go together.
        """
        given = {
            each.name: values[each.name] for each in fields(cls) if values.get(each.name) not in (None, ())
        }
        preset = PRESETS.get(given.get("preset", ""))
        if preset is not None:
            given = {**preset, **given}
            del given["preset"]  # in whose place its values are: one that is given may be the default
        for name, needed in NEEDS.items():
            if name in given and needed not in given:
                raise ModelsheetError("option-alone", name=flag(name), needed=flag(needed))
        if {"image", "sheet"} <= given.keys() and given.get("do") != "reconstruct":
            raise ModelsheetError("image-and-sheet")
        if given.get("do") == "reconstruct" and "sheet" not in given:
            raise ModelsheetError("sheet-needed")
        if "mesh" in given:
            given.setdefault("do", "texture")
        if ("mesh" in given) != (given.get("do") == "texture"):
            raise ModelsheetError("mesh-for-texture")
        if "sheet" in given:
            from .sheet import ModelSheet

            sheet = ModelSheet.load(given["sheet"])
            given["prompt"] = str(given.get("prompt", "")).strip() or sheet.prompt
            given.setdefault("seed", sheet.seed or 0)
        request = cls(**given)
        if request.image and len(request.pictures) <= len(request.images):
            raise ModelsheetError("image-view-twice", name=request.image_view or "front")
        check_prompt(request.prompt, needed=not given.keys() & {"image", "sheet"})
        return request

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Request:
        """What `to_json` gave, or an earlier version's did: None, and what is no field, are passed over."""
        names = {each.name for each in fields(cls)}
        return cls(**{k: v for k, v in values.items() if k in names and v is not None})

    def to_json(self) -> dict[str, Any]:
        """Plain values of all that is not the default."""
        return {"prompt": self.prompt, **self.options}

    @property
    def options(self) -> dict[str, Any]:
        """All but the prompt, where it is not the default; plain JSON values."""
        return {
            each.name: _plain(value)
            for each in fields(self)
            if each.name != "prompt"
            if (value := getattr(self, each.name)) != each.default
            or (each.name == "seed" and self.sheet)  # whose own is the default then
        }

    @property
    def pictures(self) -> dict[str, str]:
        """The paths of the pictures of the object, by the view that each shows."""
        return {self.image_view or "front": self.image, **dict(self.images)} if self.image else {}

    @property
    def stem(self) -> str:
        """What its folder is called by default."""
        if self.mesh:
            return f"{slug(Path(self.mesh).stem)}-textured-{self.seed}"
        what = Path(self.sheet).name if self.sheet else self.prompt or Path(self.image or "").stem
        return f"{slug(what)}-{self.seed}"

    @property
    def fingerprint(self) -> str:
        """The same for two requests that make the same, and for no others.

        Options that are the default don't count, so that a new one changes no old request; of a picture
        and of a sheet's files the content does.
        """
        content = hashlib.sha256(json.dumps(self.to_json(), sort_keys=True).encode())
        for path in self._inputs():
            if path.is_file():  # one that is gone fails when it is run
                content.update(f"{path.name} {path.stat().st_size}\n".encode())
                content.update(path.read_bytes())
        return content.hexdigest()

    def _inputs(self) -> list[Path]:
        """The files that it reads, but for the generator."""
        inputs = [Path(self.mesh)] if self.mesh else []
        if self.image:
            return [*inputs, *(Path(path) for path in self.pictures.values())]
        if not self.sheet:
            return inputs
        folder = Path(self.sheet)
        pictures = ("depth_*.png", "normals_*.png", "images/*", "depths/*")
        return [
            *inputs,
            *(folder / name for name in ("sheet.json", "sheet.png", "drawn.png", "transforms.json")),
            *(path for pattern in pictures for path in sorted(folder.glob(pattern))),
        ]

    @property
    def command(self) -> str:
        """The command that makes it again."""
        words = ["modelsheet", self.do]
        places = {
            "generate": [self.prompt],
            "reconstruct": [self.sheet or ""],
            "texture": [self.mesh or "", self.prompt],
        }
        told = {"generate": ("do",), "reconstruct": ("do", "sheet", "seed"), "texture": ("do", "mesh")}
        for name in self.options:
            if name not in told[self.do]:
                words += _words(name, getattr(self, name))
        own = places[self.do]
        dashed = any(place.startswith("-") for place in own)
        return shlex.join([*words, "--", *own] if dashed else [*words[:2], *own, *words[2:]])


def options(stage: str | None = None) -> tuple[Field, ...]:
    """The fields of Request but for the prompt and the task; those of one stage."""
    found = (each for each in fields(Request) if each.name not in ("prompt", "do"))
    return tuple(each for each in found if stage in (None, each.metadata["stage"]))


def kind(name: str) -> Kind:
    """How a field is read."""
    return next(each.metadata["kind"] for each in fields(Request) if each.name == name)


def check(name: str, value: Any) -> Any:
    """A field's value as it is kept. Raises ModelsheetError that names the field."""
    return _checked(next(each for each in fields(Request) if each.name == name), value)


def parse(name: str, text: str) -> Any:
    """A field's value from a text. Raises ModelsheetError that names the field."""
    try:
        return kind(name).parse(text)
    except ModelsheetError as error:
        raise ModelsheetError("option", name=name, problem=error.message) from error


def check_prompt(prompt: str, needed: bool = True) -> str:
    """The prompt in one line. Raises ModelsheetError when it is too long, or needed and empty."""
    prompt = " ".join(prompt.split())
    if needed and not prompt:
        raise ModelsheetError("prompt-empty")
    if len(prompt) > LONGEST_PROMPT:
        raise ModelsheetError("prompt-long", count=len(prompt), most=LONGEST_PROMPT)
    return prompt


def flag(name: str, on: bool = True) -> str:
    """A field's name on the command line."""
    return f"--{'' if on else 'no-'}{_FLAGS.get(name, name).replace('_', '-')}"


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


def _checked(each: Field, value: Any) -> Any:
    try:
        return each.metadata["kind"].check(value)
    except ModelsheetError as error:
        raise ModelsheetError("option", name=each.name, problem=error.message) from error


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _words(name: str, value: Any) -> list[str]:
    """A field on the command line."""
    if isinstance(value, bool):
        return [flag(name, value)]
    if isinstance(value, tuple):
        value = ",".join(part if isinstance(part, str) else "=".join(part) for part in value)
    text = str(value)
    return [f"{flag(name)}={text}"] if text.startswith("-") else [flag(name), text]

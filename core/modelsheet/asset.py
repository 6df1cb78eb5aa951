"""Asset: what an artist gets: the finished surface, its simpler copies, its collision hulls, the report."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .sheet import ModelSheet
from .surface import Surface

_LONGEST_NAME = 60  # characters
_HULLS = {
    "plain": {"": "{name}_collision_{number:02}"},
    "unity": {"": "{name}_{number:02}_collider"},
    "unreal": {
        "": "UCX_{name}_{number:02}",
        "box": "UBX_{name}_{number:02}",
        "capsule": "UCP_{name}_{number:02}",
    },
    "godot": {"": "{name}_{number:02}-convcolonly"},
}


@dataclass(frozen=True)
class Conventions:
    """What the program expects that reads the files.

    naming: one of `presets.NAMINGS`, how collision hulls are called. For OBJ, PLY and STL, which say
    neither: up, the axis that points up, "y", "z" or "" for the format's own; unit, how many metres 1 is.
    """

    naming: str = "plain"
    up: str = ""
    unit: float = 1.0


@dataclass(frozen=True)
class Asset:
    """A finished object in metres: Z up, front to -Y, standing on z = 0, centred in x and y.

    surface: what is seen. lods: the same with ever fewer triangles, its materials shared. hulls: closed
    convex pieces, for collisions; collision: what they are, "hulls", "box" or "capsule". sheet: what it was
    made from, None for a mesh that comes from a file. report: plain JSON values (see `finishing.report`).
    name: by default the prompt.
    """

    surface: Surface
    sheet: ModelSheet | None = None
    report: dict = field(default_factory=dict)
    lods: tuple[Surface, ...] = ()
    hulls: tuple[Surface, ...] = ()
    collision: str = "hulls"
    conventions: Conventions = Conventions()
    name: str = ""

    @property
    def title(self) -> str:
        """What it is called in a file, in one line; letters, digits and _ where an engine goes by it."""
        said = self.name or (self.sheet.prompt if self.sheet else "")
        title = " ".join(said.split())[:_LONGEST_NAME]
        if self.conventions.naming != "plain":
            title = re.sub(r"\W+", "_", title).strip("_")
        return title or "modelsheet"

    def hull_name(self, number: int) -> str:
        """What a collision hull is called."""
        names = _HULLS[self.conventions.naming]
        return names.get(self.collision, names[""]).format(name=self.title, number=number)

    def lod_name(self, number: int) -> str:
        """What a simpler copy is called; 0 is the surface itself, and has its plain name when it is alone."""
        return f"{self.title}_LOD{number}" if self.lods else self.title

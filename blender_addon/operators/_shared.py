# SPDX-License-Identifier: GPL-3.0-or-later
"""What several operators need: why a button is grey, handing a request over, the chosen entry."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from .. import history, properties, scene
from ..engine import engine
from ..engine.session import Problem
from ..locale import N_, translate
from ..pump import pump

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

    Result = set[OperatorReturnItems]
else:
    Result = set[str]


def refuse(cls: Any, message: str) -> bool:
    """For `poll`: say why the button is grey."""
    cls.poll_message_set(translate(message))
    return False


def has_engine(cls: Any) -> bool:
    """For `poll`."""
    if engine.task is not None and engine.task.kind == "SETUP":
        return refuse(cls, N_("A set-up or a check is under way"))
    return engine.python is not None or refuse(
        cls, N_("The engine is not set up yet: do so in the preferences")
    )


def file_problem(message: str, error: OSError, path: Path) -> Problem:
    """A problem with a file; `path` is where it was met, if the error does not say."""
    return Problem(message, values={"path": str(error.filename or path), "reason": str(error.strerror)})


def submit(
    operator: bpy.types.Operator, context: bpy.types.Context, request: history.Request, place: history.Place
) -> Result:
    """Hand a request to the engine; what is in its way is reported."""
    trouble = pump.submit(request, place, context.scene.name)
    if trouble:
        operator.report({"ERROR"}, trouble.line)
        return {"CANCELLED"}
    return {"FINISHED"}


def call(operator: bpy.types.Operator, name: str, *arguments: object, **options: object) -> Result:
    """Run another operator of ours; what it reports, this one reports."""
    operators: Any = bpy.ops
    try:
        return getattr(operators.modelsheet, name)(*arguments, **options)
    except RuntimeError as error:
        operator.report({"ERROR"}, str(error).removeprefix("Error: ").strip())
        return {"CANCELLED"}


def destination(context: bpy.types.Context, number: int = 0) -> history.Place:
    """Where and how a result is imported, as plain values. `number`: how many lie beside it already."""
    settings = properties.settings(context)
    if settings.placement == "BOUNDS" and context.object is not None:
        placement = scene.Placement.bounds(context.object)
    elif settings.placement == "CURSOR":
        placement = scene.Placement(tuple(context.scene.cursor.location[:]))
    else:
        placement = scene.Placement()
    return {
        "location": placement.location,
        "size": placement.size,
        "number": number,
        "make_room": settings.make_room,
        "frame": settings.frame,
        "textured": settings.textured,
        "texture_place": settings.texture_place,
        "as_asset": settings.as_asset,
        "catalog": settings.catalog,
    }


def instead(context: bpy.types.Context, entry: history.Entry) -> history.Place:
    """Where a result goes that is made from an entry: in place of the entry's object, where wanted."""
    place = destination(context)
    if entry.destination.get("paints"):
        return {**place, "paints": entry.destination["paints"]}
    target = scene.made_from(context, entry.name)
    if properties.settings(context).again == "BESIDE" or target is None:
        return place
    return {**place, "size": entry.destination.get("size"), "replaces": target.name}


class ChosenEntry:
    """For operators on the history's chosen entry."""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if properties.entry() is None:
            return refuse(cls, N_("Choose something in the history first"))
        return cls.possible(context)

    @classmethod
    def possible(cls, context: bpy.types.Context) -> bool:
        """What else must hold."""
        return True

    @staticmethod
    def chosen() -> history.Entry:
        """The entry that `poll` found."""
        entry = properties.entry()
        assert entry is not None
        return entry


class NeedsEngine(ChosenEntry):
    """For those that hand it to the engine."""

    @classmethod
    def possible(cls, context: bpy.types.Context) -> bool:
        return has_engine(cls)

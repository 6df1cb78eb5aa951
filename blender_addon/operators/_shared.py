# SPDX-License-Identifier: GPL-3.0-or-later
"""What several operators need: why a button is grey, handing a request over, the chosen entry."""

from pathlib import Path

from .. import history, pictures, properties, scene
from ..engine import pump
from ..engine.session import Problem
from ..locale import N_, translate


def refuse(cls, message: str) -> bool:
    """For `poll`: say why the button is grey."""
    cls.poll_message_set(translate(message))
    return False


def has_engine(cls) -> bool:
    """For `poll`."""
    if pump.task is not None and pump.task.kind == "SETUP":
        return refuse(cls, N_("A set-up or a check is under way"))
    return pump.python is not None or refuse(
        cls, N_("The engine is not set up yet: do so in the preferences")
    )


def file_problem(message: str, error: OSError, path: Path) -> Problem:
    """A problem with a file; `path` is where it was met, if the error does not say."""
    return Problem(message, values={"path": str(error.filename or path), "reason": str(error.strerror)})


def submit(operator, context, request: dict, destination: dict) -> set[str]:
    trouble = pump.submit(request, destination, context.scene.name)
    if trouble:
        operator.report({"ERROR"}, trouble.line)
        return {"CANCELLED"}
    return {"FINISHED"}


def call(operator, other, *arguments, **options) -> set[str]:
    """Run another operator; what it reports, this one reports."""
    try:
        return other(*arguments, **options)
    except RuntimeError as error:
        operator.report({"ERROR"}, str(error).removeprefix("Error: ").strip())
        return {"CANCELLED"}


def destination(context, number: int = 0) -> dict:
    """Where and how a result is imported, as plain values. `number`: how many lie beside it already."""
    settings = properties.settings(context)
    if settings.placement == "BOUNDS" and context.object is not None:
        placement = scene.Placement.bounds(context.object)
    elif settings.placement == "CURSOR":
        placement = scene.Placement(tuple(context.scene.cursor.location))
    else:
        placement = scene.Placement()
    return {
        "location": placement.location,
        "size": placement.size,
        "number": number,
        "shading": settings.shading,
        "texture_place": settings.texture_place,
        "as_asset": settings.as_asset,
        "catalog": settings.catalog,
    }


class ChosenEntry:
    """For operators on the history's chosen entry."""

    @classmethod
    def poll(cls, context):
        if pictures.entry(properties.state(context).entry) is None:
            return refuse(cls, N_("Choose something in the history first"))
        return cls.possible(context)

    @classmethod
    def possible(cls, context):
        """What else must hold."""
        return True

    @staticmethod
    def chosen(context) -> history.Entry:
        """The entry that `poll` found."""
        return pictures.entry(properties.state(context).entry)


class NeedsEngine(ChosenEntry):
    @classmethod
    def possible(cls, context):
        return has_engine(cls)

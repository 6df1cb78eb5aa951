"""The surface of a procedural sheet, built again of the values in its settings: no pixel is looked at."""

from __future__ import annotations

from ..errors import ModelsheetError
from ..registry import ReconstructorSpec
from ..sheet import ModelSheet
from ..surface import Surface


def reconstruct(sheet: ModelSheet) -> Surface:
    """The closed surface in its flat colours. Raises ModelsheetError for a sheet of another generator."""
    from ..procedural import surface
    from ..procedural.parameters import restored

    settings = sheet.settings
    if not {"family", "values"} <= settings.keys():
        raise ModelsheetError("not-procedural")
    family, values = restored(settings["family"], settings["values"])
    return surface(family.parts(values)).normalized()


SPEC = ReconstructorSpec(
    "procedural",
    "exactly what the procedural generator has drawn; paint on the sheet is not looked at",
    reconstruct,
    colours=True,
    clean=True,
)

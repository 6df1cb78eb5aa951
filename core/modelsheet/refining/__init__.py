"""What makes a sheet better before its asset is finished, helped by a model that knows how things look.

A refiner is a module in this package with a `SPEC` (see `registry.RefinerSpec`), or an entry point of another
package. Both that are here can go on from what they gave: run them on the folder of the result again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import ModelsheetError
from ..registry import REFINERS, Prior, Rebuild

if TYPE_CHECKING:
    from ..context import Context
    from ..request import Request
    from ..sheet import ModelSheet


def refine(
    sheet: ModelSheet, request: Request, prior: Prior, rebuild: Rebuild, context: Context
) -> ModelSheet:
    """The sheet after `request.refine`; its settings say what was done. Raises ModelsheetError."""
    spec = REFINERS.get(request.refine)
    if not sheet.has_depth:
        raise ModelsheetError("refine-no-depth", name=spec.name)
    steps = request.refine_steps or spec.steps
    refined = spec.refine(sheet, prior, rebuild, steps, request.seed, context)
    told = {"refine": spec.name, "refine_steps": steps, "refine_with": prior.name}
    return replace(sheet, views=refined.views, settings={**sheet.settings, **told})

"""Jack-o-lanterns: pumpkins with a carved face."""

from __future__ import annotations

from ..family import special
from .pumpkin import FAMILY as PUMPKIN

FAMILY = special(PUMPKIN, "jack-o-lantern", carved=True)

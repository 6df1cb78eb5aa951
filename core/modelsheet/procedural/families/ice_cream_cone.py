"""Ice cream in a cone."""

from __future__ import annotations

from ..family import special
from .ice_cream import FAMILY as ICE_CREAM

FAMILY = special(ICE_CREAM, "ice cream cone", base="cone")

"""Beach balls: balls in two colours by turns."""

from __future__ import annotations

from ..family import special
from .ball import FAMILY as BALL

FAMILY = special(BALL, "beach ball", pattern="striped")

"""Low hats with a brim against the sun."""

from __future__ import annotations

from ..family import special
from .hat import FAMILY as HAT

FAMILY = special(HAT, "sun hat", ("straw hat",), kind="sun")

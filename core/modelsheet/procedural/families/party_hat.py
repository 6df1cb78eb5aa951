"""Cones for parties."""

from __future__ import annotations

from ..family import special
from .hat import FAMILY as HAT

FAMILY = special(HAT, "party hat", kind="party")

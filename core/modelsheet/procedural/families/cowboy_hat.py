"""Hats whose brim is curled up."""

from __future__ import annotations

from ..family import special
from .hat import FAMILY as HAT

FAMILY = special(HAT, "cowboy hat", kind="cowboy")

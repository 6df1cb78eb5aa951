"""Sticks of dynamite."""

from __future__ import annotations

from ..family import special
from .bomb import FAMILY as BOMB

FAMILY = special(BOMB, "dynamite", ("stick of dynamite",), outline="cylindrical")

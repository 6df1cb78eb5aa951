"""Axes with a blade to either side."""

from __future__ import annotations

from ..family import special
from .axe import FAMILY as AXE

FAMILY = special(AXE, "double axe", blades=2)

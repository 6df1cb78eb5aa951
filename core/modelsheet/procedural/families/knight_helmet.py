"""Helmets whose visor is closed."""

from __future__ import annotations

from ..family import special
from .helmet import FAMILY as HELMET

FAMILY = special(HELMET, "knight helmet", horned=False, face="closed")

"""Swords with a straight blade."""

from __future__ import annotations

from ..family import special
from .sword import FAMILY as SWORD

FAMILY = special(SWORD, "longsword", blade="straight")

"""Swords with a curved blade."""

from __future__ import annotations

from ..family import special
from .sword import FAMILY as SWORD

FAMILY = special(SWORD, "scimitar", blade="curved")

"""Tridents: spears with three prongs."""

from __future__ import annotations

from ..family import special
from .spear import FAMILY as SPEAR

FAMILY = special(SPEAR, "trident", tip="three-pronged")

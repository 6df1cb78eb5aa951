"""Cauldrons: round pots on three feet."""

from __future__ import annotations

from ..family import special
from .pot import FAMILY as POT

FAMILY = special(POT, "cauldron", legs="feet", belly="round")

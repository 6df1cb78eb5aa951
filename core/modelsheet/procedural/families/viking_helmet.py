"""Helmets with horns."""

from __future__ import annotations

from ..family import special
from .helmet import FAMILY as HELMET

FAMILY = special(HELMET, "viking helmet", horned=True, face="open", crest="")

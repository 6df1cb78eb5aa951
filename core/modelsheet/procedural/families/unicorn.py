"""Unicorns: horses with a horn."""

from __future__ import annotations

from ..family import special
from .horse import FAMILY as HORSE

FAMILY = special(HORSE, "unicorn", horned=True)

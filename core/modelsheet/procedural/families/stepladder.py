"""Ladders that stand by themselves."""

from __future__ import annotations

from ..family import special
from .ladder import FAMILY as LADDER

FAMILY = special(LADDER, "stepladder", kind="folding")

"""Rams: sheep with curled horns."""

from __future__ import annotations

from ..family import special
from .sheep import FAMILY as SHEEP

FAMILY = special(SHEEP, "ram", horns=True)

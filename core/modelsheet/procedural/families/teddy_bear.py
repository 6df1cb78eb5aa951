"""Teddy bears: bears that sit."""

from __future__ import annotations

from ..family import special
from .bear import FAMILY as BEAR

FAMILY = special(BEAR, "teddy bear", pose="sitting")

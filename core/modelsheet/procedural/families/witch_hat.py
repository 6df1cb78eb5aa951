"""Hats with a bent point, for witches and wizards."""

from __future__ import annotations

from ..family import special
from .hat import FAMILY as HAT

FAMILY = special(HAT, "witch hat", ("wizard hat",), kind="witch")

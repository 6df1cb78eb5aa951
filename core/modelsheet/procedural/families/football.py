"""Footballs: balls with twelve patches."""

from __future__ import annotations

from ..family import special
from .ball import FAMILY as BALL

FAMILY = special(BALL, "football", ("soccer ball",), pattern="patched")

"""One slice of a pizza."""

from __future__ import annotations

from ..family import special
from .pizza import FAMILY as PIZZA

FAMILY = special(PIZZA, "pizza slice", ("slice of pizza",), piece="single-slice")

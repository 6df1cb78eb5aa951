"""Dinosaurs on two legs."""

from __future__ import annotations

from ..family import special
from .dinosaur import FAMILY as DINOSAUR

FAMILY = special(DINOSAUR, "tyrannosaurus", ("t-rex", "t-rex dinosaur"), kind="two-legged")

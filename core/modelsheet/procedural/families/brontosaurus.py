"""Dinosaurs on four legs, with a long neck."""

from __future__ import annotations

from ..family import special
from .dinosaur import FAMILY as DINOSAUR

FAMILY = special(DINOSAUR, "brontosaurus", kind="four-legged")

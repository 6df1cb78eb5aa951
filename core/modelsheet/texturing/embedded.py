"""The embedded generator on a mesh: its six views, outline and depth given."""

from __future__ import annotations

from dataclasses import replace

from ..generation.embedded import SPEC as GENERATOR

SPEC = replace(GENERATOR, summary="The small model that comes with the engine, on any computer")

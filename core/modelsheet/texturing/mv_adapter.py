"""MV-Adapter's models that paint a mesh, from words or from a picture of its front."""

from __future__ import annotations

from ..generation.mv_adapter import PAINTERS as SPECS

__all__ = ["SPECS"]

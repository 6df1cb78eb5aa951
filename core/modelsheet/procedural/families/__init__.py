"""Families of procedural assets: one file each, whose FAMILY is a Family, found by its file's name."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from ..family import Family


@cache
def families() -> dict[str, Family]:
    """All families by their names, in the order of the alphabet."""
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = [importlib.import_module(f"{__name__}.{name}").FAMILY for name in modules]
    return {family.name: family for family in found}

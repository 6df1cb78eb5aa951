"""All models that can be downloaded, gathered from the packages that run them."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import MappingProxyType

from ..errors import ModelsheetError
from .fit import gpu_memory
from .spec import ModelSpec
from .store import is_installed

_FAMILIES = ("generation", "reconstruction")  # in each, a package with a module `spec` holds SPECS
_PICTURES = "imagine.spec"  # holds MODELS


@cache
def catalogue() -> MappingProxyType[str, ModelSpec]:
    """The models by name."""
    root = __package__.rpartition(".")[0]
    specs: list[ModelSpec] = list(importlib.import_module(f"{root}.{_PICTURES}").MODELS)
    for family in _FAMILIES:
        package = importlib.import_module(f"{root}.{family}")
        for module in pkgutil.iter_modules(package.__path__):
            name = f"{root}.{family}.{module.name}"
            if module.ispkg and importlib.util.find_spec(f"{name}.spec"):
                specs += importlib.import_module(f"{name}.spec").SPECS
    return MappingProxyType({spec.name: spec for spec in specs})


def model_spec(name: str) -> ModelSpec:
    """A model by name. Raises ModelsheetError when there is none."""
    models = catalogue()
    if name not in models:
        raise ModelsheetError("model-not-listed", name=name, known=", ".join(sorted(models)))
    return models[name]


def known_models(names: Iterable[str]) -> tuple[ModelSpec, ...]:
    """Those of the names that can be downloaded; stages without weights of their own are passed over."""
    models = catalogue()
    return tuple(models[name] for name in names if name in models)


def to_dict(spec: ModelSpec, home: Path | None = None) -> dict:
    """What a list shows of a model, as plain JSON values; size and memory in bytes."""
    return {
        "name": spec.name,
        "title": spec.title,
        "needs": sorted(spec.needs),
        "size": spec.size,
        "memory": gpu_memory(spec),
        "memory_stated": bool(spec.memory),
        "commercial": spec.commercial,
        "licences": {part.repository: part.licence.name for part in spec.downloads},
        "conditions": sorted({part.licence.conditions for part in spec.downloads} - {""}),
        "installed": is_installed(spec.name, home),
    }

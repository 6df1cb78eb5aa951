"""A network and its settings as a folder of config.json and safetensors, and the noise levels of sampling.

The files are those of `diffusers`, which can read and write them too. Importing it takes longer than drawing
a sheet, for the few lines of it that are needed here.
"""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import numpy as np
import torch
from torch import nn

WEIGHTS = "diffusion_pytorch_model.safetensors"


def keep_config(init: Callable[..., None]) -> Callable[..., None]:
    """For `__init__` of a Network: what it is called with, defaults included, is its `config`."""
    signature = inspect.signature(init)

    @functools.wraps(init)
    def keeping(self: Network, *args: Any, **options: Any) -> None:
        given = signature.bind(self, *args, **options)
        given.apply_defaults()
        init(self, *args, **options)
        self.config = SimpleNamespace(**dict(list(given.arguments.items())[1:]))

    return keeping


class Network(nn.Module):
    """A module that can be saved and loaded. Its `__init__` is decorated by `keep_config`; all its tensors
    are parameters, or buffers that are saved.
    """

    config: SimpleNamespace

    @property
    def device(self) -> torch.device:
        """Where its parameters are."""
        return next(self.parameters()).device

    def save_pretrained(self, folder: str | Path) -> None:
        """Write config.json and the weights."""
        from safetensors.torch import save_file

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        settings = {"_class_name": type(self).__name__, **vars(self.config)}
        (folder / "config.json").write_text(json.dumps(settings, indent=2, sort_keys=True) + "\n", "utf-8")
        tensors = {name: values.contiguous() for name, values in self.state_dict().items()}
        save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})

    @classmethod
    def from_pretrained(
        cls, folder: str | Path, torch_dtype: torch.dtype | None = torch.float32, **_: Any
    ) -> Self:
        """Read what `save_pretrained` wrote; torch_dtype: None leaves weights as they are stored. Raises
        OSError, ValueError or RuntimeError.
        """
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        folder = Path(folder)
        settings = json.loads((folder / "config.json").read_text("utf-8"))
        with torch.device("meta"):  # random weights that nobody needs would take a third of the time
            model = cls(**{name: value for name, value in settings.items() if not name.startswith("_")})
        try:
            tensors = load_file(folder / WEIGHTS)
        except SafetensorError as error:
            raise ValueError(f"{folder / WEIGHTS}: {error}") from error
        model.load_state_dict(tensors, assign=True)
        return model.to(torch_dtype).eval()


class NoiseSchedule:
    """Noise levels of flow matching (Esser et al. 2024), from 1 to 0, spent more on the high ones.

    shift: 1 spaces them evenly. sigmas: (steps + 1,) float32, after `set_timesteps`.
    """

    def __init__(self, shift: float = 1.0) -> None:
        self.shift = shift
        self.sigmas = torch.zeros(1)

    def set_timesteps(self, steps: int, device: torch.device | str | None = None) -> None:
        """Take the levels of so many steps; the last one ends at zero."""
        lowest = self._shifted(torch.ones(1) / _LEVELS).item()
        levels = self._shifted(np.linspace(_LEVELS, lowest * _LEVELS, steps) / _LEVELS)
        self.sigmas = torch.cat([torch.from_numpy(levels).float(), torch.zeros(1)]).to(device)

    def _shifted(self, level: Any) -> Any:
        return self.shift * level / (1 + (self.shift - 1) * level)

    def save_pretrained(self, folder: str | Path) -> None:
        """Write scheduler_config.json."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        settings = {"_class_name": _SCHEDULER, "num_train_timesteps": _LEVELS, "shift": self.shift}
        (folder / "scheduler_config.json").write_text(json.dumps(settings, indent=2) + "\n", "utf-8")

    @classmethod
    def from_pretrained(cls, folder: str | Path, **_: Any) -> NoiseSchedule:
        """Read what `save_pretrained` wrote, or diffusers did. Raises OSError or ValueError."""
        settings = json.loads((Path(folder) / "scheduler_config.json").read_text("utf-8"))
        return cls(float(settings["shift"]))


_SCHEDULER = "FlowMatchEulerDiscreteScheduler"  # of diffusers, whose levels these are
_LEVELS = 1000  # from which the lowest level is taken

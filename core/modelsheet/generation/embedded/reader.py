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
from torch.nn import functional as F

from ...cameras import OBJECT_EXTENT, SHEET_VIEWS
from ...prompts.colors import color_shares
from ...prompts.english import with_article
from ...weights import how_to_mend, models_folder, verify
from .network import Network, keep_config
from .vocabulary import Vocabulary

PIXELS = 64
"""A side of the pictures that it reads."""
THREE_QUARTER = "three-quarter"
SIDES = (*SHEET_VIEWS, THREE_QUARTER)
_SHARP = 25.0  # how much a cosine counts: unit vectors of nouns lie near each other
_GREY = 0.5  # behind what is transparent


class PictureReader(Network):
    """Pictures of one object to the sentence vector of its caption, and to the side that they show.

    What a picture's edges, colours and outline are (histograms of oriented gradients, Dalal and Triggs 2005;
    means of cells) on its principal axes, random waves of that (Rahimi and Recht 2007), and a ridge
    regression on both: learnt in closed form, in minutes on one core. axes, waves: how many there are.
    """

    mean: torch.Tensor
    axes: torch.Tensor
    waves: torch.Tensor
    phases: torch.Tensor
    weights: torch.Tensor
    middle: torch.Tensor

    @keep_config
    def __init__(self, axes: int = 256, waves: int = 1400, words: int = 384) -> None:
        super().__init__()
        outputs = words + len(SIDES)
        shapes: dict[str, tuple[int, ...]] = {"mean": (FEATURES,), "axes": (FEATURES, axes)}
        shapes |= {"waves": (axes, waves), "phases": (waves,)}
        shapes |= {"weights": (axes + waves, outputs), "middle": (outputs,)}
        for name, shape in shapes.items():
            self.register_buffer(name, torch.zeros(shape))

    def expand(self, features: torch.Tensor) -> torch.Tensor:
        """Features (B, FEATURES), see `describe`, on the axes and the waves: (B, axes + waves)."""
        plain = (features - self.mean) @ self.axes
        waves = torch.cos(plain @ self.waves + self.phases) / len(self.phases) ** 0.5
        return torch.cat([plain * _PLAIN, waves * _WAVES], 1)

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Of pictures (B, 4, 64, 64), see `as_input`: vectors (B, 384), whose products with those of nouns
        are the nouns' logits, and the shares (B, 7) of SIDES, which add up to 1."""
        read = self.expand(describe(pictures)) @ self.weights + self.middle
        words, sides = read[:, : -len(SIDES)], read[:, -len(SIDES) :].clamp(min=1e-3)
        return F.normalize(words, dim=1) * _SHARP, sides / sides.sum(1, keepdim=True)


def describe(pictures: torch.Tensor) -> torch.Tensor:
    """What pictures (B, 4, 64, 64), see `as_input`, look like: (B, FEATURES)."""
    alpha = pictures[:, 3:]
    found = []
    for channel in (pictures[:, :3].mean(1, keepdim=True), alpha):
        for cells in (8, 4):
            found.append(F.adaptive_avg_pool2d(_edges(channel), cells).flatten(1))
    found = [cells * _EDGES / (cells.norm(dim=1, keepdim=True) + 0.05) for cells in found]
    found.append((F.adaptive_avg_pool2d(pictures, 8).flatten(1) - _GREY) * _COLORS)
    found.append(F.adaptive_avg_pool2d(alpha, 16).flatten(1) - _GREY)
    return torch.cat(found, 1)


def _edges(channel: torch.Tensor) -> torch.Tensor:
    """How strong the edges of each of 8 directions are in (B, 1, H, W): (B, 8, H - 2, W - 2)."""
    across = channel[..., 1:-1, 2:] - channel[..., 1:-1, :-2]
    down = channel[..., 2:, 1:-1] - channel[..., :-2, 1:-1]
    angle = torch.atan2(down, across) % torch.pi * (_ANGLES / torch.pi)
    off = (angle - torch.arange(_ANGLES).view(1, -1, 1, 1) + _ANGLES / 2) % _ANGLES - _ANGLES / 2
    return (1 - off.abs()).clamp(min=0) * (across**2 + down**2) ** 0.25


_ANGLES = 8
FEATURES = 2 * _ANGLES * (8**2 + 4**2) + 4 * 8**2 + 16**2
_EDGES, _COLORS = 8.0, 1.2  # what they count beside the outline
_PLAIN, _WAVES = 0.125, 4.0  # what the axes and all waves together count


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
        plain, mirrored = sides.chunk(2)
        return nouns, (plain + mirrored[:, MIRRORED]) / 2


MIRRORED = [0, 3, 2, 1, 4, 5, 6]
"""Of SIDES, in a mirror: right and left change places."""
_LIKELY = 40  # nouns that are weighed against each other
_NEAR = 0.2  # of a cosine: nouns that are nearer speak for each other
_TOLD = 0.18  # of the object: a colour that takes less room goes unsaid

"""What a model has seen: the nouns of its training data, and how near a prompt comes to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...errors import Message, ModelsheetError
from ...weights import how_to_mend

FILE = "vocabulary"
FAR = 0.5


@dataclass(frozen=True)
class Vocabulary:
    """nouns: N phrases. vectors: (N, 384) float32 unit sentence vectors of them."""

    nouns: tuple[str, ...]
    vectors: np.ndarray

    def nearest(self, sentence: np.ndarray, count: int = 3) -> list[tuple[str, float]]:
        """The nearest nouns to a sentence vector (384,) and their cosine similarity."""
        similarity = self.vectors @ (sentence / max(float(np.linalg.norm(sentence)), 1e-9))
        order = np.argsort(-similarity)[:count]
        return [(self.nouns[i], float(similarity[i])) for i in order]

    def notice(self, sentence: np.ndarray) -> dict:
        """A message for the user, as plain JSON values, when nothing is near; else an empty one."""
        near = self.nearest(sentence)
        if not near or near[0][1] >= FAR:
            return {}
        words = ", ".join(f"{noun} ({similarity:.2f})" for noun, similarity in near)
        return Message("far-from-known", {"nearest": words}).to_json()

    def joined(self, other: Vocabulary) -> Vocabulary:
        """The nouns of both."""
        new = [i for i, noun in enumerate(other.nouns) if noun not in set(self.nouns)]
        nouns = (*self.nouns, *(other.nouns[i] for i in new))
        return Vocabulary(nouns, np.concatenate([self.vectors, other.vectors[new]]))

    def save(self, folder: Path) -> None:
        """Write vocabulary.json and vocabulary.safetensors (half precision)."""
        from safetensors.numpy import save_file

        (folder / f"{FILE}.json").write_text(json.dumps(self.nouns, indent=0) + "\n", "utf-8")
        save_file({"vectors": self.vectors.astype(np.float16)}, folder / f"{FILE}.safetensors")

    @classmethod
    def load(cls, folder: Path) -> Vocabulary:
        """Read what `save` wrote."""
        from safetensors.numpy import load_file

        try:
            nouns = json.loads((folder / f"{FILE}.json").read_text("utf-8"))
            vectors = load_file(folder / f"{FILE}.safetensors")["vectors"].astype(np.float32)
        except Exception as error:
            values = {"path": folder / FILE, "reason": str(error), "remedy": how_to_mend(folder)}
            raise ModelsheetError("vocabulary-broken", **values) from error
        return cls(tuple(nouns), vectors)

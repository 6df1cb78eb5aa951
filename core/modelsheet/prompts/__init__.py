"""Prompts in the words that the training captions use, and their encoding."""

from __future__ import annotations

from dataclasses import dataclass

from .chinese import is_chinese, translate
from .english import use_known_words


@dataclass(frozen=True)
class Understood:
    """What the generator gets to read, and which parts of the prompt are in no lexicon."""

    text: str
    unknown: tuple[str, ...] = ()


def in_english(prompt: str) -> Understood:
    """The prompt for a model that reads any English words: Chinese translated, the rest as it is."""
    if not is_chinese(prompt):
        return Understood(prompt)
    english, unknown = translate(prompt)
    return Understood(english or prompt, unknown)


def understand(prompt: str) -> Understood:
    """The prompt in the words of the captions: Chinese translated, synonyms replaced.

    A Chinese prompt of which nothing is understood stays as it is.
    """
    english = in_english(prompt)
    return Understood(use_known_words(english.text), english.unknown)

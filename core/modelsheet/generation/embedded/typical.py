"""What the training captions say of a bare noun: what is said more fully is drawn better."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

TYPICAL = Path(__file__).with_name("typical.json")


def expand(prompt: str) -> str:
    """A typical caption of a bare noun, `barrel` or `a wooden barrel`; any other prompt as it is."""
    noun = re.sub(r"^(an?|the) ", "", prompt.strip().lower())
    return _typical().get(noun, prompt)


@cache
def _typical() -> dict[str, str]:
    return json.loads(TYPICAL.read_text("utf-8"))

"""What a user wants to know of a model before fetching it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..cameras import Camera

Commercial = Literal["yes", "no", "conditions"]
Source = Literal["text", "picture"]


@dataclass(frozen=True)
class Licence:
    """The terms of code or weights.

    commercial: whether a product may be made with it; `conditions` says on which terms.
    """

    name: str
    commercial: Commercial
    conditions: str = ""


@dataclass(frozen=True)
class Download:
    """Files of one repository of the Hugging Face Hub.

    files: names or patterns in the repository. size: bytes, counted from the published shapes. width:
    bytes of a number in them. folder: where they lie below the model's folder. fallbacks: repositories with
    the same files, for when the first is gone. checkpoint: a file that is published as a pickle; it is read
    without running its code and kept as safetensors.
    """

    repository: str
    files: tuple[str, ...]
    size: int
    licence: Licence
    folder: str = ""
    fallbacks: tuple[str, ...] = ()
    width: int = 2
    checkpoint: str = ""


@dataclass(frozen=True)
class ModelSpec:
    """One model that runs here, and what it takes to have it.

    needs: what it can't draw without; reads: all that it draws from. cameras: from the pixels a side of
    a view to the cameras by name, empty for a model that draws no views. resolution: pixels a side.
    languages: of the prompts. code: the terms of the reference code, whose networks are rebuilt here.
    index: what the installed folder's `model_index.json` says beside "generator" and what is published in it.
    memory: bytes on the GPU in half precision, as its authors state it, or in `single` precision; 0 where
    they state none. small: pixels a side of the smallest views that it still draws, and few: how many views
    it draws at the least; 0 where it draws only what it was made for.
    """

    name: str
    title: str
    needs: frozenset[Source]
    reads: frozenset[Source]
    cameras: Callable[[int], Mapping[str, Camera]] | None
    resolution: int
    languages: tuple[str, ...]
    code: Licence
    downloads: tuple[Download, ...]
    memory: int
    index: Mapping[str, str] = field(default_factory=dict)
    single: bool = False
    small: int = 0
    few: int = 0

    @property
    def size(self) -> int:
        """Bytes to download."""
        return sum(download.size for download in self.downloads)

    @property
    def numbers(self) -> int:
        """Parameters of all its networks."""
        return sum(download.size // download.width for download in self.downloads)

    @property
    def licences(self) -> tuple[Licence, ...]:
        """Of its weights, each once."""
        return tuple(dict.fromkeys(download.licence for download in self.downloads))

    @property
    def commercial(self) -> Commercial:
        """Whether a product may be made with all the weights that it needs."""
        return strictest(self.licences)


def strictest(licences: Iterable[Licence]) -> Commercial:
    """Whether a product may be made with all of them together; yes where there are none."""
    found = {licence.commercial for licence in licences}
    return "no" if "no" in found else "conditions" if "conditions" in found else "yes"


APACHE = Licence("Apache-2.0", "yes")
MIT = Licence("MIT", "yes")
OPENRAIL = Licence(
    "CreativeML Open RAIL++-M",
    "conditions",
    "not for the uses that its attachment A forbids, such as deceit or harm; pass the same terms on",
)
OPENRAIL_M = Licence("CreativeML Open RAIL-M", OPENRAIL.commercial, OPENRAIL.conditions)
STABILITY = Licence(
    "Stability AI Community License",
    "conditions",
    "free below the yearly revenue that stability.ai/license names, else by agreement",
)
NONCOMMERCIAL = Licence(
    "CC-BY-NC-4.0", "no", "what it draws may be used freely, the model itself not in a commercial product"
)

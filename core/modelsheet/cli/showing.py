"""What a command shows while it runs: a bar, where it can be stopped, the figures it ends with."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any


class Progress:
    """A bar for each phase on stderr; silent when stderr is not a terminal."""

    def __init__(self) -> None:
        self._phase = ""
        self._bar: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(complete=kind is None)

    def __call__(self, phase: str, fraction: float) -> None:
        """Show how far (0 to 1) a phase is; a new name completes the phase before."""
        from tqdm import tqdm

        if phase != self._phase:
            self._close(complete=True)
            self._phase = phase
            layout = "{desc:<12}{percentage:3.0f}% {bar} {elapsed}"
            self._bar = tqdm(total=1.0, desc=phase, bar_format=layout, disable=None, ncols=72)
        self._bar.update(fraction - self._bar.n)

    def _close(self, complete: bool) -> None:
        if self._bar is not None:
            if complete:
                self._bar.update(1 - self._bar.n)
            self._bar.close()


@contextmanager
def stoppable() -> Iterator[None]:
    """Ctrl-C ends the block within half a second, whatever it is doing."""
    from ..stopping import Stopped, Stopper

    def last() -> None:
        after_bar = "\n" if sys.stderr.isatty() else ""
        print(f"{after_bar}modelsheet: stopped", file=sys.stderr, flush=True)

    stopper = Stopper(last, code=130, interrupt=True)
    try:
        with stopper.stoppable():
            yield
    except Stopped:
        raise KeyboardInterrupt from None
    finally:
        stopper.close()


@contextmanager
def figures(path: Path | None) -> Iterator[Callable[[dict], None]]:
    """A function that writes figures to `path` as JSON, if there is one; checked before they are taken."""
    import json

    from ..folders import check_writable, staged

    def write(figures: dict) -> None:
        if path:
            with staged(path.parent) as stage:
                (stage / path.name).write_text(json.dumps(figures, indent=2) + "\n", "utf-8")

    if path:
        check_writable(path.parent)
    yield write

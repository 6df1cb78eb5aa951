"""How much of a job is done, and how long the rest takes."""

from __future__ import annotations

import time

# Seconds on two cores of a laptop, until this machine has shown its own.
_USUAL = {
    "load": 8.0,
    "draw": 1.0,
    "reconstruct": 1.0,
    "simplify": 0.6,
    "unwrap": 0.4,
    "bake": 0.8,
    "report": 0.1,
    "save": 1.5,
}


class Estimate:
    """Learns from each job how long its phases take."""

    def __init__(self) -> None:
        self._usual = dict(_USUAL)
        self._ahead: list[str] = []
        self._phase = ""
        self._begun = 0.0
        self._spent = 0.0

    def start(self, phases: list[str]) -> None:
        """A new job that goes through these phases, in order."""
        self._ahead, self._phase, self._spent = list(phases), "", 0.0

    def update(self, phase: str, fraction: float) -> tuple[float, float]:
        """How much of the job is done, 0 to 1, and the seconds that are left."""
        now = time.perf_counter()
        if phase != self._phase:
            self.finish()
            self._phase, self._begun = phase, now
        elapsed = now - self._begun
        whole = elapsed / fraction if fraction > 0.1 else max(self._usual.get(phase, 1.0), elapsed)
        left = max(whole - elapsed, 0) + sum(self._usual.get(name, 1.0) for name in self._later())
        done = self._spent + elapsed
        return done / max(done + left, 1e-6), left

    def finish(self) -> None:
        """The phase is over: remember how long it took."""
        if self._phase:
            took = time.perf_counter() - self._begun
            self._usual[self._phase] = took
            self._spent += took
            self._phase = ""

    def _later(self) -> list[str]:
        known = self._phase in self._ahead
        return self._ahead[self._ahead.index(self._phase) + 1 :] if known else []

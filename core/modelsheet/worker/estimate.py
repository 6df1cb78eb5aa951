"""How much of a job is done, and how long the rest takes."""

from __future__ import annotations

from ..context import PHASES, Phase
from ..request import Request
from ..routes import find_route

# Seconds on two cores of a laptop, until this machine has shown its own.
_USUAL = {
    "load": 8.0,
    "picture": 20.0,
    "draw": 1.0,
    "reconstruct": 1.0,
    "simplify": 0.6,
    "unwrap": 0.4,
    "bake": 0.8,
    "lods": 0.8,
    "collision": 3.0,
    "report": 0.1,
    "save": 1.5,
}


class Estimate:
    """Learns from each job how long its phases take."""

    def __init__(self) -> None:
        self._usual = dict(_USUAL)
        self._ahead: list[str] = []
        self._spent = 0.0

    def start(self, request: Request, warm: bool) -> None:
        """A new job; warm: its generator is loaded."""
        left_out = {"load", "draw"} if request.do == "reconstruct" else {"load"} if warm else set()
        if request.image or not find_route(request).picture:
            left_out |= {"picture"}
        left_out |= set() if request.lods else {"lods"}
        left_out |= {"collision"} if request.collision == "off" else set()
        self._ahead, self._spent = [name for name in PHASES if name not in left_out], 0.0

    def update(self, phase: Phase) -> tuple[float, float]:
        """How much of the job is done, 0 to 1, and the seconds that are left."""
        name, elapsed = phase.name, phase.seconds
        usual = self._usual.get(name, 1.0)
        whole = elapsed / phase.fraction if phase.fraction > 0.1 else max(usual, elapsed)
        later = self._ahead[self._ahead.index(name) + 1 :] if name in self._ahead else self._ahead
        left = max(whole - elapsed, 0) + sum(self._usual.get(each, 1.0) for each in later)
        done = self._spent + elapsed
        if phase.fraction == 1:
            self._usual[name] = elapsed
            self._spent += elapsed
        return done / max(done + left, 1e-6), left

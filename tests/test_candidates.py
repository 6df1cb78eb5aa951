"""Several drawings of one request: numbered, told as they form, the best built, all on disk."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from modelsheet.candidates import Candidates, seeds
from modelsheet.context import Context, Drawn, Forming, Phase
from modelsheet.pipeline import Pipeline, draw_candidates
from modelsheet.request import Request
from modelsheet.run import run
from modelsheet.sheet import ModelSheet

from .worker.stand_in import StandIn


class Favourite(StandIn):
    """Draws all in one pass, and likes the last."""

    def draw_candidates(self, request: Request, context: Context) -> Candidates:
        sheets = tuple(
            self.draw(replace(request, seed=seed, candidates=1), Context())
            for seed in seeds(request.seed, request.candidates)
        )
        context.forming(1, 1, *(lambda sheet=sheet: sheet for sheet in sheets))
        return Candidates(sheets, tuple({"whole": i / 2} for i in range(len(sheets))), len(sheets) - 1)


@pytest.mark.parametrize("generator", [StandIn(), Favourite()])
def test_each_candidate_has_a_seed_of_its_own_and_is_told_by_its_number(generator):
    events = []
    drawn = draw_candidates(generator, Request("a post", seed=7, candidates=3), Context(events.append))
    assert [sheet.seed for sheet in drawn.sheets] == [7, 8, 9]
    again = StandIn().draw(Request("a post", seed=8), Context())
    assert np.array_equal(drawn.sheets[1]["front"].rgba, again["front"].rgba)
    assert {event.candidate for event in events if isinstance(event, Forming)} == {1, 2, 3}
    parts = [event.fraction for event in events if isinstance(event, Phase)]
    assert parts == sorted(parts)


def test_the_best_goes_on_and_the_others_lie_beside_it(tmp_path):
    events = []
    request = Request("a post", seed=7, candidates=3, views_only=True)
    run(request, tmp_path / "out", events.append, lambda name: Pipeline(Favourite()))
    assert [event.candidate for event in events if isinstance(event, Drawn)] == [1, 2, 3, 0]
    assert ModelSheet.load(tmp_path / "out").seed == 9
    found = json.loads((tmp_path / "out" / "candidates" / "candidates.json").read_text())
    assert found["best"] == 3
    assert [row["seed"] for row in found["candidates"]] == [7, 8, 9]
    assert found["candidates"][1]["scores"] == {"whole": 0.5}
    for number in (1, 2, 3):
        assert ModelSheet.load(tmp_path / "out" / "candidates" / str(number)).seed == 6 + number


def test_one_drawing_is_no_choice(tmp_path):
    run(Request("a post", views_only=True), tmp_path / "out", load=lambda name: Pipeline(StandIn()))
    assert not (tmp_path / "out" / "candidates").exists()

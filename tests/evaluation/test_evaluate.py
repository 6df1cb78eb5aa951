"""A whole evaluation of a model with random weights, over boxes and balls."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from modelsheet import cli
from modelsheet.errors import ModelsheetError
from modelsheet.evaluation import evaluate, judge, prompts
from modelsheet.evaluation.evaluate import row
from modelsheet.evaluation.judge import CHOICES
from modelsheet.evaluation.prompts import GROUPS, first, fixed_prompts
from modelsheet.training.dataset import AssetLibrary


def test_the_table_holds_two_hundred_prompts_and_one_a_category():
    found = fixed_prompts()
    counts = [sum(prompt.group == group for prompt in found) for group in GROUPS]
    assert counts[:2] == [100, 100]
    assert counts[2] >= 80
    for group in GROUPS:
        texts = [prompt.text for prompt in found if prompt.group == group]
        assert len(set(texts)) == len(texts) >= CHOICES
    assert [len([p for p in first(found, 3) if p.group == group]) for group in GROUPS] == [3, 3, 3]
    with pytest.raises(ModelsheetError, match="at least 1"):
        first(found, 0)


def test_other_data_is_refused_at_once(assets):
    with pytest.raises(ModelsheetError, match=r"the data has no .*: give the assets"):
        prompts.check_data(AssetLibrary(assets))


@pytest.mark.long
def test_a_model_is_evaluated_with_one_command(assets, tiny_folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(prompts, "TABLE", tmp_path / "prompts.tsv")
    monkeypatch.setattr(prompts, "COUNT", 6)
    monkeypatch.setattr(judge, "_VARIANTS", 8)
    prompts.main(str(assets), str(tmp_path / "cache"))
    table = fixed_prompts()
    assert {prompt.group for prompt in table} == set(GROUPS)

    command = ["evaluate", tiny_folder, "--data", assets, "--count", 1, "--cache", tmp_path / "cache"]
    for out in ("one", "two"):
        assert cli.main([str(part) for part in (*command, "--out", tmp_path / out)]) == 0
    assert "held-out, real" in capsys.readouterr().out

    one, two = (
        json.loads((tmp_path / out / "page" / "evaluation.json").read_text()) for out in ("one", "two")
    )
    for figures in (one, two):
        for sample in figures["samples"]:
            del sample["seconds"]
    assert one["samples"] == two["samples"]
    assert one["real"] == two["real"]
    assert [row["prompts"] for row in one["rows"] if "real" not in row["what"]] == [1, 1, 1]
    real = [sample for sample in one["real"] if sample["consistency"]]
    assert all(sample["consistency"]["iou"] > 0.9 and not sample["faults"] for sample in real)
    assert one["known"] == two["known"]
    assert one["judge"] == two["judge"]
    assert [row["sheets"] for row in one["judge"]] == sorted(row["sheets"] for row in one["judge"])
    assert one["known"]["images"] == one["known"]["pins"] == 1
    page = (tmp_path / "one" / "page" / "index.html").read_text("utf-8")
    assert all(prompt.text in page for prompt in first(table, 1))
    assert "does not say that it was trained without" in page

    steps = ["bench", "steps", "--generator", tiny_folder, "--data", assets, "--cache", tmp_path / "cache"]
    steps += ["--count", 1, "--steps", 1, 2, "--out", tmp_path / "steps.json"]
    assert cli.main([str(part) for part in steps]) == 0
    rows = json.loads((tmp_path / "steps.json").read_text())["rows"]
    assert [row["what"] for row in rows] == ["1 steps", "2 steps"]
    assert all(row["draw"] > 0 and row["together"] > 0 for row in rows)


def test_a_prompt_that_fails_costs_itself_alone(capsys):
    class Broken:
        def draw(self, prompt, seed):
            raise KeyError(prompt)

    prompt = fixed_prompts()[0]
    sample = evaluate._sample(Broken(), SimpleNamespace(sample=None), prompt, 0)
    assert sample.faults == (f"failed: KeyError: {prompt.text!r}",)
    assert not sample.sheet_right
    assert row("all", [sample])["usable"] == 0
    assert "Traceback" in capsys.readouterr().err

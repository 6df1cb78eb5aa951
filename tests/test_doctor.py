"""`modelsheet doctor` names what is wrong and how to mend it."""

from __future__ import annotations

import json

import pytest

from modelsheet import cli, doctor, weights
from modelsheet.errors import Message


@pytest.fixture(scope="module")
def checks():
    return {str(check.name): check for check in doctor.diagnose()}


def test_everything_that_pip_installed_is_ok(checks):
    for name in ("Python", "torch", "open3d", "text encoder", "numpy", "xatlas", "disk space"):
        assert checks[name].ok, checks[name]


def test_extras_are_never_required(checks):
    extras = [check for name, check in checks.items() if name.startswith("extra: ")]
    assert {str(check.name) for check in extras} == {
        f"extra: {name}"
        for name in ("blender", "collision", "evaluate", "hub", "quads", "ray", "test", "train", "usd")
    }
    assert not any(check.required for check in extras)
    assert checks["extra: test"].ok


def test_a_broken_package_is_named_with_its_remedy():
    check = doctor._package("no_such_module", "no-such-module")
    assert not check.ok
    assert "no_such_module" in str(check.detail)
    line = doctor.report([check])
    assert line.startswith("MISSING")
    assert line.endswith("->  pip install no-such-module")
    assert "\n" not in line


def test_missing_weights_are_named_with_their_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "models_folder", lambda: tmp_path)
    checks = {str(check.name): check for check in doctor.diagnose()}
    assert not checks["weights"].ok
    assert checks["weights"].required
    assert "install modelsheet again" in str(checks["weights"].remedy)


def test_damaged_weights_are_found(tmp_path, monkeypatch):
    model = tmp_path / "embedded"
    model.mkdir()
    (model / "model_index.json").write_text("{}")
    (model / "model.safetensors").write_bytes(b"weights")
    weights.write_hashes(model)
    monkeypatch.setattr(weights, "models_folder", lambda: tmp_path)
    assert doctor._attempt("weights", doctor._weights, Message("reinstall")).ok

    (model / "model.safetensors").write_bytes(b"Weights")
    check = doctor._attempt("weights", doctor._weights, Message("reinstall"))
    assert not check.ok
    assert "damaged" in str(check.detail)


@pytest.mark.parametrize(("broken", "code"), [(False, 0), (True, 1)])
def test_the_exit_code_and_the_json_agree(broken, code, monkeypatch, capsys):
    checks = [
        doctor.Check(Message("fine"), True, Message("1.0")),
        doctor.Check(Message("ray"), False, Message("not there"), Message("pip install ray"), required=False),
        doctor.Check(Message("weights"), not broken, Message("embedded"), Message("reinstall")),
    ]
    monkeypatch.setattr(doctor, "diagnose", lambda: checks)
    assert cli.main(["doctor", "--json"]) == code
    answer = json.loads(capsys.readouterr().out)
    assert answer["ready"] is not broken
    assert [check["name"]["text"] for check in answer["checks"]] == ["fine", "ray", "weights"]

    assert cli.main(["doctor"]) == code
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["ok", "-", "MISSING" if broken else "ok"]

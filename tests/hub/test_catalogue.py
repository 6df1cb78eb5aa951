"""What can be downloaded, and what a user should know before."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from modelsheet.errors import ModelsheetError
from modelsheet.hub.catalogue import catalogue, model_spec, to_dict


def test_each_model_is_listed_with_its_terms(tmp_path) -> None:
    listed = {name: to_dict(spec, tmp_path) for name, spec in catalogue().items()}
    assert json.loads(json.dumps(listed)) == listed
    triposr = listed["triposr"]
    assert triposr["licences"] == {"stabilityai/TripoSR": "MIT"}
    assert triposr["commercial"] == "yes"
    assert triposr["size"] == 1_677_246_742
    assert not any(entry["installed"] for entry in listed.values())


def test_an_unknown_model_is_answered_with_those_there_are() -> None:
    with pytest.raises(ModelsheetError, match=r"choose .*instantmesh.*triposr"):
        model_spec("dreams")


def test_listing_does_not_import_torch() -> None:
    code = "import sys; from modelsheet.hub.catalogue import catalogue; catalogue();"
    code += " print('torch' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"

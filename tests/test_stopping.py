"""A run is stopped where it is: between two steps of Python, and in a long call into C."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys, threading, time
from pathlib import Path
from modelsheet.folders import staged
from modelsheet.stopping import Stopped, Stopper

stopper = Stopper(lambda: print("last", flush=True), code=7)
try:
    with stopper.stoppable(), staged(Path(sys.argv[1])) as stage:
        (stage / "half").write_text("")
        print("here", flush=True)
        threading.Timer(0.1, stopper.stop).start()
        {work}
except Stopped:
    print("stopped", flush=True)
    with stopper.stoppable():
        time.sleep(1)
    print("goes on", flush=True)
"""


@pytest.mark.parametrize(
    ("work", "said", "code"),
    [
        ("while True: pass", ["here", "stopped", "goes on"], 0),
        ("import hashlib; hashlib.pbkdf2_hmac('md5', b'', b'', 10**9)", ["here", "last"], 7),  # minutes in C
    ],
)
def test_it_stops_and_leaves_nothing(work: str, said: list[str], code: int, tmp_path: Path) -> None:
    command = [sys.executable, "-c", SCRIPT.format(work=work), str(tmp_path / "asset")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.stdout.split("\n")[:-1], done.returncode) == (said, code), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_stopping_what_does_not_run_does_nothing() -> None:
    code = (
        "from modelsheet.stopping import Stopper; s = Stopper(print); s.stop(); import time; time.sleep(0.6)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).stdout == b""

"""A run is stopped where it is: between two steps of Python, and in a long call into C."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
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


STEP = 0.5  # seconds between two moments
BATCH_STEP = 2.0  # likewise, of a batch, which does the same as `generate` in another process
COMMANDS = {
    "generate": ["generate", "a wooden barrel", "--seed", "7"],
    "reconstruct": ["reconstruct", "sheet"],
    "render": ["render", "ball.ply", "--resolution", "256"],
    "batch": ["batch", "jobs.txt", "--workers", "1"],
}


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.model
@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT is sent")
@pytest.mark.parametrize("name", COMMANDS)
def test_ctrl_c_ends_a_command_within_a_second_whatever_it_does(name: str, tmp_path: Path) -> None:
    """At every half second or two of its run. It measures time, so it is a long one, for an idle machine."""
    import trimesh

    from modelsheet.cli import main

    trimesh.creation.icosphere(6).export(tmp_path / "ball.ply")
    (tmp_path / "jobs.txt").write_text("a wooden barrel\na red car\n")
    if name == "reconstruct":
        assert main(["generate", "a red car", "--views-only", "--out", str(tmp_path / "sheet")]) == 0
    before = sorted(tmp_path.rglob("*"))
    step = BATCH_STEP if name == "batch" else STEP
    moment, slowest, codes = step, 0.0, set()
    while True:
        out = tmp_path / "out"
        command = [sys.executable, "-m", "modelsheet", *COMMANDS[name], "--out", str(out)]
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            process.communicate(timeout=moment)
            break  # it was done before
        except subprocess.TimeoutExpired:
            sent = time.monotonic()
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
        slowest = max(slowest, time.monotonic() - sent)
        codes.add(process.returncode)
        assert b"Traceback" not in errors
        if name != "batch" and not (out / "sheet.json").is_file():  # a batch keeps what is done
            assert sorted(tmp_path.rglob("*")) == before  # else it was just done
        shutil.rmtree(out, ignore_errors=True)
        moment += step
    print(f"{name}: {round(moment / step) - 1} moments, slowest end {slowest:.2f} s, codes {codes}")
    assert 130 in codes <= {0, 130}  # 0: it was just done
    assert slowest <= 1

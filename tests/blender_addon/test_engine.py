"""Finding, setting up and talking to an engine, without Blender."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from blender_addon.engine import environment
from blender_addon.engine.process import ENDED, LineProcess, tail
from blender_addon.engine.session import Job, Session

ECHO = """
import sys
print('{"event": "hello", "protocol": %d}', flush=True)
for line in sys.stdin:
    print(line, end="", flush=True)
print("bye", file=sys.stderr)
"""


def wait(condition, patience: float = 120) -> None:
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def echo(tmp_path: Path):
    """A process that says what it hears; its log."""
    log = tmp_path / "log 文件" / "worker.log"
    process = LineProcess([sys.executable, "-c", ECHO % 2], log)
    yield process, log
    process.kill()


def test_events_come_whole_and_in_order(echo):
    process, log = echo
    for number in range(100):
        process.send(event="x", number=number, text="木桶\n🛢️")
    events = []
    wait(lambda: events.extend(process.events()) or len(events) == 101)
    assert [event["number"] for event in events[1:]] == list(range(100))
    assert events[-1]["text"] == "木桶\n🛢️"
    process.close()
    wait(lambda: events.extend(process.events()) or events[-1]["event"] == ENDED)
    assert events[-1]["code"] == 0
    assert tail(log) == "bye"
    process.send(event="nobody hears this")


def test_an_engine_is_a_folder_or_a_python(tmp_path: Path):
    assert environment.engine_python("", tmp_path) is None
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("")
    assert environment.engine_python("", tmp_path) is None, "its set-up has not ended"
    (tmp_path / "venv" / environment.READY).touch()
    for chosen in ("", str(tmp_path / "venv"), str(python)):
        assert environment.engine_python(chosen, tmp_path) == python
    assert environment.engine_python(str(tmp_path / "elsewhere"), tmp_path) is None


def test_a_python_that_can_not_run_the_engine_is_refused(tmp_path: Path, monkeypatch):
    wheel = tmp_path / "engine" / "wheel" / "modelsheet-0.1.0-py3-none-any.whl"
    wheel.parent.mkdir(parents=True)
    wheel.write_text("")
    monkeypatch.setattr(environment, "_HERE", tmp_path / "engine")
    command = environment.set_up_command("", tmp_path, "CPU", "https://example.org/simple")
    assert str(wheel) in command
    assert command[-1] == "https://example.org/simple"
    # what looks for Python asks which system it is, too
    monkeypatch.setattr(shutil, "which", lambda *given, **options: sys.executable)
    for system, build, index in (("linux", "CPU", "cpu"), ("win32", "CUDA", "cu130")):
        monkeypatch.setattr(sys, "platform", system)
        assert environment.set_up_command("", tmp_path, build)[-2].endswith(f"/whl/{index}")
    for system, build in (("linux", "CUDA"), ("win32", "CPU"), ("darwin", "CPU")):  # the index itself has it
        monkeypatch.setattr(sys, "platform", system)
        assert environment.set_up_command("", tmp_path, build)[-2:] == ["", ""]
    with pytest.raises(environment.NoPython, match="choose another"):
        environment.set_up_command(str(tmp_path / "nothing"), tmp_path, "CPU")
    wheel.unlink()
    with pytest.raises(environment.NoPython, match="carries no engine"):
        environment.set_up_command("", tmp_path, "CPU")


def session(tmp_path: Path, command: list[str] | None) -> tuple[Session, Job]:
    found = Session(lambda: command, tmp_path / "worker.log")
    job = Job("one", {"do": "generate"}, tmp_path / "out")
    found.submit(job)
    return found, job


def ended(found: Session) -> Job:
    jobs: list[Job] = []
    wait(lambda: jobs.extend(found.poll()) or jobs)
    return jobs[0]


def test_an_engine_says_why_it_does_not_start(tmp_path: Path):
    said = '{"event": "error", "id": null, "code": "no-memory", "values": {}, "text": "too little memory"}'
    found, _ = session(tmp_path, [sys.executable, "-c", f"import sys; print('{said}'); sys.exit(2)"])
    job = ended(found)
    assert job.problem is not None
    assert job.problem.message == "too little memory"


def test_an_engine_of_another_version_is_refused(tmp_path: Path):
    found, _ = session(tmp_path, [sys.executable, "-c", ECHO % 99])
    job = ended(found)
    assert (job.state, job.problem.fix) == ("failed", "SETUP")
    assert "another version" in job.problem.message
    assert found.pid is None


def test_no_engine_is_a_problem_with_a_way_out(tmp_path: Path):
    for command in (None, [str(tmp_path / "deleted")]):
        found, _ = session(tmp_path, command)
        assert ended(found).problem.fix == "SETUP"


def test_a_worker_that_does_not_listen_is_ended(tmp_path: Path):
    found, job = session(tmp_path, [sys.executable, "-c", ECHO % 2])
    wait(lambda: found.poll() or job.state == "running")
    pid = found.pid
    found.cancel(job)
    assert ended(found).state == "cancelled"
    assert found.pid is None
    assert pid is not None


def test_waiting_jobs_go_on_after_one_has_failed(tmp_path: Path):
    found, first = session(tmp_path, [sys.executable, "-c", ECHO % 2])
    second = Job("two", {"do": "generate"}, tmp_path / "out2")
    found.submit(second)
    wait(lambda: found.poll() or first.state == "running")
    subprocess.run(["kill", "-9", str(found.pid)], check=True)
    assert ended(found) is first
    assert first.problem.values == {"code": -9}
    wait(lambda: found.poll() or second.state == "running")
    found.unload()
    assert ended(found) is second


@pytest.fixture
def tiny_wheel(tmp_path: Path) -> Path:
    """A wheel that needs nothing."""
    path = tmp_path / "modelsheet-9.0-py3-none-any.whl"
    info = "modelsheet-9.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("modelsheet/__init__.py", "")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: modelsheet\nVersion: 9.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.mark.slow
def test_the_set_up_makes_an_environment_and_can_be_started_again(tmp_path: Path, tiny_wheel: Path):
    (tmp_path / "constraints.txt").write_text("modelsheet==9.0\n")
    home = tmp_path / "engine 引擎"
    script = Path(environment.__file__).with_name("install.py")
    command = [sys.executable, str(script), str(home), str(tiny_wheel), str(tmp_path / "constraints.txt")]
    for _ in range(2):
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        lines = [json.loads(line) for line in process.stdout]
        assert (lines[-1], process.wait()) == ({"event": "done"}, 0)
        fractions = [line["fraction"] for line in lines if line["event"] == "progress"]
        assert fractions[0] == 0
        assert all(0 <= fraction <= 1 for fraction in fractions)
    python = environment.engine_python(str(home), tmp_path)
    assert python is not None
    assert not subprocess.run([str(python), "-c", "import modelsheet"], cwd=tmp_path).returncode


def test_a_disk_without_room_for_the_engine_is_a_clear_message(tmp_path: Path, tiny_wheel: Path):
    """/dev/null stands for a folder that can't be written, /proc for a disk that has no room."""
    for folder, words in (("/dev/null/engine", "can't be written"), ("/proc/engine", "too full")):
        script = Path(environment.__file__).with_name("install.py")
        command = [sys.executable, str(script), folder, str(tiny_wheel), str(tmp_path)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        (line,) = process.stdout
        process.wait()
        assert words in json.loads(line)["message"]

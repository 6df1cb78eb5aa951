"""`modelsheet bench generate`: seconds from prompt to files on disk, warm and cold, and peak memory."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ..errors import ModelsheetError

_MEASURE = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""  # in a small process of its own: a child's peak begins with the memory of the process that starts it


def bench(prompt: str, generator: str, repeats: int) -> dict:
    """Medians over `repeats` runs with the model loaded, and over as many fresh processes, of which a good
    part only imports torch.

    Each run has another seed and ends with all files on disk. Seconds; peak memory in bytes (None
    where the system does not tell).
    """
    with tempfile.TemporaryDirectory() as folder:
        warm = _warm(prompt, generator, repeats, Path(folder))
        cold = [_cold(prompt, generator, seed, Path(folder) / f"cold-{seed}") for seed in range(repeats)]
    phases = {name: statistics.median(run[name] for run in warm) for name in warm[0]}
    peaks = [peak for _, peak in cold if peak is not None]
    return {
        "prompt": prompt,
        "generator": generator,
        "repeats": repeats,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "warm_seconds": statistics.median(sum(run.values()) for run in warm),
        "warm_phases": phases,
        "cold_seconds": statistics.median(seconds for seconds, _ in cold),
        "torch_seconds": statistics.median(_import_torch() for _ in range(repeats)),
        "peak_memory": max(peaks) if peaks else None,
        "warm_runs": warm,
        "cold_runs": [seconds for seconds, _ in cold],
    }


def table(result: dict) -> str:
    """The figures for a person."""
    rows = [(f"  {name}", f"{seconds:.2f} s") for name, seconds in result["warm_phases"].items()]
    peak = result["peak_memory"]
    rows = [
        ("warm, prompt to files", f"{result['warm_seconds']:.2f} s"),
        *rows,
        ("cold process", f"{result['cold_seconds']:.2f} s"),
        ("of it to import torch", f"{result['torch_seconds']:.2f} s"),
        ("peak memory", f"{peak / 2**30:.2f} GB" if peak else "unknown"),
    ]
    title = f"{result['prompt']!r}, median of {result['repeats']} ({result['machine']})"
    return "\n".join([title, *(f"{name:24}{figure:>10}" for name, figure in rows)])


def _warm(prompt: str, generator: str, repeats: int, folder: Path) -> list[dict[str, float]]:
    """Seconds of each phase for runs in this process, after one that warms it up."""
    from ..pipeline import Models
    from ..request import Request
    from ..run import run

    load, runs = Models(), []
    for seed in range(-1, repeats):
        made = run(
            Request(prompt, seed=max(seed, 0), generator=generator), folder / f"warm-{seed}", load=load
        )
        runs.append({phase: spent for phase, spent in made.seconds.items() if phase != "load"})
    return runs[1:]


def _import_torch() -> float:
    """Seconds of a process that does nothing else."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import torch"], check=True)
    return time.perf_counter() - start


def _cold(prompt: str, generator: str, seed: int, out: Path) -> tuple[float, int | None]:
    """Seconds and peak memory of `modelsheet generate` in a process of its own."""
    command = [sys.executable, "-m", "modelsheet", "generate", prompt]
    command += ["--generator", generator, "--seed", str(seed), "--out", str(out)]
    if sys.platform != "win32":  # which does not tell
        command = [sys.executable, "-c", _MEASURE, *command]
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise ModelsheetError(f"a cold run ended with exit code {done.returncode}: run `modelsheet doctor`")
    if sys.platform == "win32":
        return seconds, None
    return seconds, int(done.stdout) * (1 if sys.platform == "darwin" else 1024)

"""Packages of others, as pip installs them: a module and the entry points that name its stages."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path


def install(module: Path, entry_points: dict[str, dict[str, str]], place: Path) -> Path:
    """Make a wheel of one module and have pip install it into a folder of its own; returns the folder.

    entry_points: by group and name, what stands for the spec: "module:SPEC".
    """
    name = module.stem
    place.mkdir(parents=True, exist_ok=True)
    wheel = place / f"{name}-1.0-py3-none-any.whl"
    groups = "\n".join(
        f"[{group}]\n" + "\n".join(f"{key} = {value}" for key, value in entries.items())
        for group, entries in entry_points.items()
    )
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(module, module.name)
        info = f"{name}-1.0.dist-info"
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(
            f"{info}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{info}/entry_points.txt", groups)
        archive.writestr(f"{info}/RECORD", "")
    site = place / "site"
    shutil.rmtree(site, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    quiet = ["--disable-pip-version-check", "--target", str(site), str(wheel)]
    subprocess.run([*command, *quiet], check=True)
    return site

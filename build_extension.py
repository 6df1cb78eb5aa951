"""The zip that an artist installs: the extension, with the wheel of its engine inside.

    python build_extension.py [FOLDER]        the zip goes to FOLDER, dist/ by default

`blender --command extension build --source-dir blender_addon` packs the same files once the wheel is there.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ADDON = ROOT / "blender_addon"
WHEEL = ADDON / "engine" / "wheel"


def main(out: Path) -> Path:
    """Build the wheel into the extension, and pack it; returns the zip."""
    shutil.rmtree(WHEEL, ignore_errors=True)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(WHEEL),
        str(ROOT),
    ]
    subprocess.run(command, check=True)
    manifest = tomllib.loads((ADDON / "blender_manifest.toml").read_text("utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{manifest['id']}-{manifest['version']}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(ADDON.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith("."):
                archive.write(file, file.relative_to(ADDON))
    return path


if __name__ == "__main__":
    print(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"))

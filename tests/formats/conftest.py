"""What others make of our files: three.js in Chromium, Blender, the Khronos validator."""

from __future__ import annotations

import functools
import http.server
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ..batch.browser import CHROMIUM, Page

HERE = Path(__file__).parent
BLENDER_PYTHON = os.environ.get("BLENDER_PYTHON") or (
    sys.executable if importlib.util.find_spec("bpy") else ""
)
_VALIDATOR = """
const validator = require("gltf-validator"), fs = require("fs");
const check = (path) => validator.validateBytes(new Uint8Array(fs.readFileSync(path)));
Promise.all(process.argv.slice(2).map(check)).then((reports) =>
  console.log(JSON.stringify(reports.map((report) => report.issues.messages))));
"""


@contextmanager
def opened(html: Path, site: Path, *packages: str) -> Iterator[Page]:
    """A page in Chromium, with packages of npm in `node_modules` beside it; it says when it is `ready`."""
    npm = shutil.which("npm")
    if not CHROMIUM or not npm:
        pytest.skip("Chromium and npm are needed")
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", *packages]
    if subprocess.run(install, cwd=site, capture_output=True, timeout=300, check=False).returncode:
        pytest.skip(f"npm can't fetch {', '.join(packages)}")
    (site / "favicon.ico").write_bytes(b"")
    shutil.copy(html, site / "index.html")

    class Silent(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, Page(Path(profile)) as page:
            page.go(f"http://127.0.0.1:{server.server_port}/index.html")
            page.wait("window.ready")
            yield page
    finally:
        server.shutdown()


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page that draws GLBs with three.js."""
    with opened(HERE / "three_page.html", tmp_path_factory.mktemp("site"), "three@0.170.0") as page:
        yield page


@pytest.fixture(scope="session")
def validate(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[list[dict]]]:
    """Gives the messages of the Khronos validator on each of the files."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("Node.js and npm are not installed")
    home = tmp_path_factory.mktemp("validator")
    (home / "validate.js").write_text(_VALIDATOR)
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", "gltf-validator@2.0.0-dev.3.10"]
    if subprocess.run(install, cwd=home, capture_output=True, timeout=120).returncode:
        pytest.skip("npm can't fetch gltf-validator")

    def run(*files: Path) -> list[list[dict]]:
        command = [node, "validate.js", *map(str, files)]
        said = subprocess.run(command, cwd=home, capture_output=True, text=True, check=True)
        return json.loads(said.stdout)

    return run


def in_blender(script: str, *arguments: object) -> list:
    """What a script for Blender's Python gives to `tell`, one after the other."""
    if not BLENDER_PYTHON:
        pytest.skip("needs bpy: pip install 'modelsheet[blender]', or BLENDER_PYTHON=a Python that has it")
    head = "import json, sys, bpy\nimport numpy as np\n"
    head += "def tell(value): print('TOLD ' + json.dumps(value), flush=True)\n"
    tail = "\nimport os\nos._exit(0)"  # Blender as a module may hang at exit
    command = [BLENDER_PYTHON, "-c", head + script + tail, *map(str, arguments)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=300)
    lines = [line for line in said.stdout.splitlines() if line.startswith("TOLD ")]
    assert lines, said.stderr
    return [json.loads(line.removeprefix("TOLD ")) for line in lines]

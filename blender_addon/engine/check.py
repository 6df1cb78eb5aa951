# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by the engine's Python: `modelsheet doctor` as one line of JSON."""

import json
import subprocess
import sys

answer = subprocess.run(
    [sys.executable, "-m", "modelsheet", "doctor", "--json"], stdout=subprocess.PIPE, encoding="utf-8"
)
try:
    print(json.dumps({"event": "checked", **json.loads(answer.stdout)}), flush=True)
except ValueError:
    sys.exit(1)

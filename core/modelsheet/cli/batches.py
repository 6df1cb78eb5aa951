"""Commands that make many, and show them: batch, gallery, library."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ..options import Whole
from ..request import options as request_options
from .flags import Parser, add_options, command, kind


def add_commands(to: Any) -> None:
    """In the order of `--help`."""
    command(to, "batch", batch, _batch_flags)
    command(to, "gallery", gallery, _gallery_flags)
    command(to, "library", library, _library_flags)


def batch(options: argparse.Namespace) -> int:
    """A file of jobs to assets and a gallery; run it again and it goes on where it was."""
    from ..batch import LOG, run_batch

    counts = run_batch(
        options.jobs,
        options.out,
        defaults={each.name: getattr(options, each.name) for each in request_options()},
        workers=options.workers,
        ray=options.ray,
        retry_failed=options.retry_failed,
    )
    if counts.failed:
        print(f"modelsheet: note: {options.out / LOG} says why; --retry-failed tries again", file=sys.stderr)
    print(f"{counts.done} done, {counts.failed} failed: {options.out / 'index.html'}")
    return 3 if counts.failed else 0


def _batch_flags(add: Parser) -> None:
    add.add_argument(
        "jobs",
        type=Path,
        metavar="JOBS",
        help="CSV (the first line names the columns), JSON Lines, or prompts",
    )
    add.add_argument("--out", type=Path, metavar="FOLDER", required=True, help="assets, record and gallery")
    add.add_argument(
        "--workers",
        type=kind(Whole(1, 1024)),
        help="processes, of one thread and about 1 GB each (default: one a core, with models of the Hub one)",
    )
    add.add_argument("--ray", metavar="ADDRESS|local", help="on a Ray cluster instead of this machine alone")
    add.add_argument("--retry-failed", action="store_true", help="try once more what failed in earlier runs")
    add_options(add.add_argument_group("options of jobs that don't have their own"))


def gallery(options: argparse.Namespace) -> None:
    """Write the gallery of a batch anew, also while the batch runs."""
    from ..batch.gallery import write_gallery

    print(write_gallery(options.folder))


def _gallery_flags(add: Parser) -> None:
    add.add_argument("folder", type=Path, metavar="FOLDER", help="what --out of `batch` named")


def library(options: argparse.Namespace) -> None:
    """All assets of a batch in one .blend file, for Blender's Asset Browser."""
    from ..batch.library import write_library

    print(write_library(options.folder, options.out, options.blender))


def _library_flags(add: Parser) -> None:
    add.add_argument("folder", type=Path, metavar="FOLDER", help="what --out of `batch` named")
    add.add_argument("out", type=Path, metavar="OUT.blend", help="its catalogs are written beside it")
    add.add_argument("--blender", metavar="PATH", help="the program (default: the bpy wheel, or the path's)")

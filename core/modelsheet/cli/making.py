"""Commands that make one thing: generate, reconstruct, texture."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ..context import Event, Phase
from ..options import Text
from ..request import TEXTURE_OPTIONS, Request
from ..request import options as request_options
from .flags import Parser, add_options, command, help_of, kind
from .showing import Progress


def add_commands(to: Any) -> None:
    """In the order of `--help`."""
    command(to, "generate", generate, _generate_flags)
    command(to, "reconstruct", reconstruct, _reconstruct_flags)
    command(to, "texture", texture, _texture_flags)


def generate(options: argparse.Namespace) -> None:
    """Prompt to asset, or to the sheet with --views-only."""
    request = Request.of(vars(options))
    make(request, options.out or Path("out") / request.stem)


def _generate_flags(add: Parser) -> None:
    add.add_argument("prompt", type=kind(Text()), nargs="?", default="", help=help_of("prompt"))
    add_options(add)
    add.add_argument("--out", type=Path, metavar="FOLDER", help="default out/PROMPT-SEED, or out/SHEET-SEED")


def reconstruct(options: argparse.Namespace) -> None:
    """A saved sheet, perhaps painted on since, to an asset."""
    make(
        Request.of({**vars(options), "do": "reconstruct", "sheet": options.folder}),
        options.out or options.folder,
    )


def _reconstruct_flags(add: Parser) -> None:
    add.add_argument("folder", type=Path, metavar="FOLDER", help="where sheet.json and sheet.png are")
    add_options(add, *(each.name for each in request_options("make")))
    add.add_argument("--out", type=Path, metavar="FOLDER", help="default: beside the sheet")


def texture(options: argparse.Namespace) -> None:
    """A mesh that exists, coloured as the prompt says; its own UVs are kept where it has some."""
    request = Request.of({**vars(options), "do": "texture"})
    make(request, options.out or Path("out") / request.stem)


def _texture_flags(add: Parser) -> None:
    add.add_argument(
        "mesh", type=Path, metavar="MESH", help="a GLB, glTF, OBJ, PLY, STL, 3MF or USD file, front to -Y"
    )
    add.add_argument("prompt", type=kind(Text()), nargs="?", default="", help="what it looks like")
    add_options(add, *TEXTURE_OPTIONS)
    add.add_argument("--out", type=Path, metavar="FOLDER", help="default out/MESH-textured-SEED")


def make(request: Request, out: Path) -> None:
    """Run a request with a bar on stderr; its notices go there too, the main file's name to stdout."""
    from ..context import Notice
    from ..run import run

    notices: list[str] = []
    with Progress() as progress:

        def listen(event: Event) -> None:
            if isinstance(event, Phase):
                progress(event.name, event.fraction)
            elif isinstance(event, Notice):
                notices.append(str(event.message))

        done = run(request, out, listen)
    if notices:
        print(f"modelsheet: note: {'; '.join(notices)}", file=sys.stderr)
    print(done.main)

"""Commands on meshes that exist: render, views, scene, inspect."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ModelsheetError
from ..options import Real, Text, Whole
from .flags import Parser, command, kind

if TYPE_CHECKING:
    from ..surface import Surface


def add_commands(to: Any) -> None:
    """In the order of `--help`."""
    command(to, "render", render, _render_flags)
    command(to, "views", views, _views_flags)
    command(to, "scene", scene, _scene_flags)
    command(to, "inspect", inspect, _inspect_flags)


def render(options: argparse.Namespace) -> None:
    """A mesh file to its sheet."""
    from ..folders import check_writable, staged
    from ..surface import Surface

    check_writable(options.out)
    surface = Surface.load(options.mesh, options.up)
    for note in surface.notes:
        print(f"modelsheet: note: {note}", file=sys.stderr)
    from ..render import render_sheet

    sheet = render_sheet(surface, options.resolution, prompt=options.prompt)
    with staged(options.out) as stage:
        sheet.save(stage)
    print(options.out / "sheet.png")


def _render_flags(add: Parser) -> None:
    add.add_argument("mesh", type=Path, metavar="MESH", help="a GLB, glTF, OBJ, PLY, STL, 3MF or USD file")
    add.add_argument("--out", type=Path, metavar="FOLDER", required=True)
    add.add_argument(
        "--up", choices=("y", "z"), help="the file's axis that points up (default: y in glTF and OBJ, else z)"
    )
    add.add_argument(
        "--resolution", type=kind(Whole(16, 2048)), default=128, help="pixels a side (default 128)"
    )
    add.add_argument("--prompt", type=kind(Text()), default="", help="what the sheet says it shows")


def views(options: argparse.Namespace) -> None:
    """An asset from any side: a sheet of novel views, a data set in nerfstudio's layout, a film."""
    from ..folders import check_writable
    from ..novel import azimuths, orbit, save_film, save_views, views_of
    from ..sheet import ModelSheet

    check_writable(options.out)
    if options.drawn:
        sheet = ModelSheet.load(options.asset)
    else:
        cameras = orbit(azimuths(options.azimuths), options.elevation, options.resolution, options.fov)
        sheet = views_of(options.asset, cameras, options.up)
    main = save_views(sheet, options.out, options.layout)
    if options.film:
        main = save_film(sheet, options.out / options.film)
    print(main)


def _views_flags(add: Parser) -> None:
    add.add_argument("asset", type=Path, metavar="ASSET", help="a mesh, an asset's folder, a neural field")
    add.add_argument("--out", type=Path, metavar="FOLDER", required=True)
    add.add_argument(
        "--azimuths",
        default="0:360:15",
        help="degrees: FROM:TO:STEP or A,B,C; 0 is the front, 90 the right (default 0:360:15)",
    )
    add.add_argument("--elevation", type=kind(Real(-89, 89)), default=20.0, help="degrees (default 20)")
    add.add_argument(
        "--fov", type=kind(Real(0, 120)), default=40.0, help="degrees, 0 for orthographic (default 40)"
    )
    add.add_argument(
        "--resolution", type=kind(Whole(16, 2048)), default=512, help="pixels a side (default 512)"
    )
    add.add_argument("--up", choices=("y", "z"), help="the file's axis that points up")
    add.add_argument(
        "--layout",
        choices=("sheet", "transforms"),
        default="sheet",
        help="sheet.json, or nerfstudio's transforms.json; `reconstruct` reads both (default sheet)",
    )
    add.add_argument("--film", metavar="NAME", help="also a film of the views: NAME.gif, .webp or .mp4")
    add.add_argument("--drawn", action="store_true", help="the views of its sheet as they were drawn")


def scene(options: argparse.Namespace) -> None:
    """Assets side by side in one file."""
    from ..export import write_scene
    from ..formats import read_asset
    from ..scene import Scene

    files = [file for thing in options.things for file in _meshes_of(thing)]
    print(write_scene(Scene.in_rows(tuple(map(read_asset, files))), options.out))


def _scene_flags(add: Parser) -> None:
    add.add_argument(
        "things", type=Path, nargs="+", metavar="FOLDER|MESH", help="of assets, of a batch, or mesh files"
    )
    add.add_argument("--out", type=Path, metavar="FILE", required=True, help="a .glb, .obj or .usdz file")


def _meshes_of(thing: Path) -> list[Path]:
    """A mesh file; the asset of a folder; those of the folders in it."""
    if thing.is_file():
        return [thing]
    found = [thing / "asset.glb"] if (thing / "asset.glb").is_file() else sorted(thing.glob("*/asset.glb"))
    if not found:
        raise ModelsheetError(
            f"{thing} holds no asset: give folders that `generate` or `batch` made, or files"
        )
    return found


def inspect(options: argparse.Namespace) -> None:
    """The report card of a mesh file: what is wrong with it, and what to do."""
    import json

    from ..finishing.inspect import inspect as examine
    from ..surface import Surface

    if options.out and not options.fix:
        raise ModelsheetError("option-alone", name="--out", needed="--fix")
    surface = Surface.load(options.mesh)
    card = examine(surface)
    if options.fix:
        card = {"before": card["verdict"], **_mended(surface, options.mesh, options.out)}
    if options.json:
        print(json.dumps(card, indent=2))
        return
    for name, value in card.items():
        lines = value if isinstance(value, list) and value and isinstance(value[0], str | dict) else [value]
        for number, line in enumerate(lines):
            title = "" if number else name.replace("_", " ")
            line = ", ".join(f"{k} {v}" for k, v in line.items()) if isinstance(line, dict) else line
            print(f"{title:<22}{line}")


def _inspect_flags(add: Parser) -> None:
    add.add_argument("mesh", type=Path, metavar="MESH", help="a GLB, glTF, OBJ, PLY, STL, 3MF or USD file")
    add.add_argument("--json", action="store_true", help="for programs")
    add.add_argument("--fix", action="store_true", help="mend what can be mended, into a new file")
    add.add_argument("--out", type=Path, metavar="FILE", help="that file (default MESH-fixed.glb)")


def _mended(surface: Surface, source: Path, out: Path | None) -> dict[str, Any]:
    """Write the mended mesh to a new file, or to `out`; its report card, and what was done."""
    from ..asset import Asset
    from ..finishing.inspect import inspect as examine
    from ..finishing.mend import mend
    from ..folders import check_writable, staged
    from ..registry import EXPORTERS

    out = out or source.with_name(f"{source.stem}-fixed.glb")
    specs = {spec.suffix: spec for spec in map(EXPORTERS.get, EXPORTERS.names())}
    if out.suffix.lower() not in specs:
        raise ModelsheetError(f"--out {out}: end it in {', '.join(sorted(specs))}")
    check_writable(out.parent)
    mended, done = mend(surface)
    with staged(out.parent) as stage:
        specs[out.suffix.lower()].write(Asset(mended, name=out.stem), stage / out.name)
    return {"done": done or ["nothing: there was nothing to mend"], "file": str(out), **examine(mended)}

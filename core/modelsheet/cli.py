"""The command `modelsheet`. Heavy imports stay inside the commands: `--help` answers at once."""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn

from . import __version__, surroundings
from .context import Event, Phase
from .errors import ModelsheetError
from .options import Kind, Real, Text, Whole, YesNo
from .request import TEXTURE_OPTIONS, Request, check_prompt, flag
from .request import options as request_options

if TYPE_CHECKING:
    from .surface import Surface


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code.

    0; 1 (doctor found a fault); 2 (bad input); 3 (some jobs of a batch failed); 130 (Ctrl-C).
    """
    try:
        surroundings.check()
        if isinstance(sys.stdout, io.TextIOWrapper):  # not every console can write every prompt
            sys.stdout.reconfigure(errors="backslashreplace")
        options = _parser().parse_args(argv)
        return options.run(options) or 0
    except KeyboardInterrupt:
        message, code = "modelsheet: stopped", 130
    except Exception as error:
        if surroundings.is_out_of_memory(error):
            said = str(surroundings.TOO_LITTLE_MEMORY)
        elif isinstance(error, ModelsheetError):
            said = str(error)
        elif isinstance(error, OSError):
            said = f"{error.filename or 'system'}: {error.strerror or error}"
        else:
            raise
        message, code = f"modelsheet: error: {said}", 2
    print(" ".join(message.split()), file=sys.stderr)
    return code


def generate(options: argparse.Namespace) -> None:
    """Prompt to asset, or to the sheet with --views-only."""
    request = Request.of(vars(options))
    _make(request, options.out or Path("out") / request.stem)


def _make(request: Request, out: Path) -> None:
    """Run a request with a bar on stderr; its notices go there too, the main file's name to stdout."""
    from .context import Notice
    from .run import run

    notices: list[str] = []
    with _stoppable(), Progress() as progress:

        def listen(event: Event) -> None:
            if isinstance(event, Phase):
                progress(event.name, event.fraction)
            elif isinstance(event, Notice):
                notices.append(str(event.message))

        done = run(request, out, listen)
    if notices:
        print(f"modelsheet: note: {'; '.join(notices)}", file=sys.stderr)
    print(done.main)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Ctrl-C ends the block within half a second, whatever it is doing."""
    from .stopping import Stopped, Stopper

    def last() -> None:
        after_bar = "\n" if sys.stderr.isatty() else ""
        print(f"{after_bar}modelsheet: stopped", file=sys.stderr, flush=True)

    stopper = Stopper(last, code=130, interrupt=True)
    try:
        with stopper.stoppable():
            yield
    except Stopped:
        raise KeyboardInterrupt from None
    finally:
        stopper.close()


def batch(options: argparse.Namespace) -> int:
    """A file of jobs to assets and a gallery; run it again and it goes on where it was."""
    from .batch import LOG, run_batch

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


def gallery(options: argparse.Namespace) -> None:
    """Write the gallery of a batch anew, also while the batch runs."""
    from .batch.gallery import write_gallery

    print(write_gallery(options.folder))


def library(options: argparse.Namespace) -> None:
    """All assets of a batch in one .blend file, for Blender's Asset Browser."""
    from .batch.library import write_library

    print(write_library(options.folder, options.out, options.blender))


def reconstruct(options: argparse.Namespace) -> None:
    """A saved sheet, perhaps painted on since, to an asset."""
    _make(
        Request.of({**vars(options), "do": "reconstruct", "sheet": options.folder}),
        options.out or options.folder,
    )


def texture(options: argparse.Namespace) -> None:
    """A mesh that exists, coloured as the prompt says; its own UVs are kept where it has some."""
    request = Request.of({**vars(options), "do": "texture"})
    _make(request, options.out or Path("out") / request.stem)


def inspect(options: argparse.Namespace) -> None:
    """The report card of a mesh file: what is wrong with it, and what to do."""
    import json

    from .finishing.inspect import inspect as examine
    from .surface import Surface

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


def _mended(surface: Surface, source: Path, out: Path | None) -> dict[str, Any]:
    """Write the mended mesh to a new file, or to `out`; its report card, and what was done."""
    from .asset import Asset
    from .finishing.inspect import inspect as examine
    from .finishing.mend import mend
    from .folders import check_writable, staged
    from .registry import EXPORTERS

    out = out or source.with_name(f"{source.stem}-fixed.glb")
    specs = {spec.suffix: spec for spec in map(EXPORTERS.get, EXPORTERS.names())}
    if out.suffix.lower() not in specs:
        raise ModelsheetError(f"--out {out}: end it in {', '.join(sorted(specs))}")
    check_writable(out.parent)
    mended, done = mend(surface)
    with staged(out.parent) as stage:
        specs[out.suffix.lower()].write(Asset(mended, name=out.stem), stage / out.name)
    return {"done": done or ["nothing: there was nothing to mend"], "file": str(out), **examine(mended)}


def scene(options: argparse.Namespace) -> None:
    """Assets side by side in one file."""
    from .export import write_scene
    from .formats import read_asset
    from .scene import Scene

    files = [file for thing in options.things for file in _meshes_of(thing)]
    print(write_scene(Scene.in_rows(tuple(map(read_asset, files))), options.out))


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


def render(options: argparse.Namespace) -> None:
    """A mesh file to its sheet."""
    from .folders import check_writable, staged
    from .surface import Surface

    check_writable(options.out)
    surface = Surface.load(options.mesh, options.up)
    for note in surface.notes:
        print(f"modelsheet: note: {note}", file=sys.stderr)
    from .render import render_sheet

    sheet = render_sheet(surface, options.resolution, prompt=options.prompt)
    with staged(options.out) as stage:
        sheet.save(stage)
    print(options.out / "sheet.png")


def views(options: argparse.Namespace) -> None:
    """An asset from any side: a sheet of novel views, a data set in nerfstudio's layout, a film."""
    from .folders import check_writable
    from .novel import azimuths, orbit, save_film, save_views, views_of
    from .sheet import ModelSheet

    check_writable(options.out)
    if options.drawn:
        sheet = ModelSheet.load(options.asset)
    else:
        cameras = orbit(azimuths(options.azimuths), options.elevation, options.resolution, options.fov)
        with _stoppable():
            sheet = views_of(options.asset, cameras, options.up)
    main = save_views(sheet, options.out, options.layout)
    if options.film:
        main = save_film(sheet, options.out / options.film)
    print(main)


def train(options: argparse.Namespace) -> None:
    """Train a generator, or write a pack to train from elsewhere; a run that is there already goes on."""
    if options.pack:
        from .training.dataset import AssetLibrary
        from .training.pack import write_pack

        write_pack(AssetLibrary(options.data), options.pack, hold_out=options.hold_out)
        print(options.pack)
        return
    from .training.train import TUNING, TrainOptions
    from .training.train import train as run

    if options.out is None:
        raise ModelsheetError("give --out a folder for the checkpoints, or --pack a file")
    names = ["data", "out", "init", "steps", "minutes", "batch_size", "seed", "device", "workers", "hold_out"]
    names += ["scenes", "procedural", "targets", "refine_batch", "shards"]
    given = {name: getattr(options, name) for name in names}
    given = {name: value for name, value in given.items() if value is not None}
    tunes = options.init and not (options.steps or options.minutes or options.shards)
    run(TrainOptions(**(TUNING if tunes else {}) | given))


def dataset(options: argparse.Namespace) -> None:
    """A folder of mesh files to training data, with a page of what was guessed."""
    from .folders import check_writable
    from .training.collect import collect

    check_writable(options.out)
    with Progress() as progress:
        count, left = collect(
            options.source,
            options.out,
            options.layout,
            options.captions,
            options.up,
            lambda part: progress("dataset", part),
        )
    for line in left:
        print(f"modelsheet: note: left out: {line}", file=sys.stderr)
    print(f"{count} assets: {options.out}; correct contact.csv by contact-01.png ... and run it again")


def evaluate(options: argparse.Namespace) -> None:
    """Every figure of a model beside that of real sheets: a table, and a page with pictures."""
    from .evaluation.evaluate import evaluate as run
    from .evaluation.judge import Eye
    from .evaluation.page import Page
    from .evaluation.prompts import check_data
    from .folders import check_writable, staged
    from .training.dataset import AssetLibrary
    from .weights import find_model

    check_writable(options.out)
    find_model(options.model)
    Eye()  # missing, it is told before an hour of rendering
    library = AssetLibrary(options.data)
    check_data(library)
    cache = options.cache or options.out / "cache"
    with Progress() as progress:
        progress("render", 0.0)
        sheets = library.sheets(library.whole, cache)
    with staged(options.out) as stage, Progress() as progress:
        page = Page(stage / "page", sheets)
        result = run(
            options.model,
            options.data,
            cache,
            options.count,
            options.seed,
            progress,
            page.show,
            page.show_known,
        )
        page.write(result)
    print(result)
    print(options.out / "page" / "index.html")


def bench_generate(options: argparse.Namespace) -> None:
    """Seconds by phase, warm and cold, and peak memory."""
    from .evaluation.bench_generate import bench, table

    prompt = check_prompt(options.prompt)
    with _figures(options.out) as write:
        result = bench(prompt, options.generator, options.repeats)
        print(table(result))
        write(result)


def bench_batch(options: argparse.Namespace) -> None:
    """What workers bring: throughput, memory, equal files; and what the batch itself costs."""
    from .evaluation.bench_batch import bench, table

    with _figures(options.out) as write:
        result = bench(options.generator, options.count, options.workers, options.singles, options.empty)
        print(table(result))
        write(result)


def bench_texture(options: argparse.Namespace) -> None:
    """Known meshes without their colours, painted from their captions, before the judge."""
    from .evaluation.bench_texture import Page, bench, means
    from .evaluation.evaluate import table

    page = Page()
    with _figures(options.out) as write:
        with Progress() as progress:
            rows = bench(
                options.data,
                options.cache,
                options.generator,
                options.count,
                progress=lambda part: progress("texture", part),
                show=page.show,
            )
        print(table(rows))
        print(table([means(rows)]))
        write({"means": means(rows), "rows": rows})
    if options.page:
        page.write(options.page)


def bench_refine(options: argparse.Namespace) -> None:
    """What refining a sheet brings to its asset, and what it costs."""
    from dataclasses import asdict

    from .evaluation.bench_refine import bench_refine, rows
    from .evaluation.evaluate import table

    with _figures(options.out) as write:
        with Progress() as progress:
            found = bench_refine(
                options.generator, options.data, options.cache, options.count, progress=progress
            )
        print(table(rows(found)))
        write({"rows": rows(found), "sheets": [asdict(each) for each in found]})


def bench_field(options: argparse.Namespace) -> None:
    """Views of neural fields that were taught on known assets' sheets, beside the assets' own."""
    from .evaluation.bench_field import bench_field
    from .evaluation.evaluate import table

    with _figures(options.out) as write:
        with Progress() as progress:
            rows = bench_field(options.data, options.count, lambda part: progress("field", part))
        print(table(rows))
        write({"rows": rows})


def bench_reconstruct(options: argparse.Namespace) -> None:
    """Accuracy of every reconstruction method on sheets of known meshes."""
    from .evaluation.bench_reconstruct import bench_reconstruct

    with _figures(options.out) as write:
        with Progress() as progress:
            result = bench_reconstruct(
                options.data,
                options.count,
                resolution=options.resolution,
                methods=options.methods,
                progress=lambda caption, part: progress("reconstruct", part),
            )
        print(result)
        write(result.to_dict())


def bench_finishing(options: argparse.Namespace) -> None:
    """Simplification and UVs beside other programs' on known assets, and how time and memory grow."""
    from .evaluation.bench_finishing import bench_finishing, chart, table

    with _figures(options.out) as write:
        with Progress() as progress:
            result = bench_finishing(options.data, options.count, progress)
        print(table(result))
        write(result)
    if options.chart:
        chart(result, options.chart)


def bench_surfaces(options: argparse.Namespace) -> None:
    """How regular the surfaces of drawn sheets are, before and after they are made so."""
    from .evaluation.bench_surfaces import bench_surfaces, table

    with _figures(options.out) as write:
        with Progress() as progress:
            rows = bench_surfaces(options.prompts, options.seeds, options.generator, progress)
        print(table(rows))
        write({"rows": [vars(row) for row in rows]})


def bench_finished(options: argparse.Namespace) -> None:
    """A picture of finished assets: textured, as wireframes, in clay."""
    from .evaluation.finished import finished_sheet
    from .folders import check_writable

    check_writable(options.out.parent)
    with Progress() as progress:
        finished_sheet(options.out, generator=options.generator, seed=options.seed, progress=progress)
    print(options.out)


def bench_prompts(options: argparse.Namespace) -> None:
    """Forty prompts to assets and a blind grid; with --verdicts, mark the grid of an earlier run."""
    from .evaluation.bench_prompts import bench_prompts, mark, table
    from .folders import check_writable

    check_writable(options.out)
    if options.verdicts:
        good, count = mark(options.out, options.verdicts)
        print(f"{good} of {count} recognised")
        return
    with Progress() as progress:
        results = bench_prompts(options.out, options.generator, options.seed, progress)
    print(table(results))
    print(options.out / "blind.png")


def bench_steps(options: argparse.Namespace) -> None:
    """What more denoising steps bring, and what they cost."""
    from .evaluation.bench_steps import bench_steps
    from .evaluation.evaluate import table

    with _figures(options.out) as write:
        with Progress() as progress:
            rows = bench_steps(
                options.generator,
                options.data,
                options.cache,
                options.count,
                options.steps,
                progress=progress,
            )
        print(table(rows))
        write({"rows": rows})


def list_models(options: argparse.Namespace) -> None:
    """The routes and the models that can be downloaded: needs, size, memory, licence, installed or not."""
    import json

    from .hub.catalogue import catalogue
    from .hub.catalogue import to_dict as model_dict
    from .hub.store import models_home
    from .routes import routes
    from .routes import to_dict as route_dict

    home = options.folder or models_home()
    found = [route_dict(route, home) for route in routes()]
    models = [model_dict(model, home) for model in catalogue().values()]
    if options.json:
        print(json.dumps({"folder": str(home), "routes": found, "models": models}, indent=2))
        return
    for title, rows in (("route", found), ("model", models)):
        print(
            f"{title:<26}{'from':<15}{'download':>10}{'memory':>9}  {'products':<11}{'installed':<10}licence"
        )
        for row in rows:
            print(_model_line(row))
        print()
    print(
        f"models lie in {home}; memory: on a GPU, as the authors state it or estimated; products: may be made"
    )


def _model_line(row: dict[str, Any]) -> str:
    """A route or a model in a line."""
    given = row.get("takes") or ["image" if each == "picture" else "prompt" for each in row["needs"]]
    given = ["image"] if row.get("needs_picture") else given
    size, memory = (f"{row[name] / 1e9:.1f} GB" if row[name] else "-" for name in ("size", "memory"))
    terms = row["licences"].values() if "licences" in row else [each["licence"] for each in row["weights"]]
    names = ", ".join(dict.fromkeys(terms)) or "-"
    installed = "yes" if row["installed"] else "no"
    start = f"{row['name']:<26}{', '.join(given) or 'views':<15}{size:>10}{memory:>9}"
    return f"{start}  {row['commercial']:<11}{installed:<10}{names}"


def download_models(options: argparse.Namespace) -> None:
    """Fetch a model, or all that a route needs; one that broke off goes on where it was."""
    from tqdm import tqdm

    from .hub.remote import Hub
    from .hub.store import download, left_to_fetch, models_home
    from .routes import wanted_models

    home, hub = options.folder or models_home(), Hub(options.endpoint)
    models = wanted_models(options.model)
    left = sum(left_to_fetch(model, home) for model in models)
    if left:
        print(f"modelsheet: note: {left / 1e9:.1f} GB to download into {home}", file=sys.stderr)
    for model in models:
        with tqdm(desc=model.name, unit="B", unit_scale=True, disable=None, dynamic_ncols=True) as bar:

            def show(done: int, total: int, bar: Any = bar) -> None:
                bar.total = total
                bar.update(done - bar.n)

            print(download(model, home, hub, show))


def verify_models(options: argparse.Namespace) -> None:
    """Check every file of a model, or of all that a route needs, against its hash."""
    from .hub.store import verify
    from .routes import wanted_models

    for model in wanted_models(options.model):
        verify(model.name, options.folder)
        print(f"{model.name}: whole")


def remove_models(options: argparse.Namespace) -> None:
    """Delete a model, or all that a route needs."""
    from .hub.store import remove
    from .routes import wanted_models

    for model in wanted_models(options.model):
        remove(model.name, options.folder)
        print(f"{model.name}: removed")


def import_models(options: argparse.Namespace) -> None:
    """Install a model from files that were fetched by hand."""
    from .hub.catalogue import model_spec
    from .hub.store import add

    print(add(model_spec(options.model), options.source, options.folder))


def doctor(options: argparse.Namespace) -> int:
    """What is installed, what is missing and how to mend it."""
    from .doctor import diagnose, report

    checks = diagnose()
    print(report(checks, as_json=options.json))
    return int(any(check.required and not check.ok for check in checks))


class Progress:
    """A bar for each phase on stderr; silent when stderr is not a terminal."""

    def __init__(self) -> None:
        self._phase = ""
        self._bar: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(complete=kind is None)

    def __call__(self, phase: str, fraction: float) -> None:
        """Show how far (0 to 1) a phase is; a new name completes the phase before."""
        from tqdm import tqdm

        if phase != self._phase:
            self._close(complete=True)
            self._phase = phase
            layout = "{desc:<12}{percentage:3.0f}% {bar} {elapsed}"
            self._bar = tqdm(total=1.0, desc=phase, bar_format=layout, disable=None, ncols=72)
        self._bar.update(fraction - self._bar.n)

    def _close(self, complete: bool) -> None:
        if self._bar is not None:
            if complete:
                self._bar.update(1 - self._bar.n)
            self._bar.close()


@contextmanager
def _figures(path: Path | None) -> Iterator[Callable[[dict], None]]:
    """A function that writes figures to `path` as JSON, if there is one; checked before they are taken."""
    import json

    from .folders import check_writable, staged

    def write(figures: dict) -> None:
        if path:
            with staged(path.parent) as stage:
                (stage / path.name).write_text(json.dumps(figures, indent=2) + "\n", "utf-8")

    if path:
        check_writable(path.parent)
    yield write


class _Parser(argparse.ArgumentParser):
    """Reports a mistake in one line."""

    def error(self, message: str) -> NoReturn:
        raise ModelsheetError(f"{message} (see `{self.prog} --help`)")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="modelsheet", description="From a prompt to a model sheet to a textured mesh.")
    parser.add_argument("--version", action="version", version=f"modelsheet {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_making(commands)
    _add_batches(commands)
    _add_models(commands)
    _add_training(commands)
    bench = commands.add_parser("bench", help="Measure speed or accuracy.")
    _add_benches(bench.add_subparsers(dest="bench", metavar="WHAT", required=True))
    _command(commands, "doctor", doctor).add_argument("--json", action="store_true", help="for programs")
    return parser


def _command(to: Any, name: str, run: Callable[[argparse.Namespace], int | None]) -> _Parser:
    """A command that calls `run`, whose first line describes it."""
    text = (run.__doc__ or "").partition("\n")[0]  # there is none with `python -OO`
    added: _Parser = to.add_parser(name, help=text, description=text)
    added.set_defaults(run=run)
    return added


def _add_making(to: Any) -> None:
    """What makes one thing."""
    add = _command(to, "generate", generate)
    add.add_argument("prompt", type=_kind(Text()), nargs="?", default="", help=_help("prompt"))
    _add_options(add)
    add.add_argument("--out", type=Path, metavar="FOLDER", help="default out/PROMPT-SEED, or out/SHEET-SEED")

    add = _command(to, "reconstruct", reconstruct)
    add.add_argument("folder", type=Path, metavar="FOLDER", help="where sheet.json and sheet.png are")
    _add_options(add, *(each.name for each in request_options("make")))
    add.add_argument("--out", type=Path, metavar="FOLDER", help="default: beside the sheet")

    add = _command(to, "texture", texture)
    add.add_argument(
        "mesh", type=Path, metavar="MESH", help="a GLB, glTF, OBJ, PLY, STL, 3MF or USD file, front to -Y"
    )
    add.add_argument("prompt", type=_kind(Text()), nargs="?", default="", help="what it looks like")
    _add_options(add, *TEXTURE_OPTIONS)
    add.add_argument("--out", type=Path, metavar="FOLDER", help="default out/MESH-textured-SEED")

    add = _command(to, "render", render)
    add.add_argument("mesh", type=Path, metavar="MESH", help="a GLB, glTF, OBJ, PLY, STL, 3MF or USD file")
    add.add_argument("--out", type=Path, metavar="FOLDER", required=True)
    add.add_argument(
        "--up", choices=("y", "z"), help="the file's axis that points up (default: y in glTF and OBJ, else z)"
    )
    add.add_argument(
        "--resolution", type=_kind(Whole(16, 2048)), default=128, help="pixels a side (default 128)"
    )
    add.add_argument("--prompt", type=_kind(Text()), default="", help="what the sheet says it shows")

    add = _command(to, "views", views)
    add.add_argument("asset", type=Path, metavar="ASSET", help="a mesh, an asset's folder, a neural field")
    add.add_argument("--out", type=Path, metavar="FOLDER", required=True)
    add.add_argument(
        "--azimuths",
        default="0:360:15",
        help="degrees: FROM:TO:STEP or A,B,C; 0 is the front, 90 the right (default 0:360:15)",
    )
    add.add_argument("--elevation", type=_kind(Real(-89, 89)), default=20.0, help="degrees (default 20)")
    add.add_argument(
        "--fov", type=_kind(Real(0, 120)), default=40.0, help="degrees, 0 for orthographic (default 40)"
    )
    add.add_argument(
        "--resolution", type=_kind(Whole(16, 2048)), default=512, help="pixels a side (default 512)"
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

    add = _command(to, "scene", scene)
    add.add_argument(
        "things", type=Path, nargs="+", metavar="FOLDER|MESH", help="of assets, of a batch, or mesh files"
    )
    add.add_argument("--out", type=Path, metavar="FILE", required=True, help="a .glb, .obj or .usdz file")

    add = _command(to, "inspect", inspect)
    add.add_argument("mesh", type=Path, metavar="MESH", help="a GLB, glTF, OBJ, PLY, STL, 3MF or USD file")
    add.add_argument("--json", action="store_true", help="for programs")
    add.add_argument("--fix", action="store_true", help="mend what can be mended, into a new file")
    add.add_argument("--out", type=Path, metavar="FILE", help="that file (default MESH-fixed.glb)")


def _add_batches(to: Any) -> None:
    """What makes many, and what shows them."""
    add = _command(to, "batch", batch)
    add.add_argument(
        "jobs",
        type=Path,
        metavar="JOBS",
        help="CSV (the first line names the columns), JSON Lines, or prompts",
    )
    add.add_argument("--out", type=Path, metavar="FOLDER", required=True, help="assets, record and gallery")
    add.add_argument(
        "--workers",
        type=_kind(Whole(1, 1024)),
        help="processes, of one thread and about 1 GB each (default: one a core, with models of the Hub one)",
    )
    add.add_argument("--ray", metavar="ADDRESS|local", help="on a Ray cluster instead of this machine alone")
    add.add_argument("--retry-failed", action="store_true", help="try once more what failed in earlier runs")
    _add_options(add.add_argument_group("options of jobs that don't have their own"))

    add = _command(to, "gallery", gallery)
    add.add_argument("folder", type=Path, metavar="FOLDER", help="what --out of `batch` named")

    add = _command(to, "library", library)
    add.add_argument("folder", type=Path, metavar="FOLDER", help="what --out of `batch` named")
    add.add_argument("out", type=Path, metavar="OUT.blend", help="its catalogs are written beside it")
    add.add_argument("--blender", metavar="PATH", help="the program (default: the bpy wheel, or the path's)")


def _add_models(to: Any) -> None:
    """What comes from the Hub."""
    models = to.add_parser("models", help="List, download, verify, remove and import models.")
    what = models.add_subparsers(dest="models", metavar="WHAT", required=True)
    for name, run in (
        ("list", list_models),
        ("download", download_models),
        ("verify", verify_models),
        ("remove", remove_models),
        ("import", import_models),
    ):
        add = _command(what, name, run)
        if name == "list":
            add.add_argument("--json", action="store_true", help="for programs")
        else:
            only = name == "import"
            add.add_argument("model", metavar="NAME", help="of a model" + ("" if only else ", or of a route"))
        if name == "import":
            add.add_argument("source", type=Path, metavar="FILES", help="the folder that holds them")
        if name == "download":
            add.add_argument("--endpoint", metavar="URL", help="a mirror of the Hub (default: HF_ENDPOINT)")
        add.add_argument(
            "--folder", type=Path, metavar="FOLDER", help="where models lie (default: MODELSHEET_MODELS)"
        )


def _add_training(to: Any) -> None:
    """What makes a generator, and judges it."""
    add = _command(to, "train", train)
    add.add_argument(
        "--data",
        type=Path,
        metavar="PATH",
        required=True,
        help="a folder of index.jsonl and meshes-NN.npz, or a pack",
    )
    add.add_argument("--out", type=Path, metavar="FOLDER", help="checkpoints, curve and samples")
    add.add_argument(
        "--pack", type=Path, metavar="FILE", help="only write all that a training machine needs in one file"
    )
    add.add_argument("--init", type=Path, metavar="MODEL", help="start from this trained generator's weights")
    add.add_argument("--steps", type=_kind(Whole(1, 10**9)))
    add.add_argument("--minutes", type=_minutes, help="instead of --steps: how long, all in all")
    add.add_argument(
        "--scenes", type=_kind(Whole(0, 10**7)), help="recoloured, stretched and joined assets to draw"
    )
    add.add_argument("--procedural", type=_kind(Whole(0, 10**7)), help="procedural assets to draw")
    add.add_argument("--targets", type=_kind(Whole(1, 10**7)), help="sheets kept as pictures for the refiner")
    add.add_argument("--refine-batch", type=_kind(Whole(1, 65536)))
    add.add_argument(
        "--shards", type=Path, metavar="FOLDER", help="at the end, the weights in files of 15 MB"
    )
    add.add_argument("--batch-size", type=_kind(Whole(1, 65536)))
    add.add_argument("--seed", type=_kind(Whole(0, 2**63 - 1)))
    add.add_argument("--device", type=_device, help="cpu, cuda, cuda:1 ... (default: cuda if there is one)")
    add.add_argument("--workers", type=_kind(Whole(0, 1024)), help="processes that make meshes (default 2)")
    add.add_argument(
        "--hold-out", action="store_true", help="leave out the families that `evaluate` asks about"
    )

    add = _command(to, "dataset", dataset)
    add.add_argument("source", type=Path, metavar="FOLDER", help="of mesh files; Objaverse: a file of ids")
    add.add_argument("--out", type=Path, metavar="DATA", required=True, help="for --data of `train`")
    add.add_argument(
        "--layout",
        choices=("files", "shapenet", "objaverse"),
        default="files",
        help="of FOLDER: any files (default), ShapeNetCore's, or Objaverse, which is downloaded",
    )
    add.add_argument("--captions", type=Path, metavar="CSV", help="rows of file,caption")
    add.add_argument("--up", choices=("y", "z"), help="the axis that points up (default: by format)")

    add = _command(to, "evaluate", evaluate)
    add.add_argument("model", metavar="MODEL", help="the name or folder of a generator")
    add.add_argument("--data", type=Path, metavar="FOLDER", required=True, help="as for `train`")
    add.add_argument("--out", type=Path, metavar="FOLDER", required=True, help="the page goes here")
    add.add_argument("--cache", type=Path, metavar="FOLDER", help="renders and judge (default OUT/cache)")
    add.add_argument("--count", type=_kind(Whole(1, 1000)), help="prompts of each group (default: all 285)")
    add.add_argument("--seed", type=_kind(Whole(0, 2**63 - 1)), default=0)


def _add_benches(to: Any) -> None:
    """What measures."""
    add = _command(to, "generate", bench_generate)
    add.add_argument("--prompt", type=_kind(Text()), default="a wooden barrel")
    add.add_argument("--repeats", type=_kind(Whole(1, 1000)), default=5, help="runs of each kind (default 5)")
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")
    _add_generator(add)

    add = _command(to, "batch", bench_batch)
    add.add_argument("--count", type=_kind(Whole(0, 100_000)), default=60, help="real jobs (default 60)")
    add.add_argument("--workers", type=_kind(Whole(2, 1024)), default=2, help="processes (default 2)")
    add.add_argument("--singles", type=_kind(Whole(0, 100_000)), default=5, help="made alone too (default 5)")
    add.add_argument(
        "--empty", type=_kind(Whole(0, 100_000)), default=10_000, help="empty jobs (default 10000)"
    )
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")
    _add_generator(add)

    add = _command(to, "texture", bench_texture)
    add.add_argument("--data", type=Path, metavar="FOLDER", required=True, help="as for `train`")
    add.add_argument("--cache", type=Path, metavar="FOLDER", required=True, help="renders and judge")
    add.add_argument("--count", type=_kind(Whole(1, 1000)), default=20, help="meshes (default 20)")
    add.add_argument("--page", type=Path, metavar="PNG", help="a picture of them before and after")
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")
    _add_generator(add)

    add = _command(to, "refine", bench_refine)
    add.add_argument("--data", type=Path, metavar="FOLDER", required=True, help="as for `train`")
    add.add_argument("--cache", type=Path, metavar="FOLDER", required=True, help="renders and judge")
    add.add_argument(
        "--count", type=_kind(Whole(1, 1000)), default=7, help="prompts of each group (default 7)"
    )
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")
    _add_generator(add)

    add = _command(to, "field", bench_field)
    add.add_argument("--data", type=Path, metavar="FOLDER", required=True, help="as for `train`")
    add.add_argument("--count", type=_kind(Whole(1, 1_000_000)), default=10, help="assets (default 10)")
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")

    add = _command(to, "reconstruct", bench_reconstruct)
    add.add_argument("--data", type=Path, metavar="FOLDER", required=True, help="as for `train`")
    add.add_argument("--count", type=_kind(Whole(1, 1_000_000)), default=100, help="assets (default 100)")
    add.add_argument(
        "--resolution", type=_kind(Whole(32, 1024)), default=128, help="pixels of a view (default 128)"
    )
    add.add_argument("--methods", nargs="+", default=[], metavar="NAME", help="only these rows of the table")
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")

    add = _command(to, "finishing", bench_finishing)
    add.add_argument("--data", type=Path, metavar="FOLDER", required=True, help="as for `train`")
    add.add_argument("--count", type=_kind(Whole(1, 1_000_000)), default=10, help="assets (default 10)")
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")
    add.add_argument("--chart", type=Path, metavar="FILE.png", help="draw them")

    add = _command(to, "surfaces", bench_surfaces)
    add.add_argument(
        "--prompts",
        type=_kind(Text()),
        nargs="+",
        default=[],
        help="(default: crates, tables, walls, houses)",
    )
    add.add_argument("--seeds", type=_kind(Whole(1, 1000)), default=1, help="of each prompt (default 1)")
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")
    _add_generator(add)

    add = _command(to, "finished", bench_finished)
    add.add_argument("--out", type=Path, metavar="FILE.png", required=True)
    add.add_argument("--seed", type=_kind(Whole(0, 2**63 - 1)), default=0)
    _add_generator(add)

    add = _command(to, "prompts", bench_prompts)
    add.add_argument("--out", type=Path, metavar="FOLDER", required=True)
    add.add_argument("--seed", type=_kind(Whole(0, 2**63 - 1)), default=0)
    add.add_argument("--verdicts", type=Path, metavar="FILE", help='JSON: {"NUMBER": true or false, ...}')
    _add_generator(add)

    add = _command(to, "steps", bench_steps)
    add.add_argument("--data", type=Path, metavar="FOLDER", required=True, help="as for `train`")
    add.add_argument("--cache", type=Path, metavar="FOLDER", required=True, help="renders and judge")
    add.add_argument(
        "--count", type=_kind(Whole(1, 1000)), default=5, help="prompts of each group (default 5)"
    )
    add.add_argument("--steps", type=_kind(Whole(1, 1000)), nargs="+", default=[4, 8, 12, 20, 30])
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")
    _add_generator(add)


def _add_options(parser: argparse._ActionsContainer, *names: str) -> None:
    """Fields of Request, by their names there; all of them where none is named."""
    for each in request_options():
        if names and each.name not in names:
            continue
        told = each.metadata
        how: dict[str, Any] = {"type": _kind(told["kind"]), "metavar": told["metavar"]}
        if isinstance(told["kind"], YesNo):
            how = {"action": argparse.BooleanOptionalAction if each.default else "store_true"}
        parser.add_argument(flag(each.name), dest=each.name, default=None, help=told["help"], **how)


def _add_generator(parser: argparse.ArgumentParser) -> None:
    """For what measures one."""
    _add_options(parser, "generator")
    parser.set_defaults(generator="embedded")


def _help(name: str) -> str:
    return str(Request.__dataclass_fields__[name].metadata["help"])


def _kind(kind: Kind) -> Callable[[str], Any]:
    """What argparse calls to read an option."""

    def parse(text: str) -> Any:
        try:
            return kind.parse(text)
        except ModelsheetError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return parse


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < 10**6:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of minutes")
    return minutes


def _device(text: str) -> str:
    if re.fullmatch(r"cpu|mps|cuda(:\d+)?", text):
        return text
    raise argparse.ArgumentTypeError(f"{text!r} is not cpu, mps, cuda or cuda:NUMBER")

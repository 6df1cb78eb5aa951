"""Commands that make a generator and judge it: train, dataset, evaluate."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

from ..errors import ModelsheetError
from ..options import Whole
from .flags import Parser, command, kind
from .showing import Progress


def add_commands(to: Any) -> None:
    """In the order of `--help`."""
    command(to, "train", train, _train_flags)
    command(to, "dataset", dataset, _dataset_flags)
    command(to, "evaluate", evaluate, _evaluate_flags)


def train(options: argparse.Namespace) -> None:
    """Train a generator, or write a pack to train from elsewhere; a run that is there already goes on."""
    if options.pack:
        from ..training.dataset import AssetLibrary
        from ..training.pack import write_pack

        library = AssetLibrary(options.data)
        write_pack(library, options.pack, library.seen if options.hold_out else None)
        print(options.pack)
        return
    from ..training.train import TUNING, TrainOptions
    from ..training.train import train as run

    if options.out is None:
        raise ModelsheetError("give --out a folder for the checkpoints, or --pack a file")
    names = ["data", "out", "init", "steps", "minutes", "batch_size", "seed", "device", "workers", "hold_out"]
    names += ["scenes", "procedural", "targets", "refine_batch", "shards"]
    given = {name: getattr(options, name) for name in names}
    given = {name: value for name, value in given.items() if value is not None}
    tunes = options.init and not (options.steps or options.minutes or options.shards)
    run(TrainOptions(**(TUNING if tunes else {}) | given))


def _train_flags(add: Parser) -> None:
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
    add.add_argument("--steps", type=kind(Whole(1, 10**9)))
    add.add_argument("--minutes", type=_minutes, help="instead of --steps: how long, all in all")
    add.add_argument(
        "--scenes", type=kind(Whole(0, 10**7)), help="recoloured, stretched and joined assets to draw"
    )
    add.add_argument("--procedural", type=kind(Whole(0, 10**7)), help="procedural assets to draw")
    add.add_argument("--targets", type=kind(Whole(1, 10**7)), help="sheets kept as pictures for the refiner")
    add.add_argument("--refine-batch", type=kind(Whole(1, 65536)))
    add.add_argument(
        "--shards", type=Path, metavar="FOLDER", help="at the end, the weights in files of 15 MB"
    )
    add.add_argument("--batch-size", type=kind(Whole(1, 65536)))
    add.add_argument("--seed", type=kind(Whole(0, 2**63 - 1)))
    add.add_argument("--device", type=_device, help="cpu, cuda, cuda:1 ... (default: cuda if there is one)")
    add.add_argument("--workers", type=kind(Whole(0, 1024)), help="processes that make meshes (default 2)")
    add.add_argument(
        "--hold-out", action="store_true", help="leave out the families that `evaluate` asks about"
    )


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


def dataset(options: argparse.Namespace) -> None:
    """A folder of mesh files to training data, with a page of what was guessed."""
    from ..folders import check_writable
    from ..training.collect import collect

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


def _dataset_flags(add: Parser) -> None:
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


def evaluate(options: argparse.Namespace) -> None:
    """Every figure of a model beside that of real sheets: a table, and a page with pictures."""
    from ..evaluation.evaluate import evaluate as run
    from ..evaluation.judge import Eye
    from ..evaluation.page import Page
    from ..evaluation.prompts import check_data
    from ..folders import check_writable, staged
    from ..training.dataset import AssetLibrary
    from ..weights import find_model

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


def _evaluate_flags(add: Parser) -> None:
    add.add_argument("model", metavar="MODEL", help="the name or folder of a generator")
    add.add_argument("--data", type=Path, metavar="FOLDER", required=True, help="as for `train`")
    add.add_argument("--out", type=Path, metavar="FOLDER", required=True, help="the page goes here")
    add.add_argument("--cache", type=Path, metavar="FOLDER", help="renders and judge (default OUT/cache)")
    add.add_argument("--count", type=kind(Whole(1, 1000)), help="prompts of each group (default: all 285)")
    add.add_argument("--seed", type=kind(Whole(0, 2**63 - 1)), default=0)

"""What measures: `modelsheet bench WHAT`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..options import Real, Text, Whole
from ..request import check_prompt
from .flags import Parser, add_generator, command, kind
from .showing import Progress, figures


def add_commands(to: Any) -> None:
    """In the order of `--help`."""
    bench = to.add_parser("bench", help="Measure speed or accuracy.")
    what = bench.add_subparsers(dest="bench", metavar="WHAT", required=True)
    command(what, "generate", bench_generate, _bench_generate_flags)
    command(what, "batch", bench_batch, _bench_batch_flags)
    command(what, "texture", bench_texture, _bench_texture_flags)
    command(what, "refine", bench_refine, _bench_refine_flags)
    command(what, "field", bench_field, _bench_field_flags)
    command(what, "reconstruct", bench_reconstruct, _bench_reconstruct_flags)
    command(what, "finishing", bench_finishing, _bench_finishing_flags)
    command(what, "surfaces", bench_surfaces, _bench_surfaces_flags)
    command(what, "finished", bench_finished, _bench_finished_flags)
    command(what, "prompts", bench_prompts, _bench_prompts_flags)
    command(what, "steps", bench_steps, _bench_steps_flags)
    command(what, "routes", bench_routes, _bench_routes_flags)


def bench_generate(options: argparse.Namespace) -> None:
    """Seconds by phase, warm and cold, and peak memory."""
    from ..evaluation.bench_generate import bench, table

    prompt = check_prompt(options.prompt)
    with figures(options.out) as write:
        result = bench(prompt, options.generator, options.repeats)
        print(table(result))
        write(result)


def _bench_generate_flags(add: Parser) -> None:
    add.add_argument("--prompt", type=kind(Text()), default="a wooden barrel")
    add.add_argument("--repeats", type=kind(Whole(1, 1000)), default=5, help="runs of each kind (default 5)")
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")
    add_generator(add)


def bench_batch(options: argparse.Namespace) -> None:
    """What workers bring: throughput, memory, equal files; and what the batch itself costs."""
    from ..evaluation.bench_batch import bench, table

    with figures(options.out) as write:
        result = bench(options.generator, options.count, options.workers, options.singles, options.empty)
        print(table(result))
        write(result)


def _bench_batch_flags(add: Parser) -> None:
    add.add_argument("--count", type=kind(Whole(0, 100_000)), default=60, help="real jobs (default 60)")
    add.add_argument("--workers", type=kind(Whole(2, 1024)), default=2, help="processes (default 2)")
    add.add_argument("--singles", type=kind(Whole(0, 100_000)), default=5, help="made alone too (default 5)")
    add.add_argument(
        "--empty", type=kind(Whole(0, 100_000)), default=10_000, help="empty jobs (default 10000)"
    )
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")
    add_generator(add)


def bench_texture(options: argparse.Namespace) -> None:
    """Known meshes without their colours, painted from their captions, before the judge."""
    from ..evaluation.bench_texture import Page, bench, means
    from ..evaluation.evaluate import table

    page = Page()
    with figures(options.out) as write:
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


def _bench_texture_flags(add: Parser) -> None:
    add.add_argument("--data", type=Path, metavar="FOLDER", required=True, help="as for `train`")
    add.add_argument("--cache", type=Path, metavar="FOLDER", required=True, help="renders and judge")
    add.add_argument("--count", type=kind(Whole(1, 1000)), default=20, help="meshes (default 20)")
    add.add_argument("--page", type=Path, metavar="PNG", help="a picture of them before and after")
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")
    add_generator(add)


def bench_refine(options: argparse.Namespace) -> None:
    """What refining a sheet brings to its asset, and what it costs."""
    from dataclasses import asdict

    from ..evaluation.bench_refine import bench_refine, rows
    from ..evaluation.evaluate import table

    with figures(options.out) as write:
        with Progress() as progress:
            found = bench_refine(
                options.generator, options.data, options.cache, options.count, progress=progress
            )
        print(table(rows(found)))
        write({"rows": rows(found), "sheets": [asdict(each) for each in found]})


def _bench_refine_flags(add: Parser) -> None:
    add.add_argument("--data", type=Path, metavar="FOLDER", required=True, help="as for `train`")
    add.add_argument("--cache", type=Path, metavar="FOLDER", required=True, help="renders and judge")
    add.add_argument(
        "--count", type=kind(Whole(1, 1000)), default=7, help="prompts of each group (default 7)"
    )
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")
    add_generator(add)


def bench_field(options: argparse.Namespace) -> None:
    """Views of neural fields that were taught on known assets' sheets, beside the assets' own."""
    from ..evaluation.bench_field import bench_field
    from ..evaluation.evaluate import table

    with figures(options.out) as write:
        with Progress() as progress:
            rows = bench_field(options.data, options.count, lambda part: progress("field", part))
        print(table(rows))
        write({"rows": rows})


def _bench_field_flags(add: Parser) -> None:
    add.add_argument("--data", type=Path, metavar="FOLDER", required=True, help="as for `train`")
    add.add_argument("--count", type=kind(Whole(1, 1_000_000)), default=10, help="assets (default 10)")
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")


def bench_reconstruct(options: argparse.Namespace) -> None:
    """Accuracy of every reconstruction method on sheets of known meshes."""
    from ..evaluation.bench_reconstruct import bench_reconstruct

    with figures(options.out) as write:
        with Progress() as progress:
            result = bench_reconstruct(
                options.data,
                options.count,
                resolution=options.resolution,
                methods=options.methods,
                perspective=options.perspective,
                eight=options.eight,
                finished=options.finished,
                progress=lambda caption, part: progress("reconstruct", part),
            )
        print(result)
        write(result.to_dict())


def _bench_reconstruct_flags(add: Parser) -> None:
    add.add_argument("--data", type=Path, metavar="FOLDER", required=True, help="as for `train`")
    add.add_argument("--count", type=kind(Whole(1, 1_000_000)), default=100, help="assets (default 100)")
    add.add_argument(
        "--resolution", type=kind(Whole(32, 1024)), default=128, help="pixels of a view (default 128)"
    )
    add.add_argument("--methods", nargs="+", default=[], metavar="NAME", help="only these rows of the table")
    add.add_argument(
        "--perspective", action="store_true", help="six views from around instead of the six sides"
    )
    add.add_argument("--eight", action="store_true", help="eight views through a lens instead, with depth")
    add.add_argument(
        "--finished", type=Path, metavar="FOLDER", help="write finished assets here, and measure those"
    )
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")


def bench_finishing(options: argparse.Namespace) -> None:
    """Simplification and UVs beside other programs' on known assets, and how time and memory grow."""
    from ..evaluation.bench_finishing import bench_finishing, chart, table

    with figures(options.out) as write:
        with Progress() as progress:
            result = bench_finishing(options.data, options.count, progress)
        print(table(result))
        write(result)
    if options.chart:
        chart(result, options.chart)


def _bench_finishing_flags(add: Parser) -> None:
    add.add_argument("--data", type=Path, metavar="FOLDER", required=True, help="as for `train`")
    add.add_argument("--count", type=kind(Whole(1, 1_000_000)), default=10, help="assets (default 10)")
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")
    add.add_argument("--chart", type=Path, metavar="FILE.png", help="draw them")


def bench_surfaces(options: argparse.Namespace) -> None:
    """How regular the surfaces of drawn sheets are, before and after they are made so."""
    from ..evaluation.bench_surfaces import bench_surfaces, table

    with figures(options.out) as write:
        with Progress() as progress:
            rows = bench_surfaces(options.prompts, options.seeds, options.generator, options.sheets, progress)
        print(table(rows))
        write({"rows": [vars(row) for row in rows]})


def _bench_surfaces_flags(add: Parser) -> None:
    add.add_argument(
        "--prompts",
        type=kind(Text()),
        nargs="+",
        default=[],
        help="(default: crates, tables, walls, houses)",
    )
    add.add_argument("--seeds", type=kind(Whole(1, 1000)), default=1, help="of each prompt (default 1)")
    add.add_argument("--sheets", type=Path, metavar="FOLDER", help="measure the sheets saved here instead")
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")
    add_generator(add)


def bench_finished(options: argparse.Namespace) -> None:
    """A picture of finished assets: textured, as wireframes, in clay; and their figures."""
    from ..evaluation.finished import finished_sheet, table
    from ..folders import check_writable

    check_writable(options.out.parent)
    with Progress() as progress:
        rows = finished_sheet(options.out, generator=options.generator, seed=options.seed, progress=progress)
    print(table(rows))
    print(options.out)


def _bench_finished_flags(add: Parser) -> None:
    add.add_argument("--out", type=Path, metavar="FILE.png", required=True)
    add.add_argument("--seed", type=kind(Whole(0, 2**63 - 1)), default=0)
    add_generator(add)


def bench_prompts(options: argparse.Namespace) -> None:
    """Forty prompts to assets and a blind grid; with --verdicts, mark the grid of an earlier run."""
    from ..evaluation.bench_prompts import bench_prompts, mark, table
    from ..folders import check_writable

    check_writable(options.out)
    if options.verdicts:
        good, count = mark(options.out, options.verdicts)
        print(f"{good} of {count} recognised")
        return
    with Progress() as progress:
        results = bench_prompts(options.out, options.generator, options.seed, progress)
    print(table(results))
    print(options.out / "blind.png")


def _bench_prompts_flags(add: Parser) -> None:
    add.add_argument("--out", type=Path, metavar="FOLDER", required=True)
    add.add_argument("--seed", type=kind(Whole(0, 2**63 - 1)), default=0)
    add.add_argument("--verdicts", type=Path, metavar="FILE", help='JSON: {"NUMBER": true or false, ...}')
    add_generator(add)


def bench_steps(options: argparse.Namespace) -> None:
    """What more denoising steps bring, and what they cost."""
    from ..evaluation.bench_steps import bench_steps
    from ..evaluation.evaluate import table

    with figures(options.out) as write:
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


def _bench_steps_flags(add: Parser) -> None:
    add.add_argument("--data", type=Path, metavar="FOLDER", required=True, help="as for `train`")
    add.add_argument("--cache", type=Path, metavar="FOLDER", required=True, help="renders and judge")
    add.add_argument(
        "--count", type=kind(Whole(1, 1000)), default=5, help="prompts of each group (default 5)"
    )
    add.add_argument("--steps", type=kind(Whole(1, 1000)), nargs="+", default=[4, 8, 12, 20, 30])
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")
    add_generator(add)


def bench_routes(options: argparse.Namespace) -> None:
    """Seconds and memory of whole routes at full size, with random weights: nothing is downloaded."""
    from ..evaluation.bench_routes import ROUTE_NAMES, bench, table

    with figures(options.out) as write:
        with Progress() as progress:
            result = bench(
                options.routes or ROUTE_NAMES,
                options.ways or "",
                options.seconds,
                options.tiny,
                progress=progress,
                write=write,
            )
        print(table(result))
        write(result)


def _bench_routes_flags(add: Parser) -> None:
    add.add_argument("--routes", nargs="+", metavar="NAME", help="(default: nine that differ)")
    add.add_argument("--ways", metavar="NAME", help="also each way to run this route's view model")
    add.add_argument(
        "--seconds", type=kind(Real(0, 1e6)), default=1e6, help="begin nothing new after so long"
    )
    add.add_argument("--tiny", action="store_true", help="networks of no size, to try the command")
    add.add_argument("--out", type=Path, metavar="FILE", help="write the figures as JSON too")

"""The one way from a request to files. Command line, worker and batch are listeners to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .context import Context, Done, Drawn, Listener, Meshed, Notice, ignore
from .errors import ModelsheetError
from .request import Request

if TYPE_CHECKING:
    from .candidates import Candidates
    from .options import Option
    from .pipeline import Pipeline

Load = Callable[[str], "Pipeline"]
"""Gives the pipeline of a generator, by its name or folder; one that is loaded already takes no time."""


def run(request: Request, folder: Path, listen: Listener = ignore, load: Load | None = None) -> Done:
    """Make what is asked for in `folder`, all or nothing; what `listen` raises ends it.

    Mistakes in the request show before a model is loaded. Raises ModelsheetError.
    """
    from .folders import check_writable

    check_writable(folder)
    check(request)
    context = Context(listen)
    drawn = _drawn(request, context, load)
    for message in drawn.chosen.notices:
        listen(Notice(message))
    if len(drawn.sheets) > 1:
        for number, sheet in enumerate(drawn.sheets, 1):
            listen(Drawn(sheet, number))
    listen(Drawn(drawn.chosen))
    main = _save_sheets(drawn, folder) if request.views_only else _save_asset(drawn, request, context, folder)
    done = Done(folder, main, dict(context.seconds))
    listen(done)
    return done


def check(request: Request) -> None:
    """Raise ModelsheetError for stages that are not there, and for what they can't use."""
    from .generation import find_spec
    from .registry import EXPORTERS, RECONSTRUCTORS

    options: list[Option] = []
    if request.do == "generate":
        spec = find_spec(request.generator)
        spec.check(request)
        options += spec.options
    if not request.views_only:
        if request.method != "auto":
            options += RECONSTRUCTORS.get(request.method).options
        for name in request.format:
            EXPORTERS.get(name)
    known = {option.name for option in options}
    for name, _ in request.extra:
        if name not in known:
            names = ", ".join(sorted(known)) or "none, for what is chosen has no options"
            raise ModelsheetError("option-unknown", name=name, known=names)


def _drawn(request: Request, context: Context, load: Load | None) -> Candidates:
    from .candidates import Candidates
    from .pipeline import Pipeline, draw_candidates
    from .sheet import ModelSheet

    if request.do == "reconstruct":
        assert request.sheet is not None  # see Request.of
        return Candidates((ModelSheet.load(request.sheet),))
    with context.phase("load"):
        pipeline = (load or Pipeline.from_pretrained)(request.generator)
    return draw_candidates(pipeline.generator, request, context)


def _save_sheets(drawn: Candidates, folder: Path) -> Path:
    from .folders import staged

    with staged(folder) as stage:
        drawn.chosen.save(stage)
        drawn.save(stage)
    return folder / "sheet.png"


def _save_asset(drawn: Candidates, request: Request, context: Context, folder: Path) -> Path:
    from .export import main_file, save
    from .pipeline import make

    asset = make(drawn.chosen, request, context)
    with context.phase("save"):
        save(asset, folder, request.format, drawn, lambda mesh: context.listen(Meshed(mesh)))
    return folder / main_file(request.format)

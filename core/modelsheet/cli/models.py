"""Models of the Hub: `modelsheet models WHAT`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from .flags import Parser, command


def add_commands(to: Any) -> None:
    """In the order of `--help`."""
    models = to.add_parser("models", help="List, download, verify, remove and import models.")
    what = models.add_subparsers(dest="models", metavar="WHAT", required=True)
    command(what, "list", list_models, _list_models_flags)
    command(what, "download", download_models, _download_models_flags)
    command(what, "verify", verify_models, _named_flags)
    command(what, "remove", remove_models, _named_flags)
    command(what, "import", import_models, _import_models_flags)


def list_models(options: argparse.Namespace) -> None:
    """The routes and the models that can be downloaded: needs, size, memory, licence, installed or not."""
    import json

    from ..hub.catalogue import catalogue
    from ..hub.catalogue import to_dict as model_dict
    from ..hub.store import models_home
    from ..routes import routes
    from ..routes import to_dict as route_dict

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


def _list_models_flags(add: Parser) -> None:
    add.add_argument("--json", action="store_true", help="for programs")
    _add_folder(add)


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

    from ..hub.remote import Hub
    from ..hub.store import download, left_to_fetch, models_home
    from ..routes import wanted_models

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


def _download_models_flags(add: Parser) -> None:
    add.add_argument("model", metavar="NAME", help="of a model, or of a route")
    add.add_argument("--endpoint", metavar="URL", help="a mirror of the Hub (default: HF_ENDPOINT)")
    _add_folder(add)


def verify_models(options: argparse.Namespace) -> None:
    """Check every file of a model, or of all that a route needs, against its hash."""
    from ..hub.store import verify
    from ..routes import wanted_models

    for model in wanted_models(options.model):
        verify(model.name, options.folder)
        print(f"{model.name}: whole")


def remove_models(options: argparse.Namespace) -> None:
    """Delete a model, or all that a route needs."""
    from ..hub.store import remove
    from ..routes import wanted_models

    for model in wanted_models(options.model):
        remove(model.name, options.folder)
        print(f"{model.name}: removed")


def _named_flags(add: Parser) -> None:
    add.add_argument("model", metavar="NAME", help="of a model, or of a route")
    _add_folder(add)


def import_models(options: argparse.Namespace) -> None:
    """Install a model from files that were fetched by hand."""
    from ..hub.catalogue import model_spec
    from ..hub.store import add

    print(add(model_spec(options.model), options.source, options.folder))


def _import_models_flags(add: Parser) -> None:
    add.add_argument("model", metavar="NAME", help="of a model")
    add.add_argument("source", type=Path, metavar="FILES", help="the folder that holds them")
    _add_folder(add)


def _add_folder(add: Parser) -> None:
    add.add_argument(
        "--folder", type=Path, metavar="FOLDER", help="where models lie (default: MODELSHEET_MODELS)"
    )

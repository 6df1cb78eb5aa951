"""The gallery: one page of all assets that works offline, from a disk, and a contact sheet."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ..folders import staged
from .record import ASSETS, Entry, entries

_PAGE = Path(__file__).parent / "page"
_GOOD_SILHOUETTE = 0.9
_LINKED = ("asset.glb", "report.json", "sheet.json", "sheet.png", "turntable.webp")
_WIDEST = 8000  # pixels of the contact sheet
_CELLS = (32, 200)  # pixels a side, smallest and largest
_CAPTION = 22
_DAMAGED = (128, 128, 128)
_FONTS = ("NotoSansCJK-Regular.ttc", "wqy-zenhei.ttc", "msyh.ttc", "PingFang.ttc", "DejaVuSans.ttf")


def write_gallery(folder: str | Path) -> Path:
    """Write `index.html`, what it needs, and `contact-sheet.png`; returns the page's path.

    Raises ModelsheetError where there is no batch.
    """
    folder = Path(folder)
    found = entries(folder)
    assets = [_asset(folder, entry) for entry in found if entry.state in ("done", "failed")]
    done = sum(entry.state == "done" for entry in found)
    failed = sum(entry.state == "failed" for entry in found)
    left = len(found) - done - failed
    parts = [
        f"{done:,} made",
        *([f"{failed:,} failed"] if failed else []),
        *([f"{left:,} to do"] if left else []),
    ]
    content = {"title": folder.resolve().name, "summary": ", ".join(parts), "assets": assets}
    with staged(folder) as stage:
        shutil.copy(_PAGE / "index.html", stage)
        shutil.copytree(_PAGE, stage / "gallery", ignore=shutil.ignore_patterns("index.html"))
        (stage / "gallery" / "assets.js").write_text(f"const batch = {_script(content)};\n", "utf-8")
        _contact_sheet(folder, [asset for asset in assets if asset["thumbnail"]]).save(
            stage / "contact-sheet.png"
        )
    return folder / "index.html"


def _asset(folder: Path, entry: Entry) -> dict:
    """What the page knows of one asset."""
    report = _report(folder / ASSETS / entry.name) if "report.json" in entry.files else {}
    verdict, reasons = _verdict(entry, report)
    return {
        "name": entry.name,
        "prompt": entry.request.prompt,
        "category": entry.category,
        "verdict": verdict,
        "reasons": reasons,
        "error": entry.error,
        "command": entry.request.command,
        "thumbnail": (folder / ASSETS / entry.name / "thumbnail.webp").is_file(),
        "mesh": "asset.glb" in entry.files,
        "files": [name for name in _LINKED if name in entry.files],
        "licence": _licence(report),
        "measures": {**_measures(report), **({"seconds": _seconds(entry)} if entry.seconds else {})},
    }


def _report(folder: Path) -> dict:
    try:
        return json.loads((folder / "report.json").read_text("utf-8"))
    except (OSError, ValueError):  # it was deleted since: the page shows the rest
        return {}


def _verdict(entry: Entry, report: dict) -> tuple[str, list[str]]:
    """`good`, `check` with the reasons to look closer, `sheet` where there is no mesh, or `failed`."""
    if entry.state == "failed":
        return "failed", []
    reasons = []
    if notice := report.get("settings", {}).get("notice"):
        said = notice["text"] if isinstance(notice, dict) else notice
        reasons.append(f"far from what the model knows ({said})")
    if report.get("settings", {}).get("unknown"):
        reasons.append(f"not understood: {', '.join(report['settings']['unknown'])}")
    if report and not report["watertight"]:
        reasons.append("not watertight")
    if report and report["silhouette_iou"]["mean"] < _GOOD_SILHOUETTE:
        reasons.append(
            f"the mesh differs from its sheet (silhouettes agree by {report['silhouette_iou']['mean']:.0%})"
        )
    if "asset.glb" not in entry.files:
        return "sheet", reasons
    return ("check", reasons) if reasons else ("good", [])


def _licence(report: dict) -> str:
    """The terms of the weights that made it, in a line; empty where the report says nothing of them."""
    terms = report.get("licence")
    if not isinstance(terms, dict):
        return ""
    weights = "; ".join(f"{row['model']}: {row['licence']}" for row in terms["weights"])
    return f"{weights or 'no weights'} (products: {terms['commercial']})"


def _measures(report: dict) -> dict[str, float]:
    """Every number and yes or no of a report; of views the mean, of a size the longest side."""
    measures = {}
    for name, value in report.items():
        if isinstance(value, dict):
            value = value.get("mean")
        elif isinstance(value, list) and value and all(isinstance(side, float) for side in value):
            value = max(value)
        if isinstance(value, (bool, int, float)) and name != "seed":
            measures[name] = value
    return measures


def _seconds(entry: Entry) -> float:
    return round(sum(entry.seconds.values()) - entry.seconds.get("load", 0.0), 2)


def _script(content: dict) -> str:
    """JSON that may stand in a script, whatever the prompts say."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _contact_sheet(folder: Path, assets: list[dict]) -> Image.Image:
    """All assets in one picture, with their prompts where there is room."""
    columns = max(1, round((1.4 * len(assets)) ** 0.5))
    cell = min(max(_WIDEST // columns, _CELLS[0]), _CELLS[1])
    caption = _CAPTION if cell >= 120 else 0
    rows = max(1, -(-len(assets) // columns))
    picture = Image.new("RGB", (columns * cell, rows * (cell + caption)), "white")
    draw, font = ImageDraw.Draw(picture), _font(assets)
    for i, asset in enumerate(assets):
        left, top = i % columns * cell, i // columns * (cell + caption)
        tile = _tile(folder / ASSETS / asset["name"] / "thumbnail.webp", cell)
        picture.paste(tile, (left + (cell - tile.width) // 2, top + (cell - tile.height) // 2))
        if caption:
            text = asset["prompt"]
            while draw.textlength(text, font) > cell - 12:
                text = text[: -2 - text.endswith("…")] + "…"
            draw.text((left + 6, top + cell + 3), text, fill=(60, 60, 60), font=font)
    return picture


def _tile(path: Path, cell: int) -> Image.Image:
    """A thumbnail, at most `cell` pixels a side; a grey one where the file is damaged."""
    try:
        with Image.open(path) as thumbnail:
            tile = thumbnail.convert("RGB")
    except (OSError, SyntaxError, ValueError):
        return Image.new("RGB", (cell, cell), _DAMAGED)
    tile.thumbnail((cell, cell), Image.Resampling.LANCZOS)
    return tile


def _font(assets: list[dict]) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font; one of the system's for prompts that it can't write."""
    if any(ord(letter) > 0x2FF for asset in assets for letter in asset["prompt"]):
        for name in _FONTS:
            try:
                return ImageFont.truetype(name, 13)
            except OSError:
                continue
    return ImageFont.load_default(13)

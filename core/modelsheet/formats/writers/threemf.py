"""Asset to 3MF, the format of 3D printing, with its texture. Z up, in metres.

3D Manufacturing Format, core specification 1.3 and materials extension 1.2 (3MF Consortium).
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np

from ...asset import Asset
from ...registry import ExporterSpec
from ...surface import Surface
from ._shared import encode_png, title

_CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
_MATERIAL = "http://schemas.microsoft.com/3dmanufacturing/material/2015/02"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TEXTURE = "3D/Textures/base_color.png"
_TYPES = f"""<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
<Default Extension="png" ContentType="image/png"/>
</Types>"""


def write_3mf(asset: Asset, path: Path) -> None:
    """Write PATH."""
    texture = asset.surface.texture if asset.surface.uvs is not None else None
    parts = {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": _relationship(f"{_CORE.replace('/core', '')}/3dmodel", "/3D/3dmodel.model"),
        "3D/3dmodel.model": _model(asset.surface, title(asset), texture is not None).encode(),
    }
    if texture is not None:
        kind = f"{_CORE.replace('/core', '')}/3dtexture"
        parts["3D/_rels/3dmodel.model.rels"] = _relationship(kind, f"/{_TEXTURE}")
        parts[_TEXTURE] = encode_png(texture)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():  # no date: the same bytes for the same asset
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def _relationship(kind: str, target: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rel0" Type="{kind}" Target="{target}"/></Relationships>'
    ).encode()


def _model(surface: Surface, name: str, textured: bool) -> str:
    """The XML of the object, whose triangles have UVs by a texture group."""
    corners = surface.faces
    resources, group, uv = "", "", np.zeros_like(corners)
    if textured:
        assert surface.uvs is not None
        uvs, index = np.unique(surface.uvs.reshape(-1, 2), axis=0, return_inverse=True)
        uv, group = index.reshape(-1, 3), ' pid="2" pindex="0"'
        points = "".join(f'<m:tex2coord u="{u:.7g}" v="{v:.7g}"/>' for u, v in uvs)
        resources = (
            f'<m:texture2d id="1" path="/{_TEXTURE}" contenttype="image/png"/>'
            f'<m:texture2dgroup id="2" texid="1">{points}</m:texture2dgroup>'
        )
    vertices = "".join(f'<vertex x="{x:.7g}" y="{y:.7g}" z="{z:.7g}"/>' for x, y, z in surface.vertices)
    triangles = "".join(
        f'<triangle v1="{a}" v2="{b}" v3="{c}"'
        + (f' pid="2" p1="{p}" p2="{q}" p3="{r}"/>' if textured else "/>")
        for (a, b, c), (p, q, r) in zip(corners.tolist(), uv.tolist(), strict=True)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<model unit="meter" xml:lang="en-US" xmlns="{_CORE}"'
        f' xmlns:m="{_MATERIAL}"><metadata name="Title">{escape(name)}</metadata><resources>{resources}'
        f'<object id="3" type="model" name={_quoted(name)}{group}><mesh><vertices>{vertices}</vertices>'
        f"<triangles>{triangles}</triangles></mesh></object></resources>"
        '<build><item objectid="3"/></build></model>'
    )


def _quoted(text: str) -> str:
    return '"' + escape(text, {'"': "&quot;"}) + '"'


SPEC = ExporterSpec("3mf", "3MF with its texture, for 3D printing", ".3mf", write_3mf)

"""Asset to 3MF, the format of 3D printing, with its materials. Z up, in millimetres, as printers count.

3D Manufacturing Format, core specification 1.3 and materials extension 1.2 (3MF Consortium).
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np

from ...asset import Asset
from ...materials import Material, linear, to_bytes
from ...registry import ExporterSpec
from ...surface import Surface
from ._shared import encode_png, tinted

_CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
_MATERIAL = "http://schemas.microsoft.com/3dmanufacturing/material/2015/02"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MILLIMETRES = 1000  # in a metre
_OBJECT = 1  # its number; those of materials follow
_TYPES = f"""<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
<Default Extension="png" ContentType="image/png"/>
</Types>"""


def write_3mf(asset: Asset, path: Path) -> None:
    """Write PATH. LODs and hulls are nothing to print: they are left out."""
    resources = _Resources()
    model = _model(asset.surface, asset.title, resources)
    kind = _CORE.replace("/core", "")
    parts = {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": _relationships(f"{kind}/3dmodel", ["3D/3dmodel.model"]),
        "3D/3dmodel.model": model.encode(),
    }
    if resources.pictures:
        parts["3D/_rels/3dmodel.model.rels"] = _relationships(f"{kind}/3dtexture", [*resources.pictures])
        parts |= resources.pictures
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():  # no date: the same bytes for the same asset
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


@dataclass
class _Resources:
    """What triangles refer to, as XML, and the pictures that it names, by their paths in the archive."""

    xml: list[str] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    count: int = _OBJECT

    def number(self) -> int:
        """Of the next resource."""
        self.count += 1
        return self.count

    def add(self, material: Material, surface: Surface, faces: np.ndarray) -> tuple[int, np.ndarray]:
        """The number of the group that a material's faces refer to, and their three indices in it."""
        if material.base_color_texture is not None and surface.uvs is not None:
            return self._add_texture(material, surface.uvs[faces])
        if surface.colors is not None:
            return self._add_colors(material, surface.colors[surface.faces[faces]])
        group = self.number()
        color = _hex(to_bytes(np.array(material.base_color[:3])))
        name = _quoted(material.name or "material")
        self.xml.append(
            f'<basematerials id="{group}"><base name={name} displaycolor="{color}"/></basematerials>'
        )
        return group, np.zeros((len(faces), 3), int)

    def _add_texture(self, material: Material, uvs: np.ndarray) -> tuple[int, np.ndarray]:
        texture = tinted(material).base_color_texture
        assert texture is not None
        path = f"3D/Textures/base_color{len(self.pictures) + 1 if self.pictures else ''}.png"
        self.pictures[path] = encode_png(texture.pixels)
        number, group = self.number(), self.number()
        tiles = {"repeat": "wrap"}
        styles = "".join(
            f' tilestyle{axis}="{tiles.get(wrap, wrap)}"'
            for axis, wrap in zip("uv", texture.wrap, strict=True)
        )
        places, index = np.unique(uvs.reshape(-1, 2), axis=0, return_inverse=True)
        points = "".join(f'<m:tex2coord u="{u:.7g}" v="{v:.7g}"/>' for u, v in places)
        self.xml.append(
            f'<m:texture2d id="{number}" path="/{path}" contenttype="image/png"{styles}/>'
            f'<m:texture2dgroup id="{group}" texid="{number}">{points}</m:texture2dgroup>'
        )
        return group, index.reshape(-1, 3)

    def _add_colors(self, material: Material, colors: np.ndarray) -> tuple[int, np.ndarray]:
        """colors: (F, 3, 3 or 4) of the faces' corners."""
        group = self.number()
        rows, index = np.unique(colors.reshape(-1, colors.shape[2])[:, :3], axis=0, return_inverse=True)
        shades = to_bytes(linear(rows / 255) * np.array(material.base_color[:3]))
        entries = "".join(f'<m:color color="{_hex(shade)}"/>' for shade in shades)
        self.xml.append(f'<m:colorgroup id="{group}">{entries}</m:colorgroup>')
        return group, index.reshape(-1, 3)


def _relationships(kind: str, targets: list[str]) -> bytes:
    entries = "".join(
        f'<Relationship Id="rel{i}" Type="{kind}" Target="/{target}"/>' for i, target in enumerate(targets)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{entries}</Relationships>"
    ).encode()


def _model(surface: Surface, name: str, resources: _Resources) -> str:
    """The XML of the object, whose triangles refer to groups of texture coordinates and colours."""
    points = surface.vertices.astype(np.float64) * _MILLIMETRES
    vertices = "".join(f'<vertex x="{x:.7g}" y="{y:.7g}" z="{z:.7g}"/>' for x, y, z in points)
    looks = [""] * len(surface.faces)
    if surface.materials or surface.colors is not None:
        for material, faces in surface.by_material():
            group, indices = resources.add(material, surface, faces)
            for face, (p, q, r) in zip(faces.tolist(), indices.tolist(), strict=True):
                looks[face] = f' pid="{group}" p1="{p}" p2="{q}" p3="{r}"'
    triangles = "".join(
        f'<triangle v1="{a}" v2="{b}" v3="{c}"{look}/>'
        for (a, b, c), look in zip(surface.faces.tolist(), looks, strict=True)
    )
    first = f' pid="{resources.count}" pindex="0"' if resources.xml else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<model unit="millimeter" xml:lang="en-US" xmlns="{_CORE}"'
        f' xmlns:m="{_MATERIAL}"><metadata name="Title">{escape(name)}</metadata>'
        f"<resources>{''.join(resources.xml)}"
        f'<object id="{_OBJECT}" type="model" name={_quoted(name)}{first}><mesh><vertices>{vertices}'
        f"</vertices><triangles>{triangles}</triangles></mesh></object></resources>"
        f'<build><item objectid="{_OBJECT}"/></build></model>'
    )


def _hex(color: np.ndarray) -> str:
    return "#" + bytes(color.tolist()).hex().upper()


def _quoted(text: str) -> str:
    return '"' + escape(text, {'"': "&quot;"}) + '"'


SPEC = ExporterSpec("3mf", "3MF with its materials, for 3D printing", ".3mf", write_3mf)

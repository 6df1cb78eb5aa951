"""The features of glTF that its sample assets show, each rebuilt small: a function makes a file.

Most are a plate of four colours seen from the front, or red and blue plates beside each other.
"""

from __future__ import annotations

import base64
import math
import struct
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

from .gltf_file import PLATE, PLATE_UVS, TRIANGLES, Gltf, four_colors

FEATURES: dict[str, Callable[[], Gltf]] = {}

CLAMP, MIRROR, REPEAT, NEAREST = 33071, 33648, 10497, 9728


def feature(make: Callable[[], Gltf]) -> Callable[[], Gltf]:
    """Enter a function into FEATURES."""
    FEATURES[make.__name__] = make
    return make


def pictured(file: Gltf, texture: int | None = None, reference: dict | None = None, **plate: Any) -> Gltf:
    """One plate with a texture, by default of four colours."""
    texture = file.picture(four_colors()) if texture is None else texture
    material = file.material(texture, reference, **plate.pop("material", {}))
    return file.scene(file.node(file.mesh(file.plate(material, **plate))))


def beside(file: Gltf, red: dict, blue: dict | None = None, **more: Any) -> Gltf:
    """A red primitive, perhaps with words for its node, and a blue plate to its right."""
    left = file.node(file.mesh(red), **more)
    blue = blue or file.plate(file.flat(0, 0, 1))
    return file.scene(left, file.node(file.mesh(blue), translation=[3, 0, 0]))


@feature
def a_texture() -> Gltf:
    return pictured(Gltf())


@feature
def no_indices() -> Gltf:
    file = Gltf()
    plate = file.plate(file.material(file.picture(four_colors())), PLATE[TRIANGLES], PLATE_UVS[TRIANGLES])
    del plate["indices"]
    return file.scene(file.node(file.mesh(plate)))


@feature
def indices_in_8_bits() -> Gltf:
    file = Gltf()
    return pictured(file, indices=file.numbers(TRIANGLES.astype(np.uint8)))


@feature
def indices_in_32_bits() -> Gltf:
    file = Gltf()
    return pictured(file, indices=file.numbers(TRIANGLES.astype(np.uint32)))


@feature
def a_strip() -> Gltf:
    file = Gltf()
    red = file.plate(file.flat(1, 0, 0), indices=file.numbers(np.array([0, 1, 3, 2], np.uint16)), mode=5)
    return beside(file, red)


@feature
def a_fan() -> Gltf:
    file = Gltf()
    red = file.plate(file.flat(1, 0, 0), indices=file.numbers(np.array([0, 1, 2, 3], np.uint16)), mode=6)
    return beside(file, red)


@feature
def points_and_lines_beside_triangles() -> Gltf:
    file = Gltf()
    dots = file.plate(file.flat(0, 1, 0), indices=file.numbers(np.array([0, 1], np.uint16)), mode=1)
    return file.scene(file.node(file.mesh(file.plate(file.flat(1, 0, 0)), dots)))


@feature
def interleaved() -> Gltf:
    file = Gltf()
    rows = np.hstack([PLATE, PLATE_UVS]).astype(np.float32)
    view = file.view(rows.tobytes(), byteStride=20)
    common = {"bufferView": view, "componentType": 5126, "count": 4}
    bounds = {"min": [-1, -1, 0], "max": [1, 1, 0]}
    position = file.add("accessors", {**common, "type": "VEC3", **bounds})
    uv = file.add("accessors", {**common, "byteOffset": 12, "type": "VEC2"})
    return pictured(file, uvs=None, attributes={"POSITION": position, "TEXCOORD_0": uv})


def _sparse(base: dict) -> Gltf:
    file = Gltf()
    rows, values = np.array([2, 3], np.uint16), np.array([(1, 3, 0), (-1, 3, 0)], np.float32)
    if not base:
        rows, values = np.arange(4, dtype=np.uint16), PLATE * (1, 2, 1)
    else:
        base = {"bufferView": file.view(PLATE.tobytes())}
    sparse = {
        "count": len(rows),
        "indices": {"bufferView": file.view(rows.tobytes()), "componentType": 5123},
        "values": {"bufferView": file.view(values.astype(np.float32).tobytes())},
    }
    bounds = {"min": [-1, -1 if base else -2, 0], "max": [1, 3 if base else 2, 0]}
    entry = {"componentType": 5126, "count": 4, "type": "VEC3", **bounds, "sparse": sparse, **base}
    position = file.add("accessors", entry)
    return pictured(file, attributes={"POSITION": position})


@feature
def a_sparse_accessor() -> Gltf:
    return _sparse({"bufferView": 0})


@feature
def a_sparse_accessor_of_zeros() -> Gltf:
    return _sparse({})


TALL = np.array([(0, 0, 0), (0, 0, 0), (0, 2, 0), (0, 2, 0)], np.float32)
WIDE = np.array([(0, 0, 0), (2, 0, 0), (2, 0, 0), (0, 0, 0)], np.float32)


def _morph(mesh: dict, **node: Any) -> Gltf:
    file = Gltf()
    targets = [{"POSITION": file.numbers(change, bounds=True)} for change in (TALL, WIDE)]
    plate = file.plate(file.material(file.picture(four_colors())), targets=targets)
    return file.scene(file.node(file.mesh(plate, **mesh), **node))


@feature
def morph_targets() -> Gltf:
    return _morph({"weights": [1.0, 0.25]})


@feature
def morph_weights_of_the_node() -> Gltf:
    return _morph({"weights": [0.0, 0.0]}, weights=[0.5, 0.0])


def _skin(file: Gltf, joints: list[int], bind: np.ndarray | None, columns: np.ndarray, **node: Any) -> int:
    weights = np.zeros((4, 4), np.float32)
    weights[:, 0] = 1
    numbers = np.zeros((4, 4), np.uint8)
    numbers[:, 0] = columns
    skin: dict[str, Any] = {"joints": joints}
    if bind is not None:
        matrices = bind.swapaxes(1, 2).reshape(-1, 16).astype(np.float32)
        skin["inverseBindMatrices"] = file.numbers(matrices)
    attributes = {"JOINTS_0": file.numbers(numbers), "WEIGHTS_0": file.numbers(weights)}
    plate = file.plate(file.material(file.picture(four_colors())), attributes=attributes)
    return file.node(file.mesh(plate), skin=file.add("skins", skin), **node)


@feature
def a_skin_that_follows_its_joint() -> Gltf:
    file = Gltf()
    joint = file.node(scale=[1, 2, 1])
    return file.scene(joint, _skin(file, [joint], np.eye(4)[None], np.zeros(4), scale=[5, 1, 1]))


@feature
def a_skin_of_two_joints() -> Gltf:
    file = Gltf()
    upper = file.node(translation=[0, 3, 0])
    root = file.node(children=[upper], rotation=[0, 0, math.sin(math.pi / 8), math.cos(math.pi / 8)])
    bind = np.array([np.eye(4), np.eye(4)])
    bind[1, 1, 3] = -1
    return file.scene(root, _skin(file, [root, upper], bind, np.array([0, 0, 1, 1])))


@feature
def a_skin_without_bind_matrices() -> Gltf:
    file = Gltf()
    joint = file.node(scale=[3, 1, 1])
    return file.scene(joint, _skin(file, [joint], None, np.zeros(4)))


@feature
def positions_in_normalized_16_bits() -> Gltf:
    file = Gltf(extensionsUsed=["KHR_mesh_quantization"], extensionsRequired=["KHR_mesh_quantization"])
    position = file.numbers((PLATE * 32767).astype(np.int16), normalized=True, bounds=True)
    return beside(file, file.plate(file.flat(1, 0, 0), attributes={"POSITION": position}))


@feature
def positions_in_8_bits_and_a_scale() -> Gltf:
    file = Gltf(extensionsUsed=["KHR_mesh_quantization"], extensionsRequired=["KHR_mesh_quantization"])
    position = file.numbers(((PLATE + 1) * 100).astype(np.uint8), bounds=True)
    red = file.plate(file.flat(1, 0, 0), attributes={"POSITION": position})
    return beside(file, red, scale=[0.01, 0.01, 0.01], translation=[-1, -1, -1])


@feature
def a_turned_node() -> Gltf:
    file = Gltf()
    plate = file.mesh(file.plate(file.material(file.picture(four_colors()))))
    turn = [0, 0, math.sin(math.pi / 12), math.cos(math.pi / 12)]
    return file.scene(file.node(plate, rotation=turn, scale=[2, 1, 1], translation=[5, 6, 7]))


@feature
def a_node_with_a_matrix() -> Gltf:
    file = Gltf()
    plate = file.mesh(file.plate(file.material(file.picture(four_colors()))))
    matrix = np.array([(0, -2, 0, 3), (1, 0, 0, 1), (0, 0, 1, 0), (0, 0, 0, 1)], float)  # a quarter turn
    return file.scene(file.node(plate, matrix=matrix.T.reshape(-1).tolist()))


@feature
def a_mirrored_node() -> Gltf:
    file = Gltf()
    plate = file.mesh(file.plate(file.material(file.picture(four_colors()))))
    return file.scene(file.node(plate, scale=[-1, 1, 1]))


@feature
def nodes_in_nodes() -> Gltf:
    file = Gltf()
    red = file.node(file.mesh(file.plate(file.flat(1, 0, 0))), translation=[0, 3, 0])
    middle = file.node(children=[red], scale=[1, 0.5, 1])
    blue = file.mesh(file.plate(file.flat(0, 0, 1)))
    return file.scene(file.node(blue, children=[middle], translation=[1, 0, 0]))


@feature
def a_mesh_on_a_camera() -> Gltf:
    file = Gltf()
    camera = {"type": "perspective", "perspective": {"yfov": 0.6, "znear": 0.1}}
    red = file.node(file.mesh(file.plate(file.flat(1, 0, 0))))
    seer = file.node(camera=file.add("cameras", camera), translation=[3, 0, 0], children=[red])
    return file.scene(file.node(file.mesh(file.plate(file.flat(0, 0, 1)))), seer)


@feature
def no_number_of_the_scene() -> Gltf:
    file = pictured(Gltf())
    del file.json["scene"]
    return file


@feature
def the_second_scene() -> Gltf:
    file = Gltf()
    blue = file.node(file.mesh(file.plate(file.flat(0, 0, 1))))
    red = file.node(file.mesh(file.plate(file.flat(1, 0, 0), PLATE * (1, 2, 1))))
    return file.scene(blue).scene(red)


@feature
def instances() -> Gltf:
    name = "EXT_mesh_gpu_instancing"
    file = Gltf(extensionsUsed=[name], extensionsRequired=[name])
    half = math.sqrt(0.5)
    rows = {
        "TRANSLATION": [(0, 0, 0), (3, 0, 0), (0, 3, 0)],
        "ROTATION": [(0, 0, 0, 1), (0, 0, half, half), (0, 0, 0, 1)],
        "SCALE": [(1, 1, 1), (1, 1, 1), (0.5, 1, 1)],
    }
    attributes = {key: file.numbers(np.array(values, np.float32)) for key, values in rows.items()}
    plate = file.mesh(file.plate(file.material(file.picture(four_colors()))))
    return file.scene(file.node(plate, extensions={name: {"attributes": attributes}}))


@feature
def uvs_in_16_bits() -> Gltf:
    file = Gltf()
    uv = file.numbers((PLATE_UVS * 65535).astype(np.uint16), normalized=True)
    return pictured(file, attributes={"TEXCOORD_0": uv})


@feature
def uvs_in_8_bits() -> Gltf:
    file = Gltf()
    uv = file.numbers((PLATE_UVS * 255).astype(np.uint8), normalized=True)
    return pictured(file, attributes={"TEXCOORD_0": uv})


@feature
def the_second_uv_set() -> Gltf:
    file = Gltf()
    attributes = {"TEXCOORD_0": file.numbers(PLATE_UVS * 0), "TEXCOORD_1": file.numbers(PLATE_UVS)}
    return pictured(file, reference={"texCoord": 1}, attributes=attributes)


def _transformed(**transform: Any) -> Gltf:
    file = Gltf(extensionsUsed=["KHR_texture_transform"])
    uvs = {"TEXCOORD_1": file.numbers(PLATE_UVS * 0.5)}
    return pictured(file, reference={"extensions": {"KHR_texture_transform": transform}}, attributes=uvs)


@feature
def a_texture_moved_and_scaled() -> Gltf:
    return _transformed(offset=[0.5, 0], scale=[0.5, 0.5])


@feature
def a_texture_turned() -> Gltf:
    return _transformed(rotation=math.pi / 6, offset=[0.1, 0.2], scale=[0.6, 0.6])


@feature
def a_texture_stretched_and_turned() -> Gltf:
    return _transformed(rotation=math.pi / 6, offset=[0.1, 0.2], scale=[0.8, 0.5])


@feature
def a_texture_transform_that_names_the_uv_set() -> Gltf:
    return _transformed(texCoord=1, offset=[0.5, 0.5])


def _beyond(**sampler: int) -> Gltf:
    file = Gltf()
    return pictured(file, file.picture(four_colors(), **sampler), uvs=(PLATE_UVS * 3 - 1).astype(np.float32))


@feature
def a_texture_that_repeats() -> Gltf:
    return _beyond()


@feature
def a_texture_that_is_clamped() -> Gltf:
    return _beyond(wrapS=CLAMP, wrapT=CLAMP)


@feature
def a_texture_that_is_mirrored() -> Gltf:
    return _beyond(wrapS=MIRROR, wrapT=MIRROR)


@feature
def a_texture_clamped_along_one_axis() -> Gltf:
    return _beyond(wrapS=CLAMP, wrapT=REPEAT)


@feature
def square_texels() -> Gltf:
    file = Gltf()
    return pictured(file, file.picture(four_colors(side=2), magFilter=NEAREST, minFilter=NEAREST))


@feature
def blended_texels() -> Gltf:
    file = Gltf()
    return pictured(file, file.picture(four_colors(side=2), wrapS=CLAMP, wrapT=CLAMP))


@feature
def a_grey_texture_in_16_bits() -> Gltf:
    file = Gltf()
    grey = np.array([[60000, 20000], [5000, 40000]], np.uint16).repeat(8, 0).repeat(8, 1)
    return pictured(file, file.picture(grey))


@feature
def a_grey_texture_with_alpha() -> Gltf:
    file = Gltf()
    grey = np.array([[(230, 0), (80, 255)], [(20, 255), (160, 255)]], np.uint8).repeat(8, 0).repeat(8, 1)
    return pictured(file, file.picture(Image.fromarray(grey, "LA")), material={"alphaMode": "MASK"})


@feature
def a_texture_with_a_palette() -> Gltf:
    file = Gltf()
    return pictured(file, file.picture(Image.fromarray(four_colors()).quantize(4)))


@feature
def a_jpeg() -> Gltf:
    file = Gltf()
    return pictured(file, file.picture(four_colors(side=64), "JPEG"))


@feature
def a_webp() -> Gltf:
    file = Gltf(extensionsUsed=["EXT_texture_webp"], extensionsRequired=["EXT_texture_webp"])
    texture = file.picture(four_colors(side=64), "WEBP")
    file.json["textures"] = [{"extensions": {"EXT_texture_webp": {"source": 0}}}]
    return pictured(file, texture)


@feature
def a_factor_and_a_texture() -> Gltf:
    return pictured(Gltf(), material={"base": {"baseColorFactor": [0.5, 0.2, 1.0, 1.0]}})


def _colored(colors: np.ndarray, normalized: bool = False, **material: Any) -> Gltf:
    file = Gltf()
    attributes = {"COLOR_0": file.numbers(colors, normalized)}
    texture = file.picture(four_colors()) if material.pop("textured", False) else None
    plate = file.plate(file.material(texture, **material), attributes=attributes)
    return file.scene(file.node(file.mesh(plate)))


HALF_RED = np.tile(np.array([0.5, 0.0, 0.0, 1.0], np.float32), (4, 1))


@feature
def vertex_colours_and_a_material() -> Gltf:
    return _colored(HALF_RED)


@feature
def vertex_colours_in_16_bits() -> Gltf:
    return _colored((HALF_RED[:, :3] * 65535).astype(np.uint16), normalized=True)


@feature
def vertex_colours_in_8_bits() -> Gltf:
    return _colored((HALF_RED * 255).astype(np.uint8), normalized=True)


@feature
def vertex_colours_that_differ() -> Gltf:
    return _colored(np.array([(0, 0, 1), (1, 1, 0), (0, 1, 0), (1, 0, 0)], np.float32))


@feature
def vertex_colours_a_factor_and_a_texture() -> Gltf:
    factor = {"baseColorFactor": [1.0, 1.0, 0.5, 1.0]}
    return _colored(np.full((4, 3), 0.5, np.float32), textured=True, base=factor)


@feature
def alpha_that_masks() -> Gltf:
    file = Gltf()
    return pictured(file, file.picture(four_colors(alpha=0)), material={"alphaMode": "MASK"})


@feature
def alpha_that_masks_below_its_cutoff() -> Gltf:
    file = Gltf()
    look = {"alphaMode": "MASK", "alphaCutoff": 0.8}
    return pictured(file, file.picture(four_colors(alpha=180)), material=look)


@feature
def alpha_of_the_factor_that_masks() -> Gltf:
    file = Gltf()
    gone = file.material(alphaMode="MASK", base={"baseColorFactor": [1, 0, 0, 0.4]})
    return beside(file, file.plate(gone), file.plate(file.flat(0, 0, 1), PLATE * (1, 2, 1)))


@feature
def alpha_of_vertices_that_masks() -> Gltf:
    colors = np.array([(1, 1, 1, 0), (1, 1, 1, 1), (1, 1, 1, 1), (1, 1, 1, 1)], np.float32)
    return _colored(colors, textured=True, alphaMode="MASK")


@feature
def alpha_that_blends() -> Gltf:
    file = Gltf()
    return pictured(file, file.picture(four_colors(alpha=0)), material={"alphaMode": "BLEND"})


@feature
def alpha_that_counts_for_nothing() -> Gltf:
    file = Gltf()
    return pictured(file, file.picture(four_colors(alpha=0)))


@feature
def something_behind_a_hole() -> Gltf:
    file = Gltf()
    leaf = file.material(file.picture(four_colors(alpha=0)), alphaMode="MASK")
    wall = file.node(file.mesh(file.plate(file.flat(1, 1, 1))), translation=[0, 0, -1])
    return file.scene(file.node(file.mesh(file.plate(leaf))), wall)


@feature
def emission() -> Gltf:
    black = {"base": {"baseColorFactor": [0, 0, 0, 1]}, "emissiveFactor": [1, 0.25, 0]}
    file = Gltf()
    return beside(file, file.plate(file.material(**black)))


@feature
def an_emissive_texture() -> Gltf:
    file = Gltf()
    glow = {"emissiveTexture": {"index": file.picture(four_colors())}, "emissiveFactor": [1, 1, 1]}
    material = file.material(base={"baseColorFactor": [0, 0, 0, 1]}, **glow)
    return file.scene(file.node(file.mesh(file.plate(material))))


@feature
def emission_over_a_texture() -> Gltf:
    file = Gltf()
    glow = np.zeros((2, 2, 3), np.uint8)
    glow[0, 0] = (0, 0, 255)
    look = {"emissiveTexture": {"index": file.picture(glow.repeat(8, 0).repeat(8, 1))}}
    return pictured(file, material={**look, "emissiveFactor": [1, 1, 1]})


@feature
def strong_emission() -> Gltf:
    name = "KHR_materials_emissive_strength"
    file = Gltf(extensionsUsed=[name])
    glow = {"emissiveFactor": [0.1, 0.02, 0], "extensions": {name: {"emissiveStrength": 5.0}}}
    return beside(file, file.plate(file.material(base={"baseColorFactor": [0, 0, 0, 1]}, **glow)))


@feature
def unlit() -> Gltf:
    file = Gltf(extensionsUsed=["KHR_materials_unlit"])
    return pictured(file, material={"extensions": {"KHR_materials_unlit": {}}})


@feature
def no_material() -> Gltf:
    file = Gltf()
    return file.scene(file.node(file.mesh(file.plate())))


@feature
def two_materials() -> Gltf:
    file = Gltf()
    upper = file.plate(file.material(file.picture(four_colors())), PLATE + np.float32([0, 2, 0]))
    return file.scene(file.node(file.mesh(upper, file.plate(file.flat(0.2, 0.4, 0.6)))))


@feature
def one_picture_and_two_samplers() -> Gltf:
    file = Gltf()
    one = file.picture(four_colors(), wrapS=CLAMP, wrapT=CLAMP)
    other = file.add("textures", {"source": 0, "sampler": file.add("samplers", {"wrapS": MIRROR})})
    uvs = (PLATE_UVS * 3 - 1).astype(np.float32)
    upper = file.plate(file.material(one), PLATE + np.float32([0, 2, 0]), uvs)
    return file.scene(file.node(file.mesh(upper, file.plate(file.material(other), uvs=uvs))))


@feature
def a_strip_of_five_without_indices() -> Gltf:
    file = Gltf()
    corners = np.float32([(-1, -1, 0), (1, -1, 0), (-1, 0, 0), (1, 0, 0), (-1, 1, 0)])
    red = file.plate(file.flat(1, 0, 0), np.vstack([corners, [(1, 1, 0)]]), None, mode=5)
    del red["indices"]
    return beside(file, red)


@feature
def a_fan_without_indices() -> Gltf:
    file = Gltf()
    red = file.plate(file.flat(1, 0, 0), np.vstack([[(0, 0, 0)], PLATE, PLATE[:1]]), None, mode=6)
    del red["indices"]
    return beside(file, red)


@feature
def sparse_uvs() -> Gltf:
    file = Gltf()
    rows = np.arange(4, dtype=np.uint8)
    sparse = {
        "count": 4,
        "indices": {"bufferView": file.view(rows.tobytes()), "componentType": 5121},
        "values": {"bufferView": file.view(PLATE_UVS.tobytes())},
    }
    uv = file.add("accessors", {"componentType": 5126, "count": 4, "type": "VEC2", "sparse": sparse})
    return pictured(file, attributes={"TEXCOORD_0": uv})


@feature
def a_sparse_morph_target() -> Gltf:
    file = Gltf()
    rows, values = np.array([2, 3], np.uint32), np.array([(0, 2, 0), (0, 2, 0)], np.float32)
    sparse = {
        "count": 2,
        "indices": {"bufferView": file.view(rows.tobytes()), "componentType": 5125},
        "values": {"bufferView": file.view(values.tobytes())},
    }
    bounds = {"min": [0, 0, 0], "max": [0, 2, 0]}
    entry = {"componentType": 5126, "count": 4, "type": "VEC3", "sparse": sparse, **bounds}
    targets = [{"POSITION": file.add("accessors", entry)}]
    plate = file.plate(file.material(file.picture(four_colors())), targets=targets)
    return file.scene(file.node(file.mesh(plate, weights=[1.0])))


@feature
def a_morph_target_in_normalized_8_bits() -> Gltf:
    name = "KHR_mesh_quantization"
    file = Gltf(extensionsUsed=[name], extensionsRequired=[name])
    change = np.array([(0, 0, 0), (0, 0, 0), (0, 127, 0), (0, 127, 0)], np.int8)
    targets = [{"POSITION": file.numbers(change, normalized=True, bounds=True)}]
    plate = file.plate(file.material(file.picture(four_colors())), targets=targets)
    return file.scene(file.node(file.mesh(plate, weights=[1.0])))


@feature
def a_skin_in_small_numbers_under_a_moved_node() -> Gltf:
    file = Gltf()
    upper = file.node(translation=[0, 2, 0])
    root = file.node(children=[upper])
    joints = file.numbers(np.tile(np.array([0, 1, 0, 0], np.uint16), (4, 1)))
    weights = np.array([(255, 0, 0, 0), (255, 0, 0, 0), (51, 204, 0, 0), (51, 204, 0, 0)], np.uint8)
    attributes = {"JOINTS_0": joints, "WEIGHTS_0": file.numbers(weights, normalized=True)}
    plate = file.plate(file.material(file.picture(four_colors())), attributes=attributes)
    bind = np.tile(np.eye(4, dtype=np.float32).reshape(1, 16), (2, 1))
    skin = file.add("skins", {"joints": [root, upper], "inverseBindMatrices": file.numbers(bind)})
    child = file.node(file.mesh(plate), skin=skin)
    return file.scene(root, file.node(children=[child], translation=[7, 0, 0], scale=[1, 9, 1]))


@feature
def a_skin_and_a_morph_target() -> Gltf:
    file = Gltf()
    joint = file.node(scale=[1, 0.5, 1])
    numbers, weights = np.zeros((4, 4), np.uint8), np.tile(np.float32([1, 0, 0, 0]), (4, 1))
    attributes = {"JOINTS_0": file.numbers(numbers), "WEIGHTS_0": file.numbers(weights)}
    targets = [{"POSITION": file.numbers(WIDE, bounds=True)}]
    plate = file.plate(file.material(file.picture(four_colors())), attributes=attributes, targets=targets)
    bind = file.numbers(np.eye(4, dtype=np.float32).reshape(1, 16))
    skin = file.add("skins", {"joints": [joint], "inverseBindMatrices": bind})
    return file.scene(joint, file.node(file.mesh(plate, weights=[1.0]), skin=skin))


@feature
def positions_in_normalized_8_bits() -> Gltf:
    name = "KHR_mesh_quantization"
    file = Gltf(extensionsUsed=[name], extensionsRequired=[name])
    position = file.numbers((PLATE * 127).astype(np.int8), normalized=True, bounds=True)
    return beside(file, file.plate(file.flat(1, 0, 0), attributes={"POSITION": position}))


@feature
def uvs_in_whole_numbers_that_a_transform_scales() -> Gltf:
    names = ["KHR_mesh_quantization", "KHR_texture_transform"]  # as gltfpack writes them
    file = Gltf(extensionsUsed=names, extensionsRequired=names)
    uv = file.numbers((PLATE_UVS * 4095).astype(np.uint16))
    transform = {"KHR_texture_transform": {"scale": [1 / 4095, 1 / 4095]}}
    return pictured(file, reference={"extensions": transform}, attributes={"TEXCOORD_0": uv})


@feature
def a_texture_mirrored_by_its_transform() -> Gltf:
    return _transformed(offset=[1, 0], scale=[-1, 1])


@feature
def an_emissive_texture_on_the_second_uv_set() -> Gltf:
    file = Gltf(extensionsUsed=["KHR_texture_transform"])
    transform = {"KHR_texture_transform": {"offset": [0, 0.5], "scale": [0.5, 0.5]}}
    glow = {"index": file.picture(four_colors()), "texCoord": 1, "extensions": transform}
    black = {"baseColorFactor": [0, 0, 0, 1]}
    material = file.material(base=black, emissiveTexture=glow, emissiveFactor=[1, 1, 1])
    attributes = {"TEXCOORD_0": file.numbers(PLATE_UVS * 0), "TEXCOORD_1": file.numbers(PLATE_UVS)}
    return file.scene(file.node(file.mesh(file.plate(material, attributes=attributes))))


@feature
def a_texture_mirrored_along_one_axis() -> Gltf:
    return _beyond(wrapS=MIRROR, wrapT=CLAMP)


@feature
def alpha_that_masks_nothing() -> Gltf:
    file = Gltf()
    look = {"alphaMode": "MASK", "alphaCutoff": 0}
    return pictured(file, file.picture(four_colors(alpha=0)), material=look)


@feature
def alpha_of_vertices_that_counts_for_nothing() -> Gltf:
    return _colored(np.tile(np.array([188, 0, 0, 0], np.uint8), (4, 1)), normalized=True)


@feature
def vertex_colours_of_one_part_alone() -> Gltf:
    file = Gltf()
    colors = file.numbers(np.tile(np.float32([1, 0, 0]), (4, 1)))
    red = file.plate(file.material(), attributes={"COLOR_0": colors})
    upper = file.plate(file.material(file.picture(four_colors())), PLATE + np.float32([0, 2, 0]))
    return file.scene(file.node(file.mesh(red, upper)))


@feature
def uvs_of_one_part_alone() -> Gltf:
    file = Gltf()
    upper = file.plate(file.material(file.picture(four_colors())), PLATE + np.float32([0, 2, 0]))
    return file.scene(file.node(file.mesh(file.plate(file.flat(0, 0, 1), uvs=None), upper)))


@feature
def one_mesh_in_two_places() -> Gltf:
    file = Gltf()
    plate = file.mesh(file.plate(file.material(file.picture(four_colors()))))
    return file.scene(file.node(plate), file.node(plate, translation=[0, 3, 0], scale=[-1, -1, 1]))


@feature
def a_mesh_under_a_light() -> Gltf:
    name = "KHR_lights_punctual"
    file = Gltf(extensionsUsed=[name], extensions={name: {"lights": [{"type": "point", "intensity": 0}]}})
    red = file.node(file.mesh(file.plate(file.flat(1, 0, 0))))
    lamp = file.node(translation=[-3, 0, 0], children=[red], extensions={name: {"light": 0}})
    return file.scene(file.node(file.mesh(file.plate(file.flat(0, 0, 1)))), lamp)


@feature
def instances_turned_in_16_bits_under_a_node() -> Gltf:
    name = "EXT_mesh_gpu_instancing"
    file = Gltf(extensionsUsed=[name], extensionsRequired=[name])
    places = np.float32([(0, 0, 0), (3, 0, 0)])
    turns = np.array([(0, 0, 0, 32767), (0, 0, 32767, 0)], np.int16)  # not, and by half a turn
    attributes = {"TRANSLATION": file.numbers(places), "ROTATION": file.numbers(turns, normalized=True)}
    plate = file.mesh(file.plate(file.material(file.picture(four_colors()))))
    copies = file.node(plate, extensions={name: {"attributes": attributes}})
    return file.scene(file.node(children=[copies], scale=[2, 2, 2], translation=[4, 5, 6]))


@feature
def a_picture_in_its_own_address() -> Gltf:
    file = Gltf()
    content = png(four_colors().astype(np.uint16) * 257)
    source = file.add("images", {"uri": "data:image/png;base64," + base64.b64encode(content).decode()})
    return pictured(file, file.add("textures", {"source": source}))


def png(pixels: np.ndarray) -> bytes:
    """(H, W, C) uint16 as PNG with 16 bits a channel, which Pillow does not write."""
    height, width, channels = pixels.shape

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 16, {1: 0, 2: 4, 3: 2, 4: 6}[channels], 0, 0, 0)
    rows = pixels.astype(">u2").reshape(height, -1).view(np.uint8)
    body = zlib.compress(np.pad(rows, ((0, 0), (1, 0))).tobytes())
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@feature
def a_texture_with_alpha_in_16_bits() -> Gltf:
    file = Gltf()
    content = png(four_colors(alpha=0).astype(np.uint16) * 257)
    source = file.add("images", {"bufferView": file.view(content), "mimeType": "image/png"})
    texture = file.add("textures", {"source": source})
    return pictured(file, texture, material={"alphaMode": "MASK"})


@feature
def unlit_with_vertex_colours_and_no_glow() -> Gltf:
    look = {"extensions": {"KHR_materials_unlit": {}}, "emissiveFactor": [1, 1, 1]}
    file = _colored(HALF_RED, base={"baseColorFactor": [0.5, 1, 1, 1]}, **look)
    file.json["extensionsUsed"] = ["KHR_materials_unlit"]
    return file


@feature
def materials_to_choose_from() -> Gltf:
    name = "KHR_materials_variants"
    file = Gltf(extensionsUsed=[name], extensions={name: {"variants": [{"name": "blue"}]}})
    blue = file.flat(0, 0, 1)
    choice = {name: {"mappings": [{"material": blue, "variants": [0]}]}}
    return pictured(file, extensions=choice)

"""Words around a prompt that ask for one object, whole, in the middle, on a plain background."""

from __future__ import annotations

from ..errors import ModelsheetError

PLACE = "{prompt}"
TEMPLATES = {
    "object": "{prompt}, a single object, whole object in view, centred, seen from the front,"
    " plain light grey background, soft even light, no shadow",
    "character": "{prompt}, a single figure, full body, standing upright facing the viewer, arms a little"
    " away from the body, centred, plain light grey background, soft even light, no shadow",
    "plain": PLACE,
}
NEGATIVE_PROMPT = "several objects, cropped, cut off, busy background, scenery, text, watermark, blurry"


def put_into(template: str, prompt: str) -> str:
    """The prompt in a template, which is given by name or as a text with {prompt} in it."""
    text = TEMPLATES.get(template, template)
    if PLACE not in text:
        raise ModelsheetError("template-unknown", name=template, known=", ".join(TEMPLATES), place=PLACE)
    return text.replace(PLACE, prompt)

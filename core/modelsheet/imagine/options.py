"""What a person may say of the picture, for a request's `extra`."""

from ..options import Option, Real, Text, Whole

OPTIONS = (
    Option("template", Text(), "object", "words around the prompt: object, character, plain or your own"),
    Option("lora", Text(), "", "a file or folder of LoRA weights"),
    Option("lora_scale", Real(0, 2), 1.0, "how much of them"),
    Option("picture_steps", Whole(0, 1000), 0, "denoising steps of the picture; 0 for the model's own"),
    Option("picture_size", Whole(0, 4096), 0, "pixels a side of the picture; 0 for the model's own"),
)

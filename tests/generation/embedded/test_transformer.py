import torch

from modelsheet.generation.embedded import codec
from modelsheet.generation.embedded.transformer import SheetTransformer, attention


def tiny() -> SheetTransformer:
    torch.manual_seed(0)
    model = SheetTransformer(width=32, depth=2, heads=2).eval()
    for parameter in model.parameters():
        parameter.data.normal_(0, 0.05)
    return model


def inputs(batch: int = 2) -> tuple[torch.Tensor, ...]:
    generator = torch.Generator().manual_seed(1)
    noisy = torch.randn(batch, codec.TOKENS, codec.TOKEN_SIZE, generator=generator)
    text = torch.randn(batch, 32, 384, generator=generator)
    known = torch.randn(batch, codec.TOKENS, codec.TOKEN_SIZE, generator=generator)
    flags = torch.zeros(batch, codec.TOKENS, len(codec.GROUP_SIZES), dtype=torch.bool)
    return noisy, torch.full((batch,), 0.5), text, known, flags


def test_attention_equals_the_library_s() -> None:
    q, k, v = torch.randn(3, 2, 4, 10, 8, generator=torch.Generator().manual_seed(0))
    expected = torch.nn.functional.scaled_dot_product_attention(q, k, v)
    torch.testing.assert_close(attention(q, k, v), expected)


@torch.inference_mode()
def test_every_view_sees_every_other() -> None:
    model = tiny()
    noisy, t, text, known, flags = inputs(1)
    before = model(noisy, t, text, known, flags)
    noisy[:, 0] += 1
    changed = (model(noisy, t, text, known, flags) - before).abs().amax(-1)[0]
    assert (changed > 0).all(), "a patch of the front view must reach all patches of all views"


@torch.inference_mode()
def test_unknown_values_are_not_seen_and_known_ones_are() -> None:
    model = tiny()
    noisy, t, text, known, flags = inputs(1)
    hidden = model(noisy, t, text, known, flags)
    assert torch.equal(hidden, model(noisy, t, text, known + 1, flags))
    flags[:, 3, 1] = True
    shown = model(noisy, t, text, known, flags)
    assert not torch.equal(shown, model(noisy, t, text, known + 1, flags))


@torch.inference_mode()
def test_empty_text_is_not_the_same_as_some() -> None:
    model = tiny()
    noisy, t, text, known, flags = inputs()
    text[1] = 0
    given, free = model(noisy[:1].repeat(2, 1, 1), t, text, known, flags)
    assert not torch.allclose(given, free)


def test_some_patches_can_be_left_out() -> None:
    model, given, kept = tiny(), inputs(), torch.tensor([5, 0, 100])
    assert model(*given, kept).shape == (2, 3, codec.TOKEN_SIZE)
    assert not torch.allclose(model(*given, kept), model(*given)[:, kept]), "they see less"
    torch.testing.assert_close(model(*given, torch.arange(codec.TOKENS)), model(*given))


def test_saved_and_loaded_it_is_the_same(tmp_path) -> None:
    model = tiny()
    model.save_pretrained(tmp_path)
    again = SheetTransformer.from_pretrained(tmp_path)
    assert again.config.width == 32
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), again.parameters(), strict=True))

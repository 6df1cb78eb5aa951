import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from modelsheet.cameras import SHEET_VIEWS, sheet_cameras
from modelsheet.context import Context, Forming
from modelsheet.errors import ModelsheetError
from modelsheet.generation import KnownParts, load_generator
from modelsheet.generation.embedded import pipeline
from modelsheet.generation.embedded.codec import spread_flags
from modelsheet.generation.embedded.pixels import SHAPE, known_tokens
from modelsheet.request import Request
from modelsheet.sheet import ModelSheet, View


def same(a: ModelSheet, b: ModelSheet) -> bool:
    return all(
        np.array_equal(x.rgba, y.rgba) and np.array_equal(x.depth, y.depth, equal_nan=True)
        for x, y in zip(a, b, strict=True)
    )


def apart(a: ModelSheet, b: ModelSheet) -> float:
    return float(np.mean([np.abs(x.rgba.astype(int) - y.rgba) for x, y in zip(a, b, strict=True)]))


@pytest.fixture(scope="module")
def generator(tiny_folder: Path):
    return load_generator(tiny_folder).pipeline


@pytest.fixture(autouse=True)
def once(monkeypatch) -> None:
    """What a tiny model draws always falls apart: it is drawn once only, unless a test says else."""
    monkeypatch.setattr(pipeline.EmbeddedPipeline, "attempts", 1)


def test_a_sheet_has_six_views_with_depth(generator) -> None:
    sheet = generator.draw("a barrel", steps=2)
    assert [view.name for view in sheet] == list(SHEET_VIEWS)
    assert sheet.has_depth
    assert sheet.settings["steps"] == 2
    for view in sheet:
        assert view.rgb.shape == (256, 256, 3)
        assert np.array_equal(np.isnan(view.depth), view.alpha == 0) or (view.alpha == 0).any()


def test_candidates_are_drawn_in_one_pass_and_each_is_seen_as_it_forms(tiny_folder: Path) -> None:
    events: list[object] = []
    request = Request("a barrel", seed=3, steps=2, candidates=2)
    drawn = load_generator(tiny_folder).draw_candidates(request, Context(events.append))
    assert [sheet.seed for sheet in drawn.sheets] == [3, 4]
    forming = [event for event in events if isinstance(event, Forming)]
    assert [event.candidate for event in forming] == [1, 2, 1, 2]
    assert same(forming[-1].sheet(), drawn.sheets[1])
    assert drawn.best == int(np.argmax([sum(scores.values()) for scores in drawn.scores]))


def test_the_seed_decides(generator) -> None:
    first = generator.draw("a barrel", seed=7, steps=2)
    assert same(first, generator.draw("a barrel", seed=7, steps=2))
    assert not same(first, generator.draw("a barrel", seed=8, steps=2))
    assert not same(first, generator.draw("a pine tree", seed=7, steps=2))


def test_several_seeds_are_drawn_in_one_pass(generator) -> None:
    seen = []
    hook = generator.transformer.register_forward_pre_hook(lambda _, given: seen.append(len(given[0])))
    together = generator.draw_seeds("a barrel", [7, 8, 9], steps=2)
    hook.remove()
    assert set(seen) == {3}
    assert [sheet.seed for sheet in together] == [7, 8, 9]
    alone = [generator.draw("a barrel", seed=seed, steps=2) for seed in (7, 8, 9)]
    for own, other, sheet in zip(alone, (*alone[1:], alone[0]), together, strict=True):
        assert apart(sheet, own) < apart(sheet, other) / 20


def test_two_threads_draw_what_one_draws(generator, monkeypatch) -> None:
    seen = []
    hook = generator.transformer.register_forward_pre_hook(lambda *_: seen.append(threading.get_ident()))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    alone = generator.draw("a barrel", steps=3)
    assert set(seen) == {threading.get_ident()}
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    together = generator.draw("a barrel", steps=3)
    hook.remove()
    assert threading.get_ident() not in seen[6:]
    assert same(alone, together)


@pytest.mark.parametrize(
    ("prompt", "shares", "taken"),
    [
        ("a barrel", [0.95], 0),
        ("a barrel", [0.5, 0.95], 1),
        ("a barrel", [0.5, 0.6, 0.4], 1),
        ("two barrels", [0.5], 0),
    ],
)
def test_what_falls_apart_is_drawn_anew_and_the_best_is_kept(
    generator, monkeypatch, prompt, shares, taken
) -> None:
    """The silhouettes' wholeness is given here, one share an attempt."""
    monkeypatch.setattr(pipeline.EmbeddedPipeline, "attempts", 3)
    drawn = []

    def wholeness(tokens):
        drawn.append(tokens.clone())
        return [shares[len(drawn) - 1]]

    monkeypatch.setattr(pipeline, "wholeness", wholeness)
    counts = []
    sheet = generator.draw(prompt, seed=7, steps=2, on_step=lambda *said: counts.append(said[:2]))
    assert len(drawn) == len(shares)
    assert counts == [(1, 2)] + [(2, 2)] * (2 * len(shares) - 1), "progress never goes back"
    assert sheet.settings.get("attempt", 1) == taken + 1
    with torch.inference_mode():
        own = generator.views(drawn[taken])
    assert all(np.array_equal(a.rgba, b.rgba) for a, b in zip(sheet, own, strict=True))
    assert len({share.sum().item() for share in drawn}) == len(drawn), "each attempt has its own noise"


def test_a_picture_without_words_guides(generator) -> None:
    front = generator.draw("a barrel", seed=1, steps=2)["front"]
    known = KnownParts.colors(ModelSheet((front,)))
    free, guided = (generator.draw("", steps=2, known=known, guidance_scale=scale) for scale in (1, 3))
    assert apart(free, guided) > 0


def test_the_sheet_can_be_watched_and_stopped(generator) -> None:
    seen = []

    def watch(step: int, count: int, sheet) -> None:
        seen.append((step, count, len(sheet().views)))
        if step == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generator.draw("a barrel", steps=5, on_step=watch)
    assert seen == [(1, 5, 6), (2, 5, 6)]


def test_pinned_views_come_back_unchanged(generator) -> None:
    first = generator.draw("a barrel", seed=1, steps=2)
    known = KnownParts.pinned(first, ["front", "left"])
    again = generator.draw("a barrel", seed=2, steps=2, known=known)
    for name in ("front", "left"):
        assert np.array_equal(first[name].rgba, again[name].rgba)
        assert np.array_equal(first[name].depth, again[name].depth, equal_nan=True)
    assert not np.array_equal(first["top"].rgb, again["top"].rgb)


def test_only_the_painted_region_is_drawn_anew(generator) -> None:
    first = generator.draw("a barrel", seed=1, steps=2)
    painted = np.zeros((256, 256), bool)
    painted[80:160, 80:160] = True
    again = generator.draw("x", seed=2, steps=2, known=KnownParts.outside(first, {"top": painted}))
    assert np.array_equal(first["top"].rgba[~painted], again["top"].rgba[~painted])
    assert not np.array_equal(first["top"].rgba[painted], again["top"].rgba[painted])
    assert np.array_equal(first["front"].rgba, again["front"].rgba)


def test_a_painted_silhouette_is_also_that_of_the_opposite_view(generator) -> None:
    from modelsheet.generation.embedded import codec, pixels

    sheet = generator.draw("a barrel", seed=1, steps=2)
    front = replace(sheet["front"], alpha=np.full((256, 256), 255, np.uint8))
    views = (front, *sheet.views[1:])
    block = np.zeros((256, 256), bool)
    block[32:64, 32:64] = True
    painted = {"front": block, "back": np.roll(block, 128, 1)}
    tokens, flags = pixels.known_tokens(KnownParts(ModelSheet(views), painted))
    alpha = codec.silhouettes(tokens)[0, 0]
    assert alpha[36:60, 36:60].min() > 0.95  # though the back, drawn before, may say otherwise
    assert flags[..., 0].sum() == 2


def test_a_sheet_of_other_views_is_refused(generator) -> None:
    view = replace(generator.draw("a barrel", steps=1)["front"], name="azimuth_30")
    with pytest.raises(ModelsheetError, match="draws no view 'azimuth_30'"):
        generator.draw("a barrel", known=KnownParts.colors(ModelSheet((view,))))


def test_a_view_of_another_resolution_is_refused(generator) -> None:
    front = generator.draw("a barrel", steps=1)["front"]
    rgb, alpha = (part.repeat(2, 0).repeat(2, 1) for part in (front.rgb, front.alpha))
    large = View("front", front.camera.resized(512), rgb, alpha)
    with pytest.raises(ModelsheetError, match="'front' doesn't fit the embedded generator: give 256x256"):
        generator.draw("a barrel", known=KnownParts.pinned(ModelSheet((large,)), ["front"]))


def test_with_a_picture_no_prompt_is_needed(generator) -> None:
    front = generator.draw("a barrel", seed=1, steps=2)["front"]
    again = generator.draw("", steps=2, known=KnownParts.colors(ModelSheet((front,))))
    assert np.array_equal(again["front"].rgba, front.rgba)
    assert again.settings == {"steps": 2, "guidance_scale": 2.5, "given": ["front"]}


def test_beside_a_picture_the_words_count_for_more(generator) -> None:
    first = generator.draw("a barrel", steps=1)
    one, all_ = KnownParts.colors(ModelSheet((first["front"],))), KnownParts.colors(first)
    scales = [
        generator.draw("a barrel", steps=1, known=known).settings["guidance_scale"]
        for known in (one, all_, KnownParts.pinned(first, ["front"]))
    ]
    assert scales == [3.0, 2.5, 2.5]


def test_depth_is_completed_under_given_colour(generator) -> None:
    first = generator.draw("a barrel", seed=1, steps=2)
    again = generator.draw("a barrel", seed=2, steps=2, known=KnownParts.colors(first))
    assert all(np.array_equal(a.rgba, b.rgba) for a, b in zip(first, again, strict=True))
    assert again.has_depth


def test_a_far_prompt_is_said(generator) -> None:
    assert "nearest" in generator.draw("quarterly tax report", steps=1).settings["notice"]["text"]
    assert "notice" not in generator.draw("a wooden barrel", steps=1).settings


def test_damaged_weights_are_found(tiny_folder: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "model"
    shutil.copytree(tiny_folder, folder)
    weights = next((folder / "transformer").glob("*.safetensors"))
    whole = weights.read_bytes()

    weights.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelsheetError, match="damaged"):
        load_generator(folder)
    weights.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(ModelsheetError, match="damaged"):
        load_generator(folder)
    weights.unlink()
    with pytest.raises(ModelsheetError, match="missing"):
        load_generator(folder)


def test_an_unknown_model_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelsheetError, match="no model"):
        load_generator("no-such-model")


def test_depth_that_is_given_without_colour_is_what_is_told(generator) -> None:
    sheet = generator.draw("a barrel", seed=1, steps=2)
    whole = np.ones(sheet["front"].alpha.shape, bool)
    both, flags = known_tokens(KnownParts(sheet, {"front": whole}, {"front": whole}))
    alone, own = known_tokens(KnownParts(sheet, {}, {"front": whole}))
    given = spread_flags(own)
    assert given.any()
    assert (spread_flags(flags) >= given).all()
    torch.testing.assert_close(alone[given], both[given])
    assert alone[given].abs().max() > 0


def test_a_mesh_is_coloured_in_its_own_shape(generator, cube) -> None:
    known = KnownParts.of_mesh(cube.normalized(), Request("a crate"), sheet_cameras(256))
    assert (known_tokens(known)[1] == SHAPE).all()  # the model is told all but the colours
    sheet = generator.draw("a crate", steps=2, known=known)
    for view in sheet:
        given = known.sheet[view.name]
        assert np.array_equal(view.alpha, given.alpha)
        assert np.array_equal(view.depth, given.depth, equal_nan=True)
    assert not same(generator.draw("a tree", steps=2, known=known), sheet)

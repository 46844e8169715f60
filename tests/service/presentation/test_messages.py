"""Sentences of several pages: each is written once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from index.messages import Sentence
from index.records.passages import Kind
from index.search.explanation import Naming
from service.presentation import messages

MODULE = Path("service/presentation/messages.py")
TRANS = re.compile(r"{%-?\s*trans\b[^%]*%}(.*?){%-?\s*endtrans\s*-?%}", re.DOTALL)
CALLED = re.compile(r'\b(?:_|gettext|Sentence)\("([^"]+)"\)')
CONSTANTS = {name: value for name, value in vars(messages).items() if isinstance(value, Sentence)}


def written() -> Iterator[tuple[str, str]]:
    """(File, sentence) of every sentence of templates and code, the module of constants apart."""
    for path in Path("service").rglob("*"):
        if path.suffix in {".html", ".py"} and path != MODULE:
            text = path.read_text(encoding="utf-8")
            for sentence in (*TRANS.findall(text), *CALLED.findall(text)):
                yield path.name, " ".join(sentence.split())


def test_a_constant_should_stand_for_one_sentence() -> None:
    assert [text for text, times in Counter(CONSTANTS.values()).items() if times > 1] == []


def test_no_page_should_write_again_a_sentence_that_has_its_constant() -> None:
    repeated = [pair for pair in written() if pair[1] in CONSTANTS.values()]
    assert repeated == []


def test_every_constant_should_be_used_by_a_page() -> None:
    texts = [
        path.read_text(encoding="utf-8")
        for path in Path("service").rglob("*")
        if path.suffix in {".html", ".py"} and path != MODULE
    ]
    unused = [
        name for name in CONSTANTS if not any(re.search(rf"\b{name}\b", text) for text in texts)
    ]
    assert unused == []


def test_all_that_explains_a_result_should_have_its_heading() -> None:
    assert set(messages.HEADINGS) == {*Kind, *Naming}

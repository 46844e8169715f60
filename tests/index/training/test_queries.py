"""Texts of the student: ours, those of open sets that are not kept to measure, other languages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import pytest

from index.taxonomy.thesaurus import Thesaurus
from index.training.queries import (
    SETS,
    TAUGHT_FROM,
    StudentSources,
    student_texts,
    taught_stems,
)
from tests.conftest import make_actor, make_thesaurus

SEED = 4
LONG = "réparer un vélo de ville avec des outils prêtés"


def written(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Write JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


@pytest.fixture
def sources(tmp_path: Path) -> StudentSources:
    """One need, one record, a list, a line of words, and the open sets."""
    thesaurus = make_thesaurus(reparer=LONG)
    need = thesaurus.needs["reparer"].model_copy(update={"traductions": {"en": ("mend a bike",)}})
    lists, headings = tmp_path / "liste.txt", tmp_path / "mots.tsv"
    lists.write_text("# titre\nacheter un cheval\n", encoding="utf-8")
    headings.write_text("Santé\trhume\n", encoding="utf-8")
    for name in SETS:
        queries = [{"_id": f"q{row}", "text": f"{name} {row}"} for row in range(8)]
        written(tmp_path / name / "queries.jsonl", queries)
        written(tmp_path / name / "corpus.jsonl", [{"_id": "d", "title": "Titre", "text": ""}])
    services = [{"nom": "Permanence", "thematiques": ["mobilite--velo"]}]
    (tmp_path / "services.json").write_text(json.dumps(services), encoding="utf-8")
    return StudentSources(
        thesaurus=Thesaurus(thesaurus.themes, {"reparer": need}),
        records=[make_actor(nom="Atelier vélo")],
        occupations=[],
        lists=[lists],
        headings=headings,
        sets=tmp_path,
        services=tmp_path / "services.json",
    )


def test_texts_should_come_from_each_source_once(sources: StudentSources) -> None:
    texts = student_texts(sources, SEED)
    french = {each.text for each in texts if each.french}
    assert len({each.text for each in texts}) == len(texts)
    assert {"Atelier vélo", "acheter un cheval", "rhume", "Permanence", "Titre", LONG} <= french
    assert "# titre" not in french
    assert "mend a bike" in {each.text for each in texts if not each.french}
    assert texts == student_texts(sources, SEED)


def test_queries_kept_to_measure_with_should_be_left_out(sources: StudentSources) -> None:
    texts = {each.text for each in student_texts(sources, SEED)}
    rows = range(8)
    taught = {row for row in rows if f"{SETS[0]} {row}" in texts}
    assert taught == {row for row in rows if crc32(f"q{row}".encode()) % 2}
    assert taught < set(rows)


def test_open_data_should_be_optional(sources: StudentSources) -> None:
    texts = {each.text for each in student_texts(replace(sources, sets=None, services=None), SEED)}
    assert "Atelier vélo" in texts
    assert not {"Titre", "Permanence"} & texts


def test_a_word_should_count_as_taught_once_it_is_in_several_of_our_texts(
    sources: StudentSources, tmp_path: Path
) -> None:
    lines = [f"semer {word} {word}" for word in ("ail", "orge", "lin")[:TAUGHT_FROM]]
    (tmp_path / "semis.txt").write_text("\n".join([*lines, "ail ail ail"]), encoding="utf-8")
    taught = taught_stems(replace(sources, lists=[tmp_path / "semis.txt"]))
    assert "sem" in taught
    assert not {"ail", "orge", "titr"} & set(taught)  # in fewer texts, or in those of open data

"""The audit: what each record lacks, and what the catalogue covers poorly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from index.catalogue.audit import DESCRIPTION_WORDS, EXPECTED_FIELDS, FEW, Audit, Finding, audit
from index.catalogue.quality import quality_of
from index.places.administrative_codes import REGION_SLUGS
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.taxonomy.thesaurus import NeedEntry, Theme, Thesaurus
from tests.conftest import make_actor
from tests.towns import GAZETTEER

MakeActor = Callable[..., AnyRecord]


def need(identifier: str) -> NeedEntry:
    """A need of the thesaurus."""
    return NeedEntry(
        id=identifier,
        theme="equipement",
        libelle=identifier.capitalize(),
        description="Un besoin.",
        formulations=tuple(f"{identifier} {number}" for number in range(8)),
    )


THESAURUS = Thesaurus(
    {"equipement": Theme(id="equipement", libelle="S'équiper")},
    {each: need(each) for each in ("reparer", "apprendre")},
)
COMPLETE: dict[str, Any] = {
    "description": " ".join(f"mot{number}" for number in range(80)),
    "familles": ["economie-circulaire"],
    "besoins": ["reparer"],
    "services": [{"nom": "Réparation"}],
    "publics": ["tous-publics"],
    "territoires": ["hauts-de-france"],
    "lien_source": "https://exemple.example/",
}


def audited(*records: AnyRecord) -> Audit:
    """The audit of some records."""
    return audit(records, THESAURUS, GAZETTEER)


def finding(**fields: Any) -> Finding:
    """What is found of a complete record with some changes."""
    (found,) = audited(make_actor(**(COMPLETE | fields))).findings
    return found


def test_a_complete_record_should_have_nothing_to_mend() -> None:
    found = finding()
    assert (found.identifier, found.words, found.remarks) == ("exemple", 80, ())


@pytest.mark.parametrize("field", EXPECTED_FIELDS)
def test_a_field_that_is_expected_and_empty_should_be_told(field: str) -> None:
    empty: Any = None if field in ("lien_source", "date_maj") else []
    found = finding(**{field: empty})
    assert found.missing == (field,)
    assert found.remarks == (f"sans {field}",)


@pytest.mark.parametrize(
    ("words", "remarks"),
    [
        (DESCRIPTION_WORDS[0] - 1, ("description de 59 mots (60 à 150)",)),
        (DESCRIPTION_WORDS[0], ()),
        (DESCRIPTION_WORDS[1], ()),
        (DESCRIPTION_WORDS[1] + 1, ("description de 151 mots (60 à 150)",)),
    ],
)
def test_a_description_should_be_neither_short_nor_long(
    words: int, remarks: tuple[str, ...]
) -> None:
    assert finding(description="mot " * words).remarks == remarks


@pytest.mark.parametrize(
    ("fields", "dead"),
    [
        pytest.param({"besoins": ["reparer", "voler"]}, ("voler",), id="need"),
        pytest.param({"code_insee": "59999"}, ("59999",), id="commune"),
        pytest.param({"code_insee": "59350"}, (), id="a commune that is known"),
        pytest.param({"zone_eligibilite": ["59", "59350", "200093201"]}, (), id="zones known"),
        pytest.param({"zone_eligibilite": ["france", "be"]}, (), id="countries"),
        pytest.param({"zone_eligibilite": ["99", "2A"]}, ("99", "2A"), id="départements"),
        pytest.param({"zone_eligibilite": ["111111111"]}, ("111111111",), id="group of communes"),
    ],
)
def test_a_code_that_nothing_knows_should_be_told(
    fields: dict[str, Any], dead: tuple[str, ...]
) -> None:
    found = finding(**fields)
    assert found.unknown_codes == dead
    assert found.remarks == tuple(f"code inconnu : {code}" for code in dead)


def test_a_dead_code_anywhere_should_be_told_of_the_whole() -> None:
    sound, wrong = make_actor(**COMPLETE), make_actor(id="faux", besoins=["voler"])
    assert audited(sound, wrong).has_unknown_codes
    assert not audited(sound).has_unknown_codes


def test_a_description_like_another_should_be_told_once_with_its_share() -> None:
    first, second = make_actor(**COMPLETE), make_actor(**(COMPLETE | {"id": "copie"}))
    other = make_actor(**(COMPLETE | {"id": "autre", "description": "Tout autre chose. " * 25}))
    findings = audited(first, other, second).findings
    assert [each.similar for each in findings] == [(), (), (("exemple", 100),)]
    assert findings[2].remarks == ("description proche à 100 % de exemple",)


def test_a_record_should_come_with_its_quality() -> None:
    record = make_actor(**COMPLETE)
    assert audited(record).findings[0].quality == quality_of(record)


def test_the_quality_of_the_whole_should_be_the_mean() -> None:
    records = [make_actor(**COMPLETE), make_actor(id="nu")]
    mean = sum(quality_of(record).score for record in records) / 2
    assert audited(*records).mean_quality == pytest.approx(mean)


def test_records_should_be_counted_by_kind_family_and_territory() -> None:
    other = make_actor(id="autre", type="programme", familles=["economie-circulaire"])
    assert audited(make_actor(**COMPLETE), other).counts == {
        "type": Counter(structure=1, programme=1),
        "familles": Counter({"economie-circulaire": 2}),
        "territoires": Counter({"hauts-de-france": 1}),
    }


def test_families_and_regions_with_few_records_should_be_told() -> None:
    poor = audited(make_actor(**COMPLETE)).poorly_covered
    assert "Réemploi et réparation (1)" in poor
    assert "Communs numériques et logiciels libres (0)" in poor
    assert "Hauts-de-France (1)" in poor
    assert len(poor) == len(ref.FAMILLES.labels) + len(set(REGION_SLUGS.values()))


@pytest.mark.parametrize("label", ["France entière", "Belgique", "Monde"])
def test_what_is_no_region_of_france_should_not_be_told_as_poor(label: str) -> None:
    assert not [each for each in audited(make_actor()).poorly_covered if each.startswith(label)]


@pytest.mark.parametrize(("missing", "told"), [(0, False), (1, True)])
@pytest.mark.parametrize(
    ("field", "code", "label"),
    [
        ("familles", "economie-circulaire", "Réemploi et réparation"),
        ("territoires", "corse", "Corse"),
    ],
)
def test_from_enough_records_a_code_should_be_well_covered(
    field: str, code: str, label: str, missing: int, told: bool
) -> None:
    count = FEW[field] - missing
    records = [make_actor(id=f"f-{number}", **{field: [code]}) for number in range(count)]
    assert (f"{label} ({count})" in audited(*records).poorly_covered) is told


def test_needs_that_no_record_answers_should_be_told_in_order() -> None:
    assert audited(make_actor()).unanswered == ("reparer", "apprendre")
    assert audited(make_actor(**COMPLETE)).unanswered == ("apprendre",)


def test_records_of_old_sources_should_be_told_without_being_faults() -> None:
    found = audited(
        make_actor(**COMPLETE),
        make_actor(
            **(COMPLETE | {"id": "ancien", "date_source": "2019-03", "description": "Neuf. " * 70})
        ),
    )
    assert found.doubtful == ("ancien",)
    assert found.findings[1].remarks == ()

"""Tests of what labels and networks say that a place offers."""

from collections import Counter
from pathlib import Path

import pytest

from index.errors import InvalidRecords
from index.location_import.offers import MEDIATION, Offers
from index.records.code_lists import SERVICES_MEDIATION
from index.taxonomy.thesaurus import Thesaurus
from tests.conftest import DATA
from tests.index.location_import.lists import SERVICES


@pytest.fixture(scope="module")
def offers() -> Offers:
    return Offers(SERVICES)


def test_every_need_and_service_of_the_file_should_exist(offers: Offers) -> None:
    needs = Thesaurus.read(DATA / "needs.jsonl").needs
    meanings = [*offers._networks.values(), *offers._labels.values()]
    assert {need for each in meanings for need in (*each.besoins, *each.itinerant)} <= set(needs)
    assert {code for each in meanings for code in each.services} <= set(SERVICES_MEDIATION.labels)


def test_repair_should_be_offered_only_where_a_label_says_so(offers: Offers) -> None:
    meanings = [*offers._networks.items(), *offers._labels.items()]
    repairing = {
        name
        for name, meaning in meanings
        if any(need.startswith("reemploi--") for need in meaning.besoins)
    }
    assert repairing
    assert all("repar" in name for name in repairing)


def test_labels_should_be_read_between_separators_outside_brackets(offers: Offers) -> None:
    unknown = Counter[str]()
    labels = offers.labels(
        "Accompagnement sur l'accès aux droits (CAF, Pole Emploi, CPAM ...), Karaoké;Accès WIFI",
        unknown,
    )
    assert len(labels) == 2
    assert unknown == {"Karaoké": 1}
    assert "demarches--caf" in offers.needs([MEDIATION], labels, itinerant=False)


def test_being_on_a_list_of_mediation_should_say_something_only_of_a_place_of_no_other_network(
    offers: Offers,
) -> None:
    assert offers.needs([MEDIATION], (), itinerant=False) == ("bases--aide-pres-de-chez-soi",)
    assert offers.needs(["fab-labs", MEDIATION], (), itinerant=False) == ("creer--fablab",)


def test_only_a_place_that_travels_should_answer_the_need_of_a_bus(offers: Offers) -> None:
    fixed = offers.needs(["france-services"], (), itinerant=False)
    assert "bases--bus-itinerant" not in fixed
    assert "bases--bus-itinerant" in offers.needs(["france-services"], (), itinerant=True)


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ("Gratuit : Je peux accéder gratuitement au lieu et à ses services", "gratuit"),
        ("Gratuit : Je peux;Adhésion : L'accès", "gratuit-sous-condition"),
        ("Gratuit;Payant;Sur Rendez-Vous", None),
        ("Payant : L'accès", "payant"),
        ("", "gratuit"),
    ],
)
def test_the_fee_should_be_that_of_the_conditions_or_of_the_network(
    offers: Offers, conditions: str, expected: str | None
) -> None:
    assert offers.fee("france-services", conditions) == expected


def test_a_file_that_is_malformed_should_be_refused(tmp_path: Path) -> None:
    path = tmp_path / "services.toml"
    path.write_text("reseaux = 3", encoding="utf-8")
    with pytest.raises(InvalidRecords, match=r"services\.toml"):
        Offers(path)

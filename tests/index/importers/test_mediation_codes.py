"""Labels of the schéma des lieux de médiation numérique and their codes."""

from __future__ import annotations

import pytest

from index.importers import mediation_codes as codes
from index.importers.cells import fold_label
from index.records import code_lists as ref


def test_every_service_should_have_topics_of_data_inclusion() -> None:
    assert set(codes.THEMATIQUES_OF) == set(ref.SERVICES_MEDIATION.labels)
    topics = {topic for service in codes.THEMATIQUES_OF.values() for topic in service}
    assert topics - set(ref.THEMATIQUES.labels) == set()


@pytest.mark.parametrize(
    ("table", "codes_list"),
    [
        pytest.param(codes.PUBLICS, ref.PUBLICS, id="publics"),
        pytest.param(codes.CARE, ref.PRISE_EN_CHARGE, id="special care"),
        pytest.param(codes.FEES, ref.FRAIS, id="fees"),
        pytest.param(codes.ACCESS, ref.MODES_MOBILISATION, id="access"),
        pytest.param(codes.SUPPORT, ref.MODES_ACCUEIL, id="support"),
        pytest.param(codes.NETWORKS, ref.RESEAUX_PORTEURS, id="networks"),
    ],
)
def test_every_label_should_lead_to_a_code_of_its_list(
    table: dict[str, str], codes_list: ref.CodeList
) -> None:
    assert table
    assert set(filter(None, table.values())) - set(codes_list.labels) == set()


@pytest.mark.parametrize("table", [codes.SERVICES, codes.PUBLICS, codes.FEES, codes.PROGRAMMES])
def test_labels_should_be_looked_up_folded(table: dict[str, str]) -> None:
    assert [label for label in table if fold_label(label) != label] == []


def test_a_label_of_the_first_version_should_be_its_service_today() -> None:
    assert codes.SERVICES[fold_label("numerique--acceder-a-du-materiel")] == codes.ACCES

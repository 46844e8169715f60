"""Tests of the case of names and addresses written in capitals."""

import pytest

from index.location_import.casing import readable_case


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("MÉDIATHÈQUE DE SAINT-JEAN-DE-BRAYE", "Médiathèque de Saint-Jean-de-Braye"),
        ("CCAS LE BLANC", "CCAS le Blanc"),
        ("12 BD DE L'HÔTEL", "12 Bd de l'Hôtel"),
        ("ESPACE HENRI IV", "Espace Henri IV"),
        ("LES TILLEULS", "Les Tilleuls"),
        ("EPN 41", "EPN 41"),
        ("Médiathèque de Foix", "Médiathèque de Foix"),
    ],
)
def test_a_name_in_capitals_should_be_written_as_in_a_sentence(written: str, expected: str) -> None:
    assert readable_case(written) == expected

"""The coverage: locations of each département, and communes far from any contactable one."""

from index.catalogue.coverage import coverage
from index.locations.models import Precision
from index.places.communes import Commune
from tests.locations import make_location


def commune(code: str, latitude: float | None, longitude: float | None) -> Commune:
    """A commune of the Ariège."""
    return Commune(
        code, code, "commune", (), "09", "76", "", "fr", 10, latitude, longitude, False, ""
    )


FOIX, AX = commune("09122", 42.9639, 1.6054), commune("09032", 42.7197, 1.8381)
UNKNOWN = commune("09999", None, None)


def test_a_departement_should_count_its_locations_and_what_they_have() -> None:
    locations = [
        make_location(telephone="+33561651234", horaires_accueil="Mo 09:00-12:00"),
        make_location(id="france-services--2", precision="commune"),
    ]
    (ariege,) = coverage(locations, [FOIX, AX, UNKNOWN])
    assert (ariege.departement, ariege.locations, ariege.contactable) == ("09", 2, 1)
    assert (ariege.telephone, ariege.hours) == (1, 1)
    assert ariege.precisions == {Precision.ADRESSE: 1, Precision.COMMUNE: 1}


def test_a_commune_should_be_far_when_no_contactable_location_is_within_reach() -> None:
    here = make_location(telephone="+33561651234")
    silent = make_location(id="france-services--2", latitude=42.72, longitude=1.838)
    (ariege,) = coverage([here, silent], [FOIX, AX, UNKNOWN])
    assert (ariege.communes, ariege.beyond) == (2, (1, 1))
    (without,) = coverage([silent], [FOIX, AX])
    assert without.beyond == (2, 2)


def test_a_departement_without_any_location_should_be_counted_too() -> None:
    assert [each.locations for each in coverage([], [FOIX])] == [0]
    assert coverage([], []) == ()

"""Locations as records of organisations, to be written in the public standards.

The French standards have no network: there, as in HSDS, each place is an organisation. A point that
is only the centre of a commune is left out: in a standard, it would pass for that of the address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from index.exporters.serializers import OnExcluded, Records, ignore
from index.importers.mediation_codes import THEMATIQUES_OF
from index.locations.models import Location, Precision
from index.records.models import Actor, AnyRecord, Service

ODBL = "odbl-1.0"
"""Licence of locations that are exported apart: a file that mixed them would all be under it."""
ODBL_ADDRESS = "https://opendatacommons.org/licenses/odbl/1-0/"
ON_SITE = "en-presentiel"
NETWORK_CODES: Mapping[str, str] = {
    "conseillers-numeriques": "conseillers-numeriques",
    "france-services": "france-service",
}
"""Identifier of a network -> its code in the list `reseaux_porteurs`."""
UNDATED = "sans date_maj"


def records_of(
    locations: Iterable[Location],
    networks: Mapping[str, AnyRecord],
    on_excluded: OnExcluded = ignore,
) -> Iterator[AnyRecord]:
    """Yield locations as records of organisations.

    Args:
        locations: the places to export.
        networks: identifier of a record -> the record.
        on_excluded: called with (identifier, reason in French) for each one that has no date.

    Yields:
        One record a location, whose services are those of médiation numérique.
    """
    for location in locations:
        if location.date_source is None:
            on_excluded(location.id, UNDATED)
        else:
            yield _record(location, location.date_source, networks.get(location.reseau))


def _record(location: Location, month: str, network: AnyRecord | None) -> AnyRecord:
    has_point = location.precision is not Precision.COMMUNE
    themes = (theme for service in location.services for theme in THEMATIQUES_OF[service])
    name = location.nom if network is None else network.nom
    return Actor(
        id=location.id,
        type="structure",
        nom=location.nom.rstrip("."),
        description=f"Lieu du réseau « {name} ».",
        services=tuple(Service(nom=label) for label in location.services),
        thematiques=tuple(dict.fromkeys(themes)),
        modes_accueil=(ON_SITE,),
        publics=location.publics,
        frais=location.frais,
        adresse=location.adresse,
        complement_adresse=location.complement_adresse,
        code_postal=location.code_postal,
        commune=location.commune,
        code_insee=location.code_insee,
        latitude=location.latitude if has_point else None,
        longitude=location.longitude if has_point else None,
        telephone=location.telephone,
        courriel=location.courriel,
        site_web=location.site_web,
        horaires_accueil=location.horaires_accueil,
        lien_mobilisation=location.prise_rdv,
        accessibilite_lieu=location.accessibilite_lieu,
        reseaux_porteurs=tuple(
            NETWORK_CODES[code] for code in location.networks if code in NETWORK_CODES
        ),
        source=location.source,
        date_maj=date.fromisoformat(f"{month}-01"),
        libelles={"sans_presentation": (), "sans_description": ()},
    )


def under_odbl(location: Location) -> bool:
    """Return True for a location of a source under the Open Database License."""
    return location.licence == ODBL


def without_town_points(
    records: Records, precision: Callable[[AnyRecord], Precision | None]
) -> Iterator[AnyRecord]:
    """Yield records without their point when it is only the centre of their commune.

    precision: of the point of a record, None without one.
    """
    for record in records:
        if precision(record) is Precision.COMMUNE:
            yield record.model_copy(update={"latitude": None, "longitude": None})
        else:
            yield record

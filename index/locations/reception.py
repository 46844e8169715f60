"""Reception: whether a place that hosts an adviser is known to receive the public, by its name.

The list of digital advisers gives the address of whoever employs or hosts them: a library as well
as the head office of a federation. A telephone or a mail lets one ask first; without any, the name
alone says whether there is a desk.
"""

from __future__ import annotations

import re

from index.locations.models import Location
from index.text.analysis import fold

ADVISERS = "conseillers-numeriques"
_WELCOMES = re.compile(
    r"\b(?:mairie|commune|ville|hotel de ville|mediatheque|bibliotheque|ludotheque|ccas|cias"
    r"|ctre com|centre? (?:inter)?communal|centre? social|centre? socio|socio ?culturel"
    r"|medico social|france services?|mfs|msap|pimms|emmaus connect|regie de quartier"
    r"|maison (?!d arret|de l emploi)|mjc|mpt|foyer rural|familles rurales|espace|epn|cyber"
    r"|tiers lieux?|fab ?lab|point |permanences?|salle|conseiller numerique|numerique|quartier"
    r"|pole |halle|relais|resto|croix rouge|secours populaire|secours catholique|ressourcerie"
    r"|communaute de communes|mds|cms|evs|pms|antenne|annexe|accueil|bus|itineran|camion)"
)


def is_reception_uncertain(place: Location) -> bool:
    """Return True for the host of an adviser that may receive nobody, and cannot be asked.

    place: a location; only those of advisers alone, without telephone nor mail, are uncertain.
    """
    if place.reseau != ADVISERS or place.autres_reseaux or place.telephone or place.courriel:
        return False
    return _WELCOMES.search(re.sub(r"[^a-z0-9]+", " ", fold(place.nom))) is None

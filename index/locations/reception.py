"""Reception of the public: whether a place on the list of digital advisers has a public desk.

That list gives the address of the organisation that employs or hosts each adviser: a library, but
also the head office of a federation. A person can telephone or write first; without a telephone or
a mail, the name of the place is the only sign of a public desk.
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
    """Return True if a location of the advisers' network may not receive the public.

    Its name does not say that it does, and there is no telephone nor mail to ask. A location of
    another network, too, is certain.
    """
    if place.reseau != ADVISERS or place.autres_reseaux or place.telephone or place.courriel:
        return False
    return _WELCOMES.search(re.sub(r"[^a-z0-9]+", " ", fold(place.nom))) is None

"""Request for a body by its name: the words around the name taken away.

"bonjour, je cherche le numéro de téléphone d'Emmaüs Connect svp" asks for "Emmaüs Connect".
"""

from __future__ import annotations

import re

from index.text.surface import asked

_THING = (
    r"(?:num[ée]ros?(?: de t[ée]l(?:[ée]phone)?)?|t[ée]l(?:[ée]phone)?|adresses?(?: mail| e-mail)?"
    r"|mails?|courriels?|contacts?|coordonn[ée]es|horaires?(?: d'ouverture)?|heures d'ouverture"
    r"|sites?(?: internet| web| officiel)?|standard)(?: de contact)?"
)
CONTACT = re.compile(
    rf"^\W*(?:bonjour\W+|bonsoir\W+|salut\W+)?(?:(?:je|on|j')\s*(?:cherche|veux|voudrais|aimerais)"
    rf"(?: avoir)?\s+)?(?:(?:les?|la|l'|un|une|vos|quel(?:le)?s? (?:est|sont) (?:les?|la|l'))\s*)?"
    rf"(?:{_THING}\b|(?:comment )?(?:contacter|joindre|appeler)\b)",
    re.IGNORECASE,
)
"""Beginning of a text that asks how to reach a body."""
_BEFORE = re.compile(
    r"^(?:(?:c'est|c est|o[uù] est|o[uù] se trouve|se trouve)(?: o[uù])?"
    r"|(?:je|j'|on|nous)\s*(?:veux|veut|voulons|dois|peux|voudrais|aimerais|souhaite)"
    r"|(?:pour |de |[àa] )?(?:contacter|joindre|appeler|aller|t[ée]l[ée]phoner)"
    r"|comment(?: est-ce que| puis-je| peut-on| je peux)?(?: contacter| joindre| trouver| appeler)?"
    rf"|(?:(?:les?|la|l'|un|une|vos|quel(?:le)?s? (?:est|sont) (?:les?|la|l'))\s*)?{_THING}"
    r")(?=$|[\s,.:;!?'’])[\s,.:;!?]*",
    re.IGNORECASE,
)
_OF = re.compile(
    r"^(?:(?:de la|de l|du|des|de|d|avec|[àa] la|au|aux|[àa]|chez|l|le|la|les)\s*['’\s])\s*",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"[\s,.;:!?]+(?:par t[ée]l[ée]phone|{_THING})[\s,.;:!?]*$",
    re.IGNORECASE,
)


def asked_name(text: str) -> str:
    """Return a text without the words around a name: politeness, "numéro de", "contacter".

    The text itself when nothing else would be left of it.
    """
    rest = text.strip()
    while True:
        shorter = _AFTER.sub("", asked(rest))
        found = _BEFORE.match(shorter)
        if found and found.end() > 0:
            shorter = _OF.sub("", shorter[found.end() :])
        if not shorter or shorter == rest:
            return shorter or text
        rest = shorter

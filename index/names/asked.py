"""Request for a body by its name: the words around the name taken away.

"bonjour, je cherche le numéro de téléphone d'Emmaüs Connect svp" asks for "Emmaüs Connect".
"""

from __future__ import annotations

import re

_BEFORE = re.compile(
    r"^(?:(?:bonjour|bonsoir|salut|svp|merci|hello|madame|monsieur|allo|alors|donc|ou est|c est où"
    r"|(?:c'est|c est|ou est|où est|se trouve|ou se trouve|où se trouve) (?:où|ou)?"
    r"|(?:je|j'|on|nous|il|elle)\s*(?:cherche|cherchons|recherche|voudrais|voudrait|aimerais|veux|veut"
    r"|souhaite|souhaiterais|dois|peux|ai besoin(?: de)?)"
    r"|(?:pour |de |à |a )?(?:contacter|joindre|appeler|trouver|aller|écrire|ecrire|voir|avoir|parler"
    r"|connaître|connaitre|savoir|téléphoner|telephoner)"
    r"|(?:comment|où|ou)(?: est-ce que| puis-je| peut-on| je peux)?"
    r"(?: contacter| joindre| trouver| appeler| aller)?"
    r"|(?:les?|la|l'|un|une|quel(?:le)?s? (?:est|sont)|vos|des|du|ton|son)\s*"
    r"(?=(?:num|tel|tél|adresse|mail|courriel|contact|coordonn|horaire|site|heures|page|standard))"
    r"|(?:num[ée]ros?(?: de t[ée]l(?:[ée]phone)?)?|t[ée]l(?:[ée]phone)?|adresses?(?: mail| e-mail)?"
    r"|mails?|courriels?|contacts?|coordonn[ée]es|horaires?(?: d'ouverture)?|heures d'ouverture"
    r"|sites?(?: internet| web| officiel)?|page|standard)(?: de contact)?"
    r")(?=$|[\s,.:;!?'’]))[\s,.:;!?]*",
    re.IGNORECASE,
)
_OF = re.compile(
    r"^(?:(?:de la|de l|du|des|de|d|avec|à la|a la|au|aux|à|a|chez|l|le|la|les)\s*['’\s])\s*",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\s,.;:!?]*(?:(?:s'?il (?:vous|te) pla[iî]t|svp|stp|merci(?: d'avance| beaucoup)?"
    r"|bonne journ[ée]e|cordialement|par t[ée]l[ée]phone|t[ée]l(?:[ée]phone)?|num[ée]ro|adresse"
    r"|contact|horaires?))?[\s,.;:!?]*$",
    re.IGNORECASE,
)


def asked_name(text: str) -> str:
    """Return a text without the words around a name: politeness, "numéro de", "contacter".

    The text itself when nothing else would be left of it.
    """
    rest = text.strip()
    while True:
        shorter = _AFTER.sub("", rest)
        found = _BEFORE.match(shorter)
        if found and found.end() > 0:
            shorter = _OF.sub("", shorter[found.end() :])
        if not shorter or shorter == rest:
            return shorter or text
        rest = shorter

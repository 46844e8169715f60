"""The states of the site that every proof visits: a page of the site map is a page proved.

A state is a page as somebody meets it: with results or without, mistaken, in English, and so on.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from index.taxonomy.general_skills import read_general_skills
from index.taxonomy.occupations import read_occupations
from service.about.sitemap import site_map
from tests.conftest import ROOT

HOME = "/"
RESULTS = "/recherche?q=ordinateur"
"""Ten results, and a second page."""
SHEET = "/fiches/atelier-phenix"
"""The sheet of the record that says the most."""
NEAR = f"{RESULTS}&lieu=Lille"
"""The results of a town: groups, and the places to go to."""
LOCATION = "/lieux/lieu-de-fives"
"""The location that says the most."""
LIKELY = quote("je ne sais pas où dormir ce soir")
"""A query that may say a danger."""
LOSS = quote("j'ai donné ma carte au téléphone")
"""A query after which there are things to do first."""
GAME = "/competences/jeu"
PLAYED = (
    "ecrire-pour-etre-lu.o",
    "utiliser-des-outils-en-ligne.n",
    "connaitre-ses-droits.n",
    "expliquer-simplement.o",
    "parler-une-autre-langue.n",
    "planifier.n",
    "regler-un-ordinateur.o",
    "avoir-de-la-patience.n",
    "animer-un-groupe.n",
    "comparer-et-choisir.n",
    "veiller-a-la-securite.n",
    "essayer-et-signaler.n",
    "ecouter.o",
    "donner-confiance.n",
    "mettre-en-lien.n",
)
"""Cards of a game of skills with their answers, as its address carries them."""
SAID = "g=reparer-appareils&g=expliquer-simplement&langue=ar&condition=calme"
"""Listed skills of somebody, and what they ask of a job."""
OWN_RESULTS = f"/competences/resultat?{SAID}"
"""The occupations for these skills: a full page, and a second one."""
MANY = read_general_skills(ROOT / "data" / "competences.jsonl", read_occupations(
    ROOT / "data" / "occupations.jsonl", ROOT / "none")).skills  # fmt: skip
WHOLE_CURRICULUM = f"/competences/resultat?{urlencode([('g', each) for each in list(MANY)[:40]])}"
"""The occupations for as many skills as an address may hold: those of a long curriculum."""
SELECTED = "f=atelier-phenix&f=clic-et-cafe"

NAMED: Mapping[str, str] = {
    "home": HOME,
    "results": RESULTS,
    "last page of results": f"{RESULTS}&page=2",
    "corrected": "/recherche?"
    + urlencode({"q": "réparé un smartfone", "lat": 50.43, "lon": 2.83, "distance": 10}),
    "filtered": f"{RESULTS}&frais=gratuit&publics=seniors",
    "place": f"/recherche?q=ordinateur+{quote('à Lille')}",
    "near": f"{RESULTS}&lieu=Lille&tri=distance",
    "near a town": NEAR,
    "nothing near": f"{RESULTS}&lieu=Brest",
    "location": f"{LOCATION}?q=ordinateur&lieu=Lille",
    "location that says little": "/lieux/lieu-de-roubaix",
    "report of a location": f"{LOCATION}/signaler",
    "locations of a record": "/fiches/clic-pour-tous/lieux",
    "locations near a town": "/fiches/clic-pour-tous/lieux?lieu=Lyon",
    "record with its nearest locations": "/fiches/clic-pour-tous?q=ordinateur&lieu=Lille",
    "record that asks where": "/fiches/clic-pour-tous",
    "map around a town": "/carte?q=ordinateur&lieu=Lille",
    "location in English": f"/en{LOCATION}",
    "asked in Arabic": f"/recherche?q={quote('أحتاج إلى حاسوب')}",
    "asked in English": "/recherche?q=I+need+a+computer",
    "no result": "/recherche?q=asdkjh",
    "emergency": "/recherche?q=mon+mari+me+frappe",
    "likely danger": f"/recherche?q={LIKELY}",
    "first steps": f"/recherche?q={LOSS}",
    "first steps in Arabic": f"/ar/recherche?q={LOSS}",
    "first steps in easy French": f"/facile/recherche?q={LOSS}",
    "emergency numbers": "/urgences",
    "emergency numbers in Arabic": "/ar/urgences",
    "emergency numbers in easy French": "/facile/urgences",
    "long word": f"/recherche?q={'anticonstitutionnellement' * 8}",
    "at fault": f"/recherche?q={'x' * 301}",
    "sheet": SHEET,
    "sheet with a long name": "/fiches/espace-public-du-canal",
    "sheet that says little": "/fiches/mairie-cherche-benevoles",
    "problem": "/fiches/inconnue",
    "theme": "/themes/equipement",
    "codes to type": "/liste",
    "kept sheets": "/mes-fiches",
    "kept sheets in Arabic": "/ar/mes-fiches",
    "codes at fault": "/liste/K7P2",
    "question": "/parcours?porte=agir",
    "question about needs": "/parcours?porte=aide&r=reemploi",
    "town asked": "/parcours?porte=aide&r=reemploi&r=reemploi--reparer-smartphone",
    "end of the path": "/parcours?porte=agir&r=agir-reparer&r=reparateur-smartphones",
    "people to talk to": "/parcours?porte=%3F",
    "occupation": "/metiers/reparateur-smartphones",
    "game of skills": GAME,
    "game of skills under way": f"{GAME}?r={'_'.join(PLAYED[:6])}",
    "end of the game of skills": f"{GAME}?r={'_'.join(PLAYED)}",
    "end of the game of skills without one": f"{GAME}?r={'_'.join(PLAYED).replace('.o', '.n')}",
    "game of skills in Arabic": f"/ar{GAME}?r={'_'.join(PLAYED[:6])}",
    "game of skills at fault": f"{GAME}?r=inconnue.o",
    "missions near a town": "/missions?code_commune=59350",
    "missions in Arabic": "/ar/missions",
    "occupation for somebody": f"/metiers/reparateur-smartphones?{SAID}&code_commune=59350",
    "occupation of ROME": "/metiers/rome-i1613",
    "occupation of ROME for somebody": f"/metiers/rome-i1613?{SAID}",
    "occupations": "/metiers",
    "occupations searched": "/metiers?q=reparateur&voie=benevolat",
    "occupations at fault": f"/metiers?q={'x' * 301}",
    "what I can do": "/competences",
    "occupations for somebody": OWN_RESULTS,
    "occupations for a whole curriculum": WHOLE_CURRICULUM,
    "no skill said": "/competences/resultat",
    "what I can do in Arabic": "/ar/competences",
    "occupations for somebody in Arabic": f"/ar{OWN_RESULTS}",
    "understanding": "/comprendre",
    "understanding at fault": f"/comprendre?q={'x' * 301}",
    "workshop on words": "/comprendre/atelier/mots-voisins",
    "workshop at fault": f"/comprendre/atelier/mots-voisins?mot={'x' * 31}",
    "workshop on mistakes": "/comprendre/atelier/fautes",
    "workshop on limits": "/comprendre/atelier/limites?q=ordinateur&q=asdkjh",
    "workshop on a bias": "/comprendre/atelier/biais",
    "workshop on a decision": "/comprendre/atelier/decider?q=ordinateur",
    "workshop on a decision compared": "/comprendre/atelier/decider?"
    + urlencode({"q": "ordinateur", "rang-atelier-phenix": 1}),
    "workshop in English": "/en/comprendre/atelier/biais",
    "map of places": "/carte",
    "map of places of a département": "/carte?lieu=59",
    "map of an emergency": "/carte?q=mon+mari+me+frappe",
    "map of results": "/carte?q=ordinateur",
    "site map": "/plan-du-site",
    "reference of the API": "/api/docs",
    "route of the API": "/api/docs/search",
    "route of the API with a body": "/api/docs/search_by_post",
    "form of the API": "/api/docs/formes/RechercheReponse",
    "changes of the API": "/api/changements",
    "home in English": "/en/",
    "results in English": f"/en{RESULTS}",
    "sheet in English": f"/en{SHEET}",
    "map of results in English": "/en/carte?q=ordinateur",
    "home in Arabic": "/ar/",
    "results in Arabic": f"/ar{RESULTS}",
    "sheet in Arabic": f"/ar{SHEET}",
    "map of results in Arabic": "/ar/carte?q=ordinateur",
    "question in Arabic": "/ar/parcours?porte=aide",
    "home in Ukrainian": "/uk/",
    "results in Portuguese": f"/pt{RESULTS}",
    "home in easy French": "/facile/",
    "results in easy French": f"/facile{RESULTS}",
    "near a town in easy French": f"/facile{NEAR}",
    "no result in easy French": "/facile/recherche?q=asdkjh",
    "at fault in easy French": f"/facile/recherche?q={'x' * 301}",
    "sheet in easy French": f"/facile{SHEET}",
    "location in easy French": f"/facile{LOCATION}",
    "doors in easy French": "/facile/parcours",
    "results for helpers": "/aidant?q=ordinateur",
    "no result for helpers": "/aidant?q=asdkjh",
    "filtered for helpers": "/aidant?q=ordinateur&lieu=Lille&frais=gratuit",
    "selection": f"/aidant/selection?{SELECTED}",
    "comparison": f"/aidant/comparer?{SELECTED}",
    "sheets to hand over": f"/aidant/fiche?{SELECTED}",
    "helpers in English": "/en/aidant",
    "report": f"{SHEET}/signaler",
    "proposal in English": "/en/proposer",
    "proposal that waits": "/proposer/merci",
    "confirmation": f"{SHEET}/confirmer",
    "correction": f"{SHEET}/corriger",
    "correction in English": f"/en{SHEET}/corriger",
    "desk, closed": "/reception",
    "sheet from a search": f"{SHEET}?q=ordinateur",
    "opinion": "/avis/merci?avis=pas-utile&fiche=atelier-phenix",
    "words of an opinion": "/avis/mots/merci?avis=utile",
    "widget": "/widget",
    "widget with results": "/widget?q=ordinateur&lieu=Nord&titre=Aide&couleur=7b1fa2",
    "widget without an answer": "/widget?q=asdkjh&ou=Lille",
    "widget at fault": f"/widget?q={'x' * 301}",
    "widget told what to mend": "/widget?couleur=ffd166&size=99&lieu=Zzyzx&titre=Recherche",
    "widget refused": "/widget?cle=inconnue",
    "integration of choices": "/integrer?titre=Aide&lieu=Lille&besoin=ordinateur&couleur=%23ffd166",
}
"""Name of a state -> its address, for those that the site map does not list, or that tests name."""

LISTED = {page for pages in site_map() for page in pages} - set(NAMED.values())
STATES: Mapping[str, str] = {
    **NAMED, **{page.replace("/", " ").strip(): page for page in sorted(LISTED)}
}  # fmt: skip
"""Name of a state -> its address; the proofs fail where one of them is not answered."""

UNSOUND: Mapping[str, int] = {
    "at fault": 422,
    "occupations at fault": 422,
    "no skill said": 422,
    "at fault in easy French": 422,
    "understanding at fault": 422,
    "workshop at fault": 422,
    "game of skills at fault": 422,
    "problem": 404,
    "codes at fault": 422,
    "widget at fault": 422,
    "widget refused": 403,
}
"""State -> HTTP status, where it is not a success."""

PRINTED: Mapping[str, int] = {
    "home": 1,
    "results": 3,
    "sheet": 1,
    "location": 1,
    "sheet with a long name": 1,
    "sheets to hand over": 1,
    "occupation": 1,
    "end of the game of skills": 1,
    "a-propos": 2,
    "comprendre atelier": 2,
}
"""State -> sheets of A4 it may take on paper, at most."""

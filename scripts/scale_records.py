"""Make the records that the growth of an index is measured with: real ones first, then synthetic.

    python -m scripts.scale_records NUMBER FILE [--open-data FOLDER]

The real ones are our catalogue; with the folder of open data, the places of its `places/` and the
entities of its `ess/`. Then come synthetic associations, drawn by a seed: a kind of association of
every French town (a choir, a football club), a real commune, a real commune's point. None of these
kinds answers a need of the thesaurus, which is about digital life. Their identifiers start with
"synthese-".
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Iterator
from itertools import chain, count, islice
from pathlib import Path

import numpy as np

from index.importers.native_mapping import read_mapping
from index.importers.pipeline import Import, load
from index.importers.report import ImportReport
from index.places.communes import Commune, read_communes
from index.places.gazetteer import Gazetteer
from index.records.jsonl import read_records, to_json
from index.records.models import Actor, AnyRecord
from index.text.cleaning import plain
from scripts.measure_open_data import MAPPINGS

DATA = Path(__file__).parent.parent / "data"
SEED, DRAWN = 18, 10_000
"""Seed of the synthetic records, and how many are drawn at once."""
BRIEF_WORDS = 40
"""Words to which the description of a real place is cut."""
KINDS = (
    ("Chorale", "Chant choral, répétition le mardi soir"),
    ("Fanfare municipale", "Musique pour les fêtes et les cérémonies"),
    ("Harmonie", "Orchestre à vent et concerts"),
    ("Club de pétanque", "Pétanque et concours de boules"),
    ("Club de football", "Football, équipes de jeunes et d'adultes"),
    ("Rugby club", "Rugby à quinze et école de rugby"),
    ("Tennis club", "Tennis, cours et tournois"),
    ("Tennis de table", "Entraînements et championnat de tennis de table"),
    ("Judo club", "Judo et jujitsu pour tous les âges"),
    ("Karaté club", "Karaté, initiation et compétition"),
    ("Cercle d'escrime", "Fleuret, épée et sabre"),
    ("Club d'athlétisme", "Courses, sauts et lancers"),
    ("Club nautique", "Voile légère et régates"),
    ("Aviron", "Aviron en rivière et randonnées"),
    ("Canoë-kayak", "Descentes de rivière et slalom"),
    ("Club de plongée", "Plongée sous-marine et apnée"),
    ("Club de natation", "Natation et water-polo"),
    ("Gymnastique volontaire", "Gymnastique douce et étirements"),
    ("Club de yoga", "Yoga et relaxation"),
    ("Basket club", "Basket-ball, école de basket"),
    ("Handball club", "Handball, équipes mixtes"),
    ("Volley-ball", "Volley-ball en salle et sur sable"),
    ("Badminton", "Badminton, jeu libre et tournois"),
    ("Club d'escalade", "Escalade sur mur et en falaise"),
    ("Randonneurs", "Randonnées à pied le dimanche"),
    ("Cyclotouristes", "Sorties à bicyclette sur route"),
    ("Club de ski", "Ski alpin et sorties à la neige"),
    ("Centre équestre", "Équitation et poneys"),
    ("Compagnie d'archers", "Tir à l'arc, loisir et compétition"),
    ("Société de tir", "Tir sportif à la carabine et au pistolet"),
    ("Société de chasse", "Chasse et gestion du gibier"),
    ("Société de pêche", "Pêche et protection des rivières"),
    ("Club de boxe", "Boxe anglaise et boxe française"),
    ("Club de golf", "Golf et parcours d'initiation"),
    ("Club de billard", "Billard français"),
    ("Cercle d'échecs", "Échecs, parties et tournois"),
    ("Club de bridge", "Bridge, cours et tournois"),
    ("Club de scrabble", "Scrabble en duplicate"),
    ("Comité des fêtes", "Fêtes du village, bals et feux"),
    ("Comité de jumelage", "Échanges avec une ville d'Europe"),
    ("Comité du carnaval", "Défilé de chars et confettis"),
    ("Anciens combattants", "Mémoire des guerres et cérémonies"),
    ("Souvenir français", "Entretien des tombes et des monuments"),
    ("Amis de l'orgue", "Restauration de l'orgue et concerts"),
    ("Amis du patrimoine", "Sauvegarde des vieilles pierres et visites"),
    ("Amis du château", "Restauration du château et spectacles"),
    ("Amis du moulin", "Remise en marche du moulin"),
    ("Amis de la chapelle", "Entretien de la chapelle et fête patronale"),
    ("Société d'histoire", "Conférences et revue d'histoire locale"),
    ("Troupe de théâtre", "Théâtre amateur, deux pièces par an"),
    ("Ateliers de peinture", "Aquarelle, huile et expositions"),
    ("Atelier de poterie", "Tour, modelage et cuisson"),
    ("Atelier de couture", "Couture, broderie et patchwork"),
    ("Danse de salon", "Valse, tango et rock"),
    ("Danses bretonnes", "Fest-noz et initiation"),
    ("Groupe folklorique", "Danses et costumes de la région"),
    ("École de danse", "Danse classique et moderne"),
    ("Majorettes", "Défilés et bâton"),
    ("Jardins fleuris", "Fleurissement du village et concours"),
    ("Société d'horticulture", "Taille, greffe et bourse aux plantes"),
    ("Rucher", "Apiculture et récolte du miel"),
    ("Club canin", "Éducation du chien et concours"),
    ("Refuge des chats", "Protection des chats errants"),
    ("Société colombophile", "Courses de pigeons voyageurs"),
    ("Aéro-club", "Vol à moteur et vol à voile"),
    ("Aéromodélisme", "Avions et planeurs en modèle réduit"),
    ("Club de modélisme ferroviaire", "Maquettes de trains et expositions"),
    ("Club philatélique", "Timbres, monnaies et bourses"),
    ("Vieilles voitures", "Voitures anciennes et rallyes touristiques"),
    ("Moto-club", "Balades à moto"),
    ("Sapeurs-pompiers volontaires", "Amicale, Sainte-Barbe et bal du 14 juillet"),
    ("Secouristes", "Gestes qui sauvent et postes de secours"),
    ("Donneurs de sang", "Collectes de sang et promotion du don"),
    ("Confrérie du vin", "Dégustations et chapitres"),
    ("Confrérie gastronomique", "Promotion d'un plat de la région"),
    ("Marché de Noël", "Organisation du marché et animations"),
    ("Festival de jazz", "Concerts de jazz en été"),
    ("Festival de rue", "Arts de la rue et cirque"),
    ("École de cirque", "Jonglage, équilibre et trapèze"),
    ("Club de magie", "Prestidigitation et spectacles"),
    ("Société mycologique", "Champignons, sorties et exposition"),
    ("Spéléo-club", "Exploration de grottes"),
    ("Crèche de santons", "Santons et crèche vivante"),
    ("Chasseurs de son", "Prise de son d'oiseaux et balades d'écoute"),
    ("Union des commerçants", "Quinzaine commerciale et illuminations"),
    ("Association sportive du collège", "Sport scolaire du mercredi"),
)
"""Kinds of synthetic associations, each with what it does."""


def scale_records(size: int, open_data: Path | None = None) -> Iterator[AnyRecord]:
    """Return a number of records, always the same: the real ones first, then synthetic ones.

    Args:
        size: number of records.
        open_data: folder that holds `places/` and `ess/`; None for our catalogue alone.

    Returns:
        Records whose identifiers are all different.
    """
    communes = read_communes(DATA / "communes.csv")
    real: Iterable[AnyRecord] = read_records(DATA / "actors.jsonl")
    if open_data is not None:
        gazetteer = Gazetteer(communes)
        real = chain(real, _places(open_data / "places", gazetteer), _entities(open_data / "ess"))
    return islice(chain(_unique(real), _synthetic(communes)), size)


def _unique(records: Iterable[AnyRecord]) -> Iterator[AnyRecord]:
    """Yield the first record of each identifier."""
    seen: set[str] = set()
    for record in records:
        if record.id not in seen:
            seen.add(record.id)
            yield record


def _places(folder: Path, gazetteer: Gazetteer) -> Iterator[AnyRecord]:
    """Yield the places of open data with their names, texts and points, their codes left out."""
    for path in sorted(folder.iterdir()):
        if path.stem.endswith("-services"):
            continue
        mapping = MAPPINGS.get(path.stem)
        native = None if mapping is None else read_mapping(Path(mapping))
        for record in load(Import(path, None, native), gazetteer, ImportReport(path.name)):
            kept = {name: getattr(record, name) for name in PLACE_FIELDS}
            text = " ".join(record.description.split()[:BRIEF_WORDS])
            yield Actor(type="structure", description=text, **kept)


PLACE_FIELDS = (
    "id", "nom", "source", "siret", "adresse", "code_postal", "commune", "code_insee", "latitude",
    "longitude", "date_maj",
)  # fmt: skip
"""Fields that a real place keeps."""
ACTIVITIES = {
    "dev_logiciel": "développement de logiciels",
    "conseil_it": "conseil en informatique",
    "hebergement": "hébergement de données",
    "portail_web": "portail web",
    "edition_logiciel": "édition de logiciels",
    "edition_jeux": "édition de jeux",
}
"""Tag of the register of the social economy -> what it says."""


def _entities(folder: Path) -> Iterator[AnyRecord]:
    """Yield the active entities of the register of the digital social economy (SIRENE)."""
    with (folder / "ess_numerique_register.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            name = plain(row["denomination"])[:150]
            if row["est_active"] != "True" or len(name) < 3:
                continue
            activity = ACTIVITIES.get(row["tags_numerique"].split("|")[0], "informatique")
            yield Actor(
                type="structure",
                id=f"sirene-{row['siren']}",
                nom=name,
                description=f"Structure de l'économie sociale : {activity}.",
                source="sirene",
            )


def _synthetic(communes: Iterable[Commune]) -> Iterator[AnyRecord]:
    """Yield synthetic associations without end, as many in a commune as it has inhabitants.

    Some have the same name and the same text, as homonyms of a large town do.
    """
    towns = [town for town in communes if town.type == "commune" and town.latitude is not None]
    inhabitants = np.array([town.population for town in towns])
    draw = np.random.default_rng(SEED)
    for number in count(1, DRAWN):
        drawn = draw.choice(len(towns), DRAWN, p=inhabitants / inhabitants.sum()).tolist()
        kinds = draw.integers(len(KINDS), size=DRAWN).tolist()
        for rank, (town, kind) in enumerate(zip(drawn, kinds, strict=True)):
            yield _association(number + rank, towns[town], *KINDS[kind])


def _association(number: int, commune: Commune, name: str, what: str) -> AnyRecord:
    """Return a synthetic association of a kind, in a commune."""
    return Actor(
        type="structure",
        id=f"synthese-{number:07}",
        nom=f"{name} de {commune.nom}",
        description=f"{what}.",
        source="synthese",
        commune=commune.nom,
        code_insee=commune.code,
        latitude=commune.latitude,
        longitude=commune.longitude,
    )


def main() -> None:
    """Write the records, one a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--open-data", type=Path)
    options = parser.parse_args()
    with options.file.open("w", encoding="utf-8") as stream:
        for record in scale_records(options.number, options.open_data):
            stream.write(f"{to_json(record)}\n")


if __name__ == "__main__":
    main()

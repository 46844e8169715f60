"""Make the records that the growth of an index is measured with: real ones first, then synthetic.

    python -m bench.scale_records NUMBER FILE [--open-data FOLDER]

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

from bench.measure_open_data import MAPPINGS
from index.importers.native_mapping import read_mapping
from index.importers.pipeline import Import, load
from index.importers.report import ImportReport
from index.places.communes import Commune, read_communes
from index.places.gazetteer import Gazetteer
from index.records.jsonl import read_records, to_json
from index.records.models import Actor, AnyRecord
from index.text.cleaning import plain

DATA = Path(__file__).parent.parent / "data"
SEED, DRAWN = 18, 10_000
"""Seed of the synthetic records, and how many are drawn at once."""
LEAST_INHABITANTS = 5_000
"""Inhabitants of the smallest communes of the synthetic records."""
BRIEF_WORDS = 40
"""Words to which the description of a real place is cut."""
KINDS = (
    ("Chorale", "Chant choral"),
    ("Fanfare municipale", "Musique"),
    ("Harmonie", "Orchestre à vent"),
    ("Club de pétanque", "Pétanque"),
    ("Club de football", "Football"),
    ("Rugby club", "Rugby à quinze"),
    ("Tennis club", "Tennis"),
    ("Tennis de table", "Entraînements"),
    ("Judo club", "Judo et jujitsu pour tous les âges"),
    ("Karaté club", "Karaté"),
    ("Cercle d'escrime", "Fleuret"),
    ("Club d'athlétisme", "Courses"),
    ("Club nautique", "Voile légère"),
    ("Aviron", "Aviron en rivière et randonnées"),
    ("Canoë-kayak", "Descentes de rivière"),
    ("Club de plongée", "Plongée sous-marine"),
    ("Club de natation", "Natation"),
    ("Gymnastique volontaire", "Gymnastique douce"),
    ("Club de yoga", "Yoga et relaxation"),
    ("Basket club", "Basket-ball"),
    ("Handball club", "Handball"),
    ("Volley-ball", "Volley-ball en salle et sur sable"),
    ("Badminton", "Jeu libre et tournois"),
    ("Club d'escalade", "Escalade"),
    ("Randonneurs", "Randonnées à pied le dimanche"),
    ("Cyclotouristes", "Sorties à bicyclette"),
    ("Club de ski", "Ski alpin"),
    ("Centre équestre", "Équitation"),
    ("Compagnie d'archers", "Tir à l'arc"),
    ("Société de tir", "Tir sportif à la carabine"),
    ("Société de chasse", "Chasse"),
    ("Société de pêche", "Pêche"),
    ("Club de boxe", "Boxe anglaise"),
    ("Club de golf", "Golf et parcours d'initiation"),
    ("Club de billard", "Billard français"),
    ("Cercle d'échecs", "Échecs"),
    ("Club de bridge", "Bridge"),
    ("Club de scrabble", "Scrabble"),
    ("Comité des fêtes", "Fêtes"),
    ("Comité de jumelage", "Échanges avec une ville d'Europe"),
    ("Comité du carnaval", "Défilé de chars"),
    ("Anciens combattants", "Mémoire des guerres"),
    ("Souvenir français", "Entretien des tombes"),
    ("Amis de l'orgue", "Restauration de l'orgue"),
    ("Amis du patrimoine", "Sauvegarde des vieilles pierres"),
    ("Amis du château", "Restauration du château"),
    ("Amis du moulin", "Remise en marche"),
    ("Amis de la chapelle", "Entretien de la chapelle"),
    ("Société d'histoire", "Conférences"),
    ("Troupe de théâtre", "Théâtre amateur"),
    ("Ateliers de peinture", "Aquarelle"),
    ("Atelier de poterie", "Modelage et cuisson"),
    ("Atelier de couture", "Couture"),
    ("Danse de salon", "Valse"),
    ("Danses bretonnes", "Fest-noz"),
    ("Groupe folklorique", "Danses"),
    ("École de danse", "Danse classique"),
    ("Majorettes", "Défilés"),
    ("Jardins fleuris", "Fleurs du village"),
    ("Société d'horticulture", "Taille et greffe"),
    ("Rucher", "Apiculture"),
    ("Club canin", "Éducation du chien"),
    ("Refuge des chats", "Protection des chats errants"),
    ("Société colombophile", "Courses de pigeons voyageurs"),
    ("Aéro-club", "Vol à moteur"),
    ("Aéromodélisme", "Modèles réduits"),
    ("Club de modélisme ferroviaire", "Maquettes de trains"),
    ("Club philatélique", "Timbres"),
    ("Vieilles voitures", "Voitures anciennes"),
    ("Moto-club", "Balades à moto"),
    ("Sapeurs-pompiers volontaires", "Amicale"),
    ("Secouristes", "Gestes qui sauvent"),
    ("Donneurs de sang", "Collectes de sang"),
    ("Confrérie du vin", "Dégustations"),
    ("Confrérie gastronomique", "Promotion d'un plat de la région"),
    ("Marché de Noël", "Chalets et crèche"),
    ("Festival de jazz", "Concerts de jazz"),
    ("Festival de rue", "Arts de la rue"),
    ("École de cirque", "Jonglage"),
    ("Club de magie", "Prestidigitation"),
    ("Société mycologique", "Champignons"),
    ("Spéléo-club", "Exploration de grottes"),
    ("Crèche de santons", "Santons"),
    ("Chasseurs de son", "Prise de son d'oiseaux"),
    ("Union des commerçants", "Quinzaine commerciale"),
    ("Association sportive du collège", "Sport scolaire"),
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
    towns = [
        town
        for town in communes
        if town.type == "commune"
        and town.population >= LEAST_INHABITANTS
        and town.latitude is not None
    ]
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

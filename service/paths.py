"""Files and folders of the service, all under its two folders: data (in the project) and var."""

from __future__ import annotations

from pathlib import Path

from index.encoder.onnx import (
    SERVING,
    SERVING_DANGERS,
    SERVING_FILE,
    SERVING_MARKS,
    SERVING_STUDENT,
)

QUERY_ENCODERS = WHOLE, STUDENT = ("complet", "eleve")
"""Who encodes queries: the whole encoder, or its student those that it was taught."""


class Paths:
    """Paths of the files of the service: a base class of its settings, which say where both are.

    data: folder of the records and of the judged needs; var: folder of the prepared encoder, of the
    index and of what the service writes; encoder:
    name of a model, empty for that of the project; query_encoder: one of `QUERY_ENCODERS`.
    """

    data: Path
    var: Path
    encoder: str
    query_encoder: str

    @property
    def store_file(self) -> Path:
        """SQLite file of keys, counters and what people send; not used with `store`."""
        return self.var / "orientess.sqlite3"

    @property
    def answered_from(self) -> tuple[Path, ...]:
        """Files that answers of the API depend on beside the index: data, encoder of queries."""
        return (
            self.synonyms,
            self.order,
            self.national_services,
            self.needs,
            self.communes,
            self.emergencies,
            self.danger_model,
            self.guide,
            self.general_skills,
            self.sorting,
            *self._encoders,
        )

    @property
    def indexed_from(self) -> tuple[Path, ...]:
        """Files that an index is built from: data, imports, encoders."""
        return (
            self.actors,
            self.needs,
            self.out_of_scope,
            self.codes,
            self.occupations,
            *sorted(self.occupation_imports.glob("*.jsonl")),
            *sorted(self.imports.glob("*.jsonl")),
            *sorted(path for path in self.locations.glob("*") if path.is_file()),
            self.communes,
            self.lexicon,
            self.pairs,
            self.calibration,
            self.synonyms,
            self.other_requests,
            self.order,
            self.national_services,
            *self._encoders,
        )

    @property
    def _encoders(self) -> tuple[Path, ...]:
        """Descriptions of the encoders of records and of queries."""
        student = self.serving_student
        own = self.serving / SERVING_FILE
        return (own,) if student is None else (own, student / SERVING_FILE)

    @property
    def preparation(self) -> Path:
        """JSON file that says how far the preparation of searches by meaning is."""
        return self.var / "preparation.json"

    @property
    def done(self) -> Path:
        """Folder of one empty file for each task of the operator, as old as its last success."""
        return self.var / "faits"

    @property
    def incidents(self) -> Path:
        """TOML file of the incidents that the page on the state of the service tells."""
        return self.var / "incidents.toml"

    @property
    def quotas(self) -> Path:
        """SQLite file where requests are counted for the quotas; not used with `quotas_url`."""
        return self.var / "quotas.sqlite3"

    @property
    def actors(self) -> Path:
        """File of the records of the project's catalogue, one JSON object a line."""
        return self.data / "actors.jsonl"

    @property
    def expectations(self) -> Path:
        """TOML file of the figures that `orientess check --strict` requires of the catalogue."""
        return self.data / "attentes.toml"

    @property
    def communes(self) -> Path:
        """CSV table of French communes: their INSEE code, name, postcodes and coordinates."""
        return self.data / "communes.csv"

    @property
    def outlines(self) -> Path:
        """JSON file of the outlines of the départements, to draw maps."""
        return self.data / "contours.json"

    @property
    def base_map(self) -> Path:
        """JSON file of what maps draw around France: countries, rivers, towns abroad."""
        return self.data / "fond.json"

    @property
    def lexicon(self) -> Path:
        """Compressed file of the words that exist in French, which are not misspelt."""
        return self.data / "lexique.txt.gz"

    @property
    def pairs(self) -> Path:
        """Compressed file of the counts of pairs of words that follow each other in French."""
        return self.data / "paires.txt.gz"

    @property
    def calibration(self) -> Path:
        """JSON file of the weights and thresholds of search, fitted to judged queries."""
        return self.data / "calibration.json"

    @property
    def order(self) -> Path:
        """ONNX file of the learned order of records, beside its SHA-256."""
        return self.data / "ordre.onnx"

    @property
    def national_services(self) -> Path:
        """TOML file of the national service of each need that has one."""
        return self.data / "services_nationaux.toml"

    @property
    def synonyms(self) -> Path:
        """File of the synonyms and acronyms of words of queries: "ordi, pc, ordinateur"."""
        return self.data / "synonymes.txt"

    @property
    def emergencies(self) -> Path:
        """TOML file of the numbers to call in emergencies, and of the ways of saying them."""
        return self.data / "urgences.toml"

    @property
    def danger_model(self) -> Path:
        """File of the weights that tell how likely a text says a danger, beside its SHA-256."""
        return self.data / "urgences.safetensors"

    @property
    def needs(self) -> Path:
        """File of the thesaurus: needs that records serve, with their label and their phrasings."""
        return self.data / "needs.jsonl"

    @property
    def guide(self) -> Path:
        """TOML file of the guided path: its screens, their cards and what each leads to."""
        return self.data / "parcours.toml"

    @property
    def pictograms(self) -> Path:
        """JSON file of the pictograms of the cards of the guided path."""
        return self.data / "pictogrammes.json"

    @property
    def out_of_scope(self) -> Path:
        """File of queries out of scope, which no need of the thesaurus covers, one a line."""
        return self.data / "hors_champ.txt"

    @property
    def other_requests(self) -> Path:
        """File of requests made to other catalogues, which confidence is fitted against."""
        return self.data / "autres_demandes.txt"

    @property
    def occupations(self) -> Path:
        """File of the project's own jobs and volunteer roles, one JSON object a line."""
        return self.data / "occupations.jsonl"

    @property
    def sorting(self) -> Path:
        """File of the weights that tell skills, conditions and states apart, NumPy's own format."""
        return self.data / "soi" / "poids.npz"

    @property
    def general_skills(self) -> Path:
        """File of the general skills of daily life, which lead to occupations, one a line."""
        return self.data / "competences.jsonl"

    @property
    def occupation_imports(self) -> Path:
        """Folder of the occupations imported from open data, one JSONL file a source."""
        return self.var / "metiers"

    @property
    def imports(self) -> Path:
        """Folder of the records imported from open data, one JSONL file a source."""
        return self.var / "imports"

    @property
    def sources(self) -> Path:
        """TOML file of the sources of open data that `orientess sync` fetches."""
        return self.data / "sources.toml"

    @property
    def sync_home(self) -> Path:
        """Folder of the files fetched from the sources, and of what changed in each."""
        return self.var / "sync"

    @property
    def locations(self) -> Path:
        """Folder of the places of the networks, one compressed JSONL file a licence."""
        return self.data / "lieux"

    @property
    def location_lists(self) -> Path:
        """TOML file of the lists that these places come from, with their licences and credits."""
        return self.locations / "lists.toml"

    @property
    def codes(self) -> Path:
        """Compressed file of the short codes of the records of the catalogue and of its places."""
        return self.data / "codes.csv.gz"

    @property
    def codes_given_here(self) -> Path:
        """Compressed file of the short codes given by builds to what has none; backups hold it."""
        return self.imports / "codes.csv.gz"

    @property
    def offers(self) -> Path:
        """TOML file of what the labels of lists of places mean: services and needs."""
        return self.locations / "services.toml"

    @property
    def evaluation(self) -> Path:
        """Folder of the judged queries (with their right answers) that measure the search."""
        return self.data / "evaluation"

    @property
    def index_home(self) -> Path:
        """Folder of the versions of the search index, of which one is current."""
        return self.var / "index"

    @property
    def encoder_home(self) -> Path:
        """Folder of the text encoder: downloaded weights, and the files exported from them."""
        return self.var / "encoder"

    @property
    def adapter(self) -> Path:
        """Folder of the adapter: learned changes added to the weights of the default encoder."""
        return self.data / "encoder"

    @property
    def serving(self) -> Path:
        """Folder of the text encoder exported to ONNX, which makes the vectors of an index."""
        return self.encoder_home / SERVING

    @property
    def serving_student(self) -> Path | None:
        """Folder of the student exported to ONNX, given the queries that it was taught.

        None when the settings ask for none, or for another model than that of the project.
        """
        wanted = self.query_encoder == STUDENT and not self.encoder
        return self.encoder_home / SERVING_STUDENT if wanted else None

    @property
    def serving_marks(self) -> Path | None:
        """Folder of the encoder that marks words, as exported; None for another model than ours."""
        return None if self.encoder else self.encoder_home / SERVING_MARKS

    @property
    def serving_dangers(self) -> Path | None:
        """Folder of the encoder of dangers exported to ONNX; None for another model than ours."""
        return None if self.encoder else self.encoder_home / SERVING_DANGERS

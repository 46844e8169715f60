"""Settings, read once from the environment and frozen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.encoder import SERVING

_FLAGS = {"1": True, "true": True, "0": False, "false": False}


def _flag(value: object) -> bool:
    """A boolean written in one of the four ways that are allowed."""
    flag = value if isinstance(value, bool) else _FLAGS.get(str(value).lower())
    if flag is None:
        raise ValueError("attendu 1, 0, true ou false")
    return flag


Flag = Annotated[bool, BeforeValidator(_flag)]


class Settings(BaseSettings):
    """What an operator may choose: variables ORIENTESS_ and a field's name, but for ENCODER.

    Booleans are 1, 0, true or false: anything else is refused at start-up.
    """

    model_config = SettingsConfigDict(
        env_prefix="ORIENTESS_", frozen=True, extra="ignore", populate_by_name=True
    )

    host: str = Field("127.0.0.1", description="adresse d'écoute")
    port: int = Field(8000, ge=1, le=65535, description="port d'écoute")
    data: Path = Field(Path("data"), description="dossier des fiches et des besoins jugés")
    var: Path = Field(Path("var"), description="dossier de l'encodeur préparé et de l'index")
    encoder: str = Field(
        "",
        validation_alias="ENCODER",
        description="nom ou chemin sentence-transformers ; vide : les poids figés du projet",
    )
    use_encoder: Flag = Field(True, description="faux : recherche par les mots seulement")
    encoder_threads: int = Field(2, ge=1, le=64, description="cœurs donnés à l'encodeur")
    encode_limit_ms: int = Field(
        1000, ge=1, le=60_000, description="au-delà, la réponse se passe de l'encodeur (ms)"
    )
    reload_seconds: float = Field(
        2.0, gt=0, le=3600, description="intervalle entre deux regards sur l'index publié (s)"
    )
    body_max_bytes: int = Field(
        65_536, ge=256, le=1_000_000, description="taille maximale du corps d'une requête (octets)"
    )
    workers: int = Field(1, ge=1, le=64, description="processus qui servent")
    running_max: int = Field(
        4, ge=1, le=256, description="requêtes traitées à la fois par un processus"
    )
    waiting_max: int = Field(
        32, ge=0, le=10_000, description="requêtes qui attendent leur tour ; au-delà, 503"
    )
    wait_limit_ms: int = Field(
        1500, ge=1, le=60_000, description="attente au-delà de laquelle une requête reçoit 503 (ms)"
    )
    stop_limit_s: int = Field(
        20, ge=1, le=600, description="temps laissé aux requêtes en cours quand le service s'arrête"
    )
    trusted_proxies: str = Field(
        "",
        description="adresses des proxys dont X-Forwarded-For est cru, séparées par des virgules",
    )
    quota_per_minute: int = Field(
        300, ge=0, le=1_000_000, description="requêtes par minute sans clé ; 0 : sans limite"
    )
    key_quota_per_minute: int = Field(
        3000, ge=0, le=1_000_000, description="requêtes par minute d'une clé qui n'a pas la sienne"
    )
    quotas_url: str = Field(
        "",
        description="valkey:// ou redis:// où compter à plusieurs machines ; vide : un fichier",
    )
    metrics_port: int = Field(
        0, ge=0, le=65535, description="port des mesures Prometheus ; 0 : par clé seulement"
    )
    log_json: Flag = Field(True, description="journal en JSON ; faux : lisible à l'écran")
    hsts: Flag = Field(False, description="annoncer HTTPS obligatoire (derrière un proxy TLS)")
    address: str = Field(
        "", description="adresse publique du site ; vide : celle que dit chaque requête"
    )
    publisher: str = Field("", description="qui édite ce site (nom, statut, adresse)")
    publisher_contact: str = Field("", description="courriel ou page où écrire à l'éditeur")
    hosting: str = Field("", description="qui héberge ce site (nom, adresse, pays)")

    @property
    def store(self) -> Path:
        """The SQLite file of keys, of anonymous counters and of what people report."""
        return self.var / "orientess.sqlite3"

    @property
    def quotas(self) -> Path:
        """The SQLite file where quotas are counted, when no server is named for that."""
        return self.var / "quotas.sqlite3"

    @property
    def actors(self) -> Path:
        """The file of records."""
        return self.data / "actors.jsonl"

    @property
    def communes(self) -> Path:
        """The table of communes."""
        return self.data / "communes.csv"

    @property
    def outlines(self) -> Path:
        """The outlines of the départements."""
        return self.data / "contours.json"

    @property
    def lexicon(self) -> Path:
        """The words that exist in French."""
        return self.data / "lexique.txt.gz"

    @property
    def synonyms(self) -> Path:
        """The file of synonyms and acronyms."""
        return self.data / "synonymes.txt"

    @property
    def needs(self) -> Path:
        """The thesaurus of needs."""
        return self.data / "needs.jsonl"

    @property
    def outside(self) -> Path:
        """Requests that no need of the thesaurus covers."""
        return self.data / "hors_champ.txt"

    @property
    def occupations(self) -> Path:
        """Our jobs and volunteer roles."""
        return self.data / "occupations.jsonl"

    @property
    def trades(self) -> Path:
        """The folder of imported occupations, one file a source."""
        return self.var / "metiers"

    @property
    def imports(self) -> Path:
        """The folder of imported records, one file a source."""
        return self.var / "imports"

    @property
    def evaluation(self) -> Path:
        """The folder of judged needs."""
        return self.data / "evaluation"

    @property
    def index_home(self) -> Path:
        """The folder of published artefacts."""
        return self.var / "index"

    @property
    def encoder_home(self) -> Path:
        """The folder of the encoder: its source, and what was prepared from it."""
        return self.var / "encoder"

    @property
    def adapter(self) -> Path:
        """The folder of the adapter of the pinned encoder."""
        return self.data / "encoder"

    @property
    def serving(self) -> Path:
        """The folder of the prepared encoder."""
        return self.encoder_home / SERVING

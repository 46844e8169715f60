"""Settings of the service, read once from the environment and frozen."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.engines.base import DEFAULT_ENGINE, EngineServer
from index.records.code_lists import nearest
from service.addresses import (
    Contact,
    Database,
    EngineAddress,
    Proxies,
    PublicationPlace,
    QuotaServer,
    Site,
    WebPage,
)
from service.data_folder import default_folder
from service.paths import QUERY_ENCODERS, Paths

PREFIX = "ORIENTESS_"
OTHER_VARIABLES = (
    "ORIENTESS_BIN",
    "ORIENTESS_CLE",
    "ORIENTESS_INBOX",
    "ORIENTESS_OPEN_DATA",
    "ORIENTESS_PREPARATION",
    "ORIENTESS_QUOTAS_SECRET",
)
"""Environment variables that start with `PREFIX` and are no setting of the service.

The nightly import of open data, the clients, the tests and the server processes read them.
"""
WITH_PASSWORD = ("quotas_url", "store", "index_url", "engine_url", "engine_token")
"""Settings whose value may hold a password: no message shows it."""
_FLAGS = {"1": True, "true": True, "0": False, "false": False}


def _flag(value: object) -> bool:
    """Parse a boolean: 1, 0, true or false."""
    flag = value if isinstance(value, bool) else _FLAGS.get(str(value).lower())
    if flag is None:
        raise ValueError("1, 0, true ou false")
    return flag


def _query_encoder(value: str) -> str:
    """Check which encoder queries are given to."""
    if value in QUERY_ENCODERS:
        return value
    raise ValueError(" ou ".join(QUERY_ENCODERS))


Flag = Annotated[bool, BeforeValidator(_flag)]


class Settings(Paths, BaseSettings):
    """Settings of the service, read from environment variables.

    The variable of a field is ORIENTESS_ and its name in capitals: ORIENTESS_PORT for `port`; that
    of `encoder` has no prefix: ENCODER. The former name of one comes after it in its alias, and is
    read too (docs/releases.md). Booleans are written 1, 0, true or false. An invalid value raises
    pydantic's ValidationError.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", populate_by_name=True
    )

    host: str = Field("127.0.0.1", description="adresse d'écoute")
    port: int = Field(8000, ge=1, le=65535, description="port d'écoute")
    data: Path = Field(default_factory=default_folder, description="dossier des données")
    var: Path = Field(Path("var"), description="dossier de l'encodeur préparé et de l'index")
    store: Database = Field(
        "",
        description="postgresql+psycopg:// où garder clés, compteurs, avis ; vide : un fichier",
    )
    encoder: str = Field(
        "",
        validation_alias="ENCODER",
        description="nom ou chemin sentence-transformers ; vide : les poids figés du projet",
    )
    use_encoder: Flag = Field(True, description="faux : recherche par les mots seulement")
    query_encoder: Annotated[str, AfterValidator(_query_encoder)] = Field(
        "eleve", description="qui encode : l'eleve les demandes en français, ou complet, seul"
    )
    engine: str = Field(DEFAULT_ENGINE, description="moteur de l'index à construire")
    engine_limit_ms: int = Field(
        500, ge=1, le=60_000, description="au-delà, la réponse se passe du moteur (ms)"
    )
    engine_url: EngineAddress = Field(
        "",
        validation_alias=AliasChoices("ORIENTESS_ENGINE_URL", "MILVUS_URI"),
        description="adresse où répond le moteur de l'index, quand il est un serveur",
    )
    engine_token: SecretStr = Field(
        SecretStr(""),
        validation_alias=AliasChoices("ORIENTESS_ENGINE_TOKEN", "MILVUS_TOKEN"),
        description="jeton de ce serveur, ou nom:motdepasse ; vide : aucun",
    )
    encoder_threads: int = Field(2, ge=1, le=64, description="cœurs pour encoder un catalogue")
    search_threads: int = Field(1, ge=1, le=64, description="cœurs d'une recherche à la fois")
    encode_limit_ms: int = Field(
        1000, ge=1, le=60_000, description="au-delà, la réponse se passe de l'encodeur (ms)"
    )
    vector_cache: int = Field(0, ge=0, le=100_000, description="vecteurs gardés ; 0 : aucun")
    reload_seconds: float = Field(
        2.0, gt=0, le=3600, description="intervalle entre deux regards sur l'index publié (s)"
    )
    index_url: PublicationPlace = Field(
        "",
        description="dossier ou adresse où des machines prennent l'index ; vide : nulle part",
    )
    fetch_seconds: float = Field(
        30.0,
        ge=0,
        le=86_400,
        description="intervalle entre deux regards à index_url (s) ; 0 : aucun",
    )
    index_max_mb: int = Field(
        20_000, ge=1, le=10_000_000, description="taille maximale d'un index pris à index_url (Mo)"
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
    trusted_proxies: Proxies = Field(
        "",
        description="adresses des proxys dont X-Forwarded-For est cru, séparées par des virgules",
    )
    quota_per_minute: int = Field(
        300, ge=0, le=1_000_000, description="requêtes par minute sans clé ; 0 : sans limite"
    )
    key_quota_per_minute: int = Field(
        3000, ge=0, le=1_000_000, description="requêtes par minute d'une clé qui n'a pas la sienne"
    )
    quotas_url: QuotaServer = Field(
        "",
        description="valkey:// ou redis:// où compter à plusieurs machines ; vide : un fichier",
    )
    quotas_secret: SecretStr = Field(
        SecretStr(""),
        description="secret commun à des machines qui comptent ensemble ; vide : tiré au départ",
    )
    metrics_port: int = Field(
        0, ge=0, le=65535, description="port des mesures Prometheus ; 0 : par clé seulement"
    )
    log_json: Flag = Field(True, description="journal en JSON ; faux : lisible à l'écran")
    hsts: Flag = Field(False, description="annoncer HTTPS obligatoire (derrière un proxy TLS)")
    hsts_subdomains: Flag = Field(
        False, description="l'annoncer aussi pour tous les sous-domaines du site (avec hsts)"
    )
    address: Site = Field(
        "", description="adresse publique du site ; vide : celle que dit chaque requête"
    )
    production: Flag = Field(
        False, description="site ouvert au public : éditeur et contact sont alors obligatoires"
    )
    publisher: str = Field("", description="qui édite ce site (nom, statut, adresse)")
    publisher_contact: Contact = Field("", description="courriel ou page où écrire à l'éditeur")
    hosting: str = Field("", description="qui héberge ce site (nom, adresse, pays)")
    source_url: WebPage = Field(
        "", description="page où prendre le code de ce site ; vide : aucun lien n'y mène"
    )

    @property
    def engine_server(self) -> EngineServer:
        """Where the engine of an index is reached, when it is a server."""
        token, limit_s = self.engine_token.get_secret_value(), self.engine_limit_ms / 1000
        return EngineServer(self.engine_url, token, limit_s)


def variables() -> dict[str, str]:
    """Return the environment variable of each setting: "port" -> "ORIENTESS_PORT"."""
    return {name: _names(name)[0] for name in Settings.model_fields}


def renamed_variables(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the environment variables that have another name now, each with this one.

    names: names of all the environment variables: "MILVUS_URI" gives ORIENTESS_ENGINE_URL.
    """
    set_here = set(names)
    every = (_names(name) for name in Settings.model_fields)
    return [(old, new) for new, *former in every for old in former if old in set_here]


def _names(field: str) -> list[str]:
    """Return the environment variables of a setting: its name, then the one that it had before."""
    alias = Settings.model_fields[field].validation_alias
    if isinstance(alias, AliasChoices):
        return [str(choice) for choice in alias.choices]
    return [str(alias or PREFIX + field.upper())]


def unknown_variables(names: Iterable[str]) -> list[tuple[str, str | None]]:
    """Return the environment variables that start with ORIENTESS_ and are no setting.

    Args:
        names: names of all the environment variables.

    Returns:
        (unknown name, name of the setting spelt most like it, None when none is alike), sorted by
        name: ("ORIENTESS_PROT", "ORIENTESS_PORT").
    """
    settings = {variable.removeprefix(PREFIX): variable for variable in variables().values()}
    allowed = {*settings.values(), *OTHER_VARIABLES}
    unknown = (name for name in sorted(names) if name.startswith(PREFIX) and name not in allowed)
    near = {name: nearest(name.removeprefix(PREFIX), settings) for name in unknown}
    return [(name, suggested and settings[suggested]) for name, suggested in near.items()]


def error_messages(error: ValidationError) -> list[str]:
    """Describe the invalid settings of an error in French.

    Args:
        error: the error raised when `Settings` is built from the environment.

    Returns:
        One sentence for each invalid variable: "ORIENTESS_PORT : trouvé « 0 », attendu un nombre
        entier de 1 à 65535."
    """
    names = variables()
    fields = {variable: name for name, variable in names.items()}
    messages = []
    for item in error.errors(include_url=False):
        name = fields.get(str(item["loc"][0]), str(item["loc"][0]))
        own = item.get("ctx", {}).get("error")
        expected = str(own) if own else _expected(Settings.model_fields[name])
        value = "une autre valeur" if name in WITH_PASSWORD else f"« {item['input']} »"
        messages.append(f"{names[name]} : trouvé {value}, attendu {expected}.")
    return messages


def _expected(field: FieldInfo) -> str:
    """Describe the bounds of a number in French."""
    bounds = {
        name: getattr(constraint, name)
        for constraint in field.metadata
        for name in ("ge", "gt", "le")
        if hasattr(constraint, name)
    }
    low = f"{bounds['gt']} exclu" if "gt" in bounds else str(bounds["ge"])
    kind = "un nombre entier" if field.annotation is int else "un nombre"
    return f"{kind} de {low} à {bounds['le']}"

"""Peer PostgreSQL, a server on a local socket: French full text search and trigrams.

A word that no record has is replaced by the most similar words of the records, as the manual of
pg_trgm advises ("Text Search Integration"); any word may match.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from bench.peers.peer import Absent, Document, Peer
from index.evaluation.metrics import CUTOFF

USER = "orientess"
DEBIAN = Path("/usr/lib/postgresql")
SERVER_OPTIONS = "-c listen_addresses='' -c fsync=off -c jit=off -c unix_socket_directories="
ALIKE, ALIKE_COUNT = 0.4, 3
"""Least similarity of trigrams of a replacing word, and greatest number of them."""
TRIGRAM_WEIGHT = 0.0125
"""Weight of the similarity of the query to an extent of the record, in [0, 1], beside ts_rank."""

SCHEMA = """
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
CREATE TEXT SEARCH DICTIONARY vide (TEMPLATE = simple, STOPWORDS = french, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION fr (COPY = french);
ALTER TEXT SEARCH CONFIGURATION fr ALTER MAPPING FOR hword, hword_part, word,
    asciihword, hword_asciipart, asciiword WITH vide, unaccent, french_stem;
CREATE TEXT SEARCH CONFIGURATION mots (COPY = french);
ALTER TEXT SEARCH CONFIGURATION mots ALTER MAPPING FOR hword, hword_part, word,
    asciihword, hword_asciipart, asciiword WITH vide, unaccent, simple;
CREATE TABLE fiche (id text PRIMARY KEY, texte text, plat text, vecteur tsvector);
"""
FILL = """
UPDATE fiche SET plat = lower(unaccent(texte)), vecteur = to_tsvector('fr', texte);
CREATE TABLE mot AS SELECT word FROM ts_stat('SELECT to_tsvector(''mots'', texte) FROM fiche');
CREATE INDEX ON mot USING gin (word gin_trgm_ops);
ANALYZE;
"""
SEARCH = """
WITH demande AS MATERIALIZED (
    SELECT lexeme AS mot FROM unnest(to_tsvector('mots', %(text)s))
), lu AS (
    SELECT mot FROM demande
    UNION SELECT proche.word FROM demande CROSS JOIN LATERAL (
        SELECT word FROM mot WHERE similarity(word, demande.mot) >= %(alike)s
        ORDER BY similarity(word, demande.mot) DESC, word LIMIT %(alike_count)s
    ) AS proche WHERE demande.mot NOT IN (SELECT word FROM mot)
), requete AS MATERIALIZED (
    SELECT string_agg(nullif(plainto_tsquery('fr', mot)::text, ''), ' | ')::tsquery AS q FROM lu
)
SELECT id FROM fiche CROSS JOIN requete
ORDER BY coalesce(ts_rank(vecteur, q, 1), 0)
    + %(trigrams)s * word_similarity(lower(unaccent(%(text)s)), plat) DESC, id
LIMIT %(limit)s
"""


class Postgresql:
    """Client of a server that holds one table of records."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        try:
            connection.execute(SCHEMA)
        except psycopg.errors.FeatureNotSupported as error:
            raise Absent(f"extension introuvable : {error}") from error

    @property
    def description(self) -> str:
        """Version and settings, in French."""
        number = self._connection.info.server_version // 10000
        return (
            f"PostgreSQL {number}, configuration french et unaccent, mots inconnus remplacés par "
            f"trigrammes (dès {ALIKE:g}), ts_rank + {TRIGRAM_WEIGHT:g} x word_similarity"
        )

    def index(self, documents: Sequence[Document]) -> None:
        """Write every record, and the vocabulary of all."""
        rows = [(row.identifier, f"{row.name} {row.text}") for row in documents]
        with self._connection.cursor() as cursor:
            cursor.executemany("INSERT INTO fiche (id, texte) VALUES (%s, %s)", rows)
        self._connection.execute(FILL)

    def search(self, text: str) -> list[str]:
        """Return the identifiers of the best records."""
        parameters = {
            "text": text,
            "alike": ALIKE,
            "alike_count": ALIKE_COUNT,
            "trigrams": TRIGRAM_WEIGHT,
            "limit": CUTOFF,
        }
        return [identifier for (identifier,) in self._connection.execute(SEARCH, parameters)]


def _programs() -> Path:
    """Return the folder of the newest programs of the server on this machine."""
    installed = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not installed and not on_path:
        raise Absent("serveur PostgreSQL introuvable (initdb)")
    return installed[-1].parent if installed else Path(str(on_path)).resolve().parent


def _account() -> dict[str, Any]:
    """Return the account that runs the server: it refuses root, replaced by nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextmanager
def opened() -> Iterator[Peer]:
    """Start a server on a socket of a temporary folder, stopped at the end."""
    programs, account = _programs(), _account()
    with TemporaryDirectory(prefix="postgresql-") as folder:
        data = f"{folder}/data"
        if account:
            os.chown(folder, account["user"], account["group"])

        def run(program: str, *arguments: str) -> None:
            command = [str(programs / program), *arguments]
            done = subprocess.run(command, capture_output=True, check=False, cwd=folder, **account)  # noqa: S603 - own command
            if done.returncode != 0:
                raise Absent(f"{program} : {done.stderr.decode(errors='replace').strip()[-200:]}")

        run(
            "initdb", "-D", data, "-U", "orientess", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust"
        )
        run("pg_ctl", "-w", "-D", data, "-l", f"{data}/log", "-o", SERVER_OPTIONS + folder, "start")
        try:
            address = f"host={folder} user={USER} dbname=postgres"
            with psycopg.connect(address, autocommit=True) as connection:
                yield Postgresql(connection)
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "-D", data, "stop")

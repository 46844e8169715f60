"""Cleaning: a cell to a value, mended when that is safe, refused or flagged when it is not."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256

import phonenumbers
from stdnum.exceptions import ValidationError
from stdnum.fr import siret

from index.importers.report import Outcome, RowProblem
from index.importers.row_reader import EXTRA, Row
from index.text.analysis import fold
from index.text.cleaning import _TAG, plain

MAX_URL_CHARS = 500
LOST_CHARACTER = "\ufffd"
DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%Y %H:%M:%S", "%Y/%m/%d", "%d-%m-%Y", "%d/%m/%y")
EARLIEST = date(2000, 1, 1)
OVERSEAS = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT", "975": "PM",
            "987": "PF", "988": "NC", "986": "WF"}  # fmt: skip
"""Start of a postal code -> region of its telephone numbers."""
EMAIL = re.compile(r"[^@\s<>()\"':?&,;|]+@[^@\s<>()\"':?&,;|]+\.[a-zA-Z]{2,}")
URL = re.compile(r"https?://[^\s<>\"'@/]+\.[a-zA-Z]{2,}(?:[:/?#][^\s<>\"']*)?")

_SEVERAL = re.compile(r"\s*[/|;,]\s*|\s+(?:ou|et)\s+")
_SLUG = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """A text as an identifier: lower case, digits, single hyphens; its digest in other scripts."""
    written = _SLUG.sub("-", fold(text)).strip("-")
    readable = any(char.isalnum() for char in text)
    return written or (sha256(text.encode()).hexdigest()[:12] if readable else "")


@dataclass
class Cells:
    """The cells of one row, read with what is wrong in each."""

    file: str
    number: int
    row: Row
    problems: list[RowProblem] = field(default_factory=list)

    def note(self, column: str, value: object, reason: str, outcome: Outcome) -> None:
        """Add a problem."""
        self.problems.append(
            RowProblem(self.file, self.number, column, str(value), reason, outcome)
        )

    def raw(self, *columns: str) -> object:
        """The value of the first column that has one, as read."""
        for column in columns:
            value = self.row.get(column)
            if value not in (None, "", []):
                return value
        return None

    def text(self, *columns: str, limit: int = 10_000) -> str | None:
        """A text without tags nor control characters, its spaces single; None when empty."""
        value = self.raw(*columns)
        if value is None:
            return None
        read = " ".join(map(str, value)) if isinstance(value, list) else str(value)
        cleaned = plain(read)
        column = columns[0]
        if LOST_CHARACTER in cleaned:
            self.note(column, cleaned, "caractère perdu par la source", Outcome.FLAGGED)
        if _TAG.search(read):
            self.note(column, read, "balises HTML retirées", Outcome.MENDED)
        if len(cleaned) > limit:
            self.note(column, cleaned, f"coupé à {limit} caractères", Outcome.MENDED)
            cleaned = cleaned[: limit - 1].rstrip() + "…"
        return cleaned if any(char.isalnum() for char in cleaned) else None

    def parts(self, *columns: str) -> list[str]:
        """A list, written with |, ; or " / " between items, or as a JSON array."""
        value = self.raw(*columns)
        if value is None:
            return []
        items = value if isinstance(value, list) else re.split(r"[|;]|\s/\s", str(value))
        return list(dict.fromkeys(text for item in items if (text := plain(str(item)))))

    def phone(self, *columns: str, postal: str | None = None) -> str | None:
        """A number in E.164, or a French short number; the first one when there are several."""
        value = self.text(*columns)
        if value is None:
            return None
        region = OVERSEAS.get((postal or "")[:3], "FR")
        for each in (value, *_SEVERAL.split(value)):
            found = _first_phone(each, region)
            if found is not None:
                if found != value:
                    self.note(columns[0], value, "téléphone mis au format E.164", Outcome.MENDED)
                return found
        self.note(columns[0], value, "numéro de téléphone illisible", Outcome.FLAGGED)
        return None

    def emails(self, *columns: str) -> list[str]:
        """The addresses of a cell."""
        value = self.raw(*columns)
        found = (
            [] if value is None else list(dict.fromkeys(EMAIL.findall(html.unescape(str(value)))))
        )
        if value is not None and not found:
            self.note(columns[0], value, "adresse de courriel illisible", Outcome.FLAGGED)
        return found

    def urls(self, *columns: str) -> list[str]:
        """The addresses of a cell, "https://" put before those that lack it."""
        found = []
        for part in self.parts(*columns):
            for piece in part.replace(",http", " http").split():
                scheme, mark, rest = piece.partition("://")
                address = f"{scheme.lower()}://{rest}" if mark else f"https://{piece}"
                if URL.fullmatch(address) and len(address) <= MAX_URL_CHARS:
                    found.append(address)
                    if address != piece:
                        self.note(columns[0], piece, "« https:// » ajouté", Outcome.MENDED)
                else:
                    self.note(columns[0], piece, "adresse web illisible", Outcome.FLAGGED)
        return list(dict.fromkeys(found))

    def day(self, *columns: str) -> date | None:
        """A date, from ISO, French or Unix milliseconds; None when unknown."""
        value = self.raw(*columns)
        if value is None:
            return None
        found = parse_day(str(value))
        if found is None or not EARLIEST <= found <= datetime.now(UTC).date():
            self.note(columns[0], value, "date illisible ou impossible", Outcome.FLAGGED)
            return None
        if found.isoformat() != str(value):
            self.note(columns[0], value, "date mise au format AAAA-MM-JJ", Outcome.MENDED)
        return found

    def decimal(self, *columns: str) -> float | None:
        """A decimal number, with a point or a comma."""
        value = self.raw(*columns)
        if value is None:
            return None
        try:
            return float(str(value).replace(",", ".").strip())
        except ValueError:
            self.note(columns[0], value, "nombre illisible", Outcome.FLAGGED)
            return None

    def code(self, length: int, *columns: str) -> str | None:
        """A code of digits, the zeros that a spreadsheet took away put back."""
        value = self.text(*columns)
        if value is None:
            return None
        read = value.replace(" ", "").upper().removesuffix(".0")
        if not re.fullmatch(rf"[0-9AB]{{1,{length}}}", read):
            self.note(columns[0], value, f"code de {length} chiffres attendu", Outcome.FLAGGED)
            return None
        full = read.zfill(length)
        if full != value:
            self.note(columns[0], value, "code remis en forme", Outcome.MENDED)
        return full

    def identifiers(self, *columns: str) -> dict[str, str]:
        """The official number of an organisation: its field (siret, rna, ridet) -> number."""
        value = self.text(*columns)
        if value is None:
            return {}
        read = re.sub(r"[\s.]", "", value.strip().removesuffix(".0")).upper()
        if read.strip("0") == "":
            return {}
        overseas = str(self.raw("code_postal") or "").startswith("988")
        if re.fullmatch(r"W\d{9}", read):
            return {"rna": read}
        if len(read) == 13 and read.isdigit():
            read = read.zfill(14)
        if _is_siret(read):
            return {"siret": read}
        if re.fullmatch(r"\d{10}", read) or (overseas and re.fullmatch(r"\d{9}", read)):
            return {"ridet": read}
        reason = "SIREN sans établissement" if re.fullmatch(r"\d{9}", read) else "SIRET ou RNA faux"
        self.note(columns[0], value, reason, Outcome.FLAGGED)
        return {}

    def labels(self, table: Mapping[str, str], *columns: str) -> list[str]:
        """The labels of a list that a table knows, in its spelling; others are flagged."""
        found = []
        for part in self.parts(*columns):
            label = table.get(fold_label(part))
            if label is None:
                self.note(columns[0], part, "libellé inconnu, gardé tel quel", Outcome.FLAGGED)
            else:
                found.append(label)
        return list(dict.fromkeys(found))

    def check_shape(self) -> None:
        """Flag a CSV row that has more cells than its heading."""
        extra = self.row.get(EXTRA)
        if isinstance(extra, Sequence) and any(str(cell).strip() for cell in extra):
            self.note(EXTRA, extra, "ligne plus longue que l'en-tête", Outcome.FLAGGED)


def fold_label(text: str) -> str:
    """A label as it is compared: folded letters and digits."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))


def parse_day(text: str) -> date | None:
    """A date written in one of the usual ways, or None."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) == 13:
        return datetime.fromtimestamp(int(text) / 1000, UTC).date()
    for layout in DATE_FORMATS:
        try:
            return datetime.strptime(text[:19], layout).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _is_siret(read: str) -> bool:
    try:
        siret.validate(read)
    except ValidationError:
        return False
    return True


def _first_phone(text: str, region: str) -> str | None:
    """The number of a text, written in full, without its zero or its plus; or a short one."""
    digits = re.sub(r"\D", "", text)
    if not digits.isascii() or not digits:
        return None
    if len(digits) in (3, 4) and digits[0] in "13":
        return digits
    numbers = (_phone(each, region) for each in (text, f"0{digits}", f"+{digits}"))
    return next((number for number in numbers if number is not None), None)


def _phone(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

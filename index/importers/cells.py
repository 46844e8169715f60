"""Cells of a row of an imported file: cleaned, repaired when that is safe, otherwise reported."""

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
from index.text.cleaning import has_tags, plain

MAX_URL_CHARS = 500
MAX_PARTS, MAX_PART_CHARS = 500, 10_000
"""Most values of a cell that lists several: the rest is left out; most characters of each."""
MAX_PHONES = 10
"""Most numbers of a cell that are tried: the first that can be read is taken."""
LOST_CHARACTER = "\ufffd"
DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%Y %H:%M:%S", "%Y/%m/%d", "%d-%m-%Y", "%d/%m/%y")
EARLIEST = date(2000, 1, 1)
OVERSEAS = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT", "975": "PM",
            "987": "PF", "988": "NC", "986": "WF"}  # fmt: skip
"""First three digits of a postal code -> region (ISO 3166-1) of its telephone numbers."""
_ADDRESS = "[^@\\s<>()\"':?&,;|]"
EMAIL = re.compile(rf"(?<!{_ADDRESS}){_ADDRESS}++@{_ADDRESS}+\.[a-zA-Z]{{2,}}")
"""An address, read from the start of a word only: a word without "@" is then read once."""
URL = re.compile(r"https?://[^\s<>\"'@/]+\.[a-zA-Z]{2,}(?:[:/?#][^\s<>\"']*)?")

_SEVERAL = re.compile(r"\s*[/|;,]\s*|\s+(?:ou|et)\s+")
_SLUG = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """Return a text as an identifier: "Cité des Métiers" -> "cite-des-metiers".

    It holds lower-case ASCII letters, digits and single hyphens. For a text in another alphabet, it
    is the first 12 hexadecimal digits of its SHA-256; for one without any letter or digit, "".
    """
    written = _SLUG.sub("-", fold(text)).strip("-")
    readable = any(char.isalnum() for char in text)
    return written or (sha256(text.encode()).hexdigest()[:12] if readable else "")


@dataclass
class Cells:
    """Row of an imported file: methods that read its cells, and the problems met so far.

    Each reading method (`text`, `phone`, `day`…) takes the names of the columns that may hold a
    value, reads the first of them whose cell is not empty, and returns its value cleaned; None, or
    an empty list or mapping, when all are empty or the value cannot be read. A value that is
    repaired, or that cannot be read, is added to `problems`.

    file: name of the file; number: of the row in the file; row: column -> raw value.
    """

    file: str
    number: int
    row: Row
    problems: list[RowProblem] = field(default_factory=list)

    def note(self, column: str, value: object, reason: str, outcome: Outcome) -> None:
        """Add a problem of this row to `problems`, which the report of the import lists.

        column: where the value is; value: as read; reason: in French; outcome: whether the value
        was repaired, was reported with a warning, or made the whole row refused.
        """
        self.problems.append(
            RowProblem(self.file, self.number, column, str(value), reason, outcome)
        )

    def raw(self, *columns: str) -> object:
        """Return the value, as read, of the first column that is not empty; None if all are empty.

        columns: names, in the order in which to try them. Empty means absent, None, "" or an empty
        list.
        """
        for column in columns:
            value = self.row.get(column)
            if value not in (None, "", []):
                return value
        return None

    def text(self, *columns: str, limit: int = 10_000) -> str | None:
        """Return the text of a cell without HTML tags, control characters or repeated spaces.

        columns: names, tried in order; the first that is not empty is read; limit: most characters
        returned: a longer text is cut and ends with "…". None when the text has no letter or digit.
        """
        value = self.raw(*columns)
        if value is None:
            return None
        whole = " ".join(map(str, value)) if isinstance(value, list) else str(value)
        read = whole[: 2 * max(limit, MAX_PART_CHARS)]  # markup takes room; the rest is cut anyway
        cleaned = plain(read)
        column = columns[0]
        if LOST_CHARACTER in cleaned:
            self.note(column, cleaned, "caractère perdu par la source", Outcome.WARNING)
        if has_tags(read):
            self.note(column, read, "balises HTML retirées", Outcome.REPAIRED)
        if len(cleaned) > limit:
            self.note(column, cleaned, f"coupé à {limit} caractères", Outcome.REPAIRED)
            cleaned = cleaned[: limit - 1].rstrip() + "…"
        return cleaned if any(char.isalnum() for char in cleaned) else None

    def parts(self, *columns: str) -> list[str]:
        """Return the different values of a cell that lists several, without HTML tags.

        A text is split at "|", ";" and " / ": "CAF; CCAS" -> ["CAF", "CCAS"]; a list of a JSON file
        is used as it is. columns: names, tried in order; the first that is not empty is read. The
        list is empty when all are. Values beyond the five hundredth are reported and left out.
        """
        value = self.raw(*columns)
        if value is None:
            return []
        items = value if isinstance(value, list) else re.split(r"[|;]|\s/\s", str(value))
        if len(items) > MAX_PARTS:
            reason = f"plus de {MAX_PARTS} valeurs : les autres sont laissées"
            self.note(columns[0], len(items), reason, Outcome.WARNING)
        read = (plain(str(item)[: 2 * MAX_PART_CHARS]) for item in items[:MAX_PARTS])
        return list(dict.fromkeys(filter(None, read)))

    def phone(self, *columns: str, postal: str | None = None) -> str | None:
        """Return the first telephone number of a cell: "06 12 34 56 78" -> "+33612345678".

        The form is E.164, or three or four digits for a French short number ("3949"). None when
        there is no number, or none that can be read. columns: names, tried in order; the first that
        is not empty is read; postal: postal code of the place, which gives the overseas region of a
        number without a country code; None for mainland France.
        """
        value = self.text(*columns)
        if value is None:
            return None
        region = OVERSEAS.get((postal or "")[:3], "FR")
        for part in (value, *_SEVERAL.split(value, MAX_PHONES)[:MAX_PHONES]):
            number = phone_number(part, region)
            if number is not None:
                if number != value:
                    self.note(columns[0], value, "téléphone mis au format E.164", Outcome.REPAIRED)
                return number
        self.note(columns[0], value, "numéro de téléphone illisible", Outcome.WARNING)
        return None

    def emails(self, *columns: str) -> list[str]:
        """Return the different email addresses written in a cell, in order; an empty list for none.

        columns: names, tried in order; the first that is not empty is read.
        """
        value = self.raw(*columns)
        addresses = (
            [] if value is None else list(dict.fromkeys(EMAIL.findall(html.unescape(str(value)))))
        )
        if value is not None and not addresses:
            self.note(columns[0], value, "adresse de courriel illisible", Outcome.WARNING)
        return addresses

    def urls(self, *columns: str) -> list[str]:
        """Return the different web addresses of a cell, in order: "ess.fr" -> ["https://ess.fr"].

        columns: names, tried in order; the first that is not empty is read. Its cell may hold
        several addresses, separated by spaces, "|", ";" or " / ". "https://" is added where it
        lacks. Addresses that cannot be read or have more than 500 characters are reported and left
        out.
        """
        addresses = []
        for part in self.parts(*columns):
            for piece in part.replace(",http", " http").split():
                scheme, mark, rest = piece.partition("://")
                address = f"{scheme.lower()}://{rest}" if mark else f"https://{piece}"
                if len(address) <= MAX_URL_CHARS and URL.fullmatch(address):
                    addresses.append(address)
                    if address != piece:
                        self.note(columns[0], piece, "« https:// » ajouté", Outcome.REPAIRED)
                else:
                    self.note(columns[0], piece, "adresse web illisible", Outcome.WARNING)
        return list(dict.fromkeys(addresses))

    def day(self, *columns: str) -> date | None:
        """Return the date of a cell: "2024-03-31", "31/03/2024" or a time in Unix milliseconds.

        columns: names, tried in order; the first that is not empty is read. None when all are
        empty, and, with a warning, when the date is in another form, before 2000 or in the future.
        """
        value = self.raw(*columns)
        if value is None:
            return None
        date_read = parse_day(str(value))
        if date_read is None or not EARLIEST <= date_read <= datetime.now(UTC).date():
            future = date_read is not None and date_read > EARLIEST
            reason = "date dans l'avenir" if future else "date illisible ou impossible"
            self.note(columns[0], value, reason, Outcome.WARNING)
            return None
        if date_read.isoformat() != str(value):
            self.note(columns[0], value, "date mise au format AAAA-MM-JJ", Outcome.REPAIRED)
        return date_read

    def decimal(self, *columns: str) -> float | None:
        """Return the number of a cell, written with a point or a comma: "48,85" -> 48.85.

        columns: names, tried in order; the first that is not empty is read. None when all are
        empty, or when the value is no number, which is reported.
        """
        value = self.raw(*columns)
        if value is None:
            return None
        try:
            return float(str(value).replace(",", ".").strip())
        except ValueError:
            self.note(columns[0], value, "nombre illisible", Outcome.WARNING)
            return None

    def code(self, length: int, *columns: str) -> str | None:
        """Return a code of `length` digits, with the leading zeros that a spreadsheet removed.

        For length 5, "1000" -> "01000". Letters A and B are accepted as digits (Corsica: "2A004").
        columns: names, tried in order; the first that is not empty is read. None when all are
        empty, or when the value is no such code, which is reported.
        """
        value = self.text(*columns)
        if value is None:
            return None
        read = value.replace(" ", "").upper().removesuffix(".0")
        if not re.fullmatch(rf"[0-9AB]{{1,{length}}}", read):
            self.note(columns[0], value, f"code de {length} chiffres attendu", Outcome.WARNING)
            return None
        full = read.zfill(length)
        if full != value:
            self.note(columns[0], value, "code remis en forme", Outcome.REPAIRED)
        return full

    def identifiers(self, *columns: str) -> dict[str, str]:
        """Return the official number of an organisation with its kind: {"siret": "13000548100010"}.

        The key is siret, rna (associations) or ridet (New Caledonia). columns: names, tried in
        order; the first that is not empty is read. The mapping is empty when all are empty, when
        the number is all zeros, or when it is none of these kinds, which is reported.
        """
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
        self.note(columns[0], value, reason, Outcome.WARNING)
        return {}

    def labels(self, table: Mapping[str, str], *columns: str) -> list[str]:
        """Return the different labels of a cell that a table holds, spelt as in the table.

        table: label in lower case without accents or punctuation ("acces internet") -> label;
        columns: names, tried in order; the first that is not empty is read. Its cell may list
        several labels, separated as for `parts`; those that the table lacks are reported and left
        out.
        """
        labels = []
        for part in self.parts(*columns):
            label = table.get(fold_label(part))
            if label is None:
                self.note(columns[0], part, "libellé inconnu, gardé tel quel", Outcome.WARNING)
            else:
                labels.append(label)
        return list(dict.fromkeys(labels))

    def check_shape(self) -> None:
        """Add a warning to `problems` when a CSV row has more cells than the file has columns."""
        extra = self.row.get(EXTRA)
        if isinstance(extra, Sequence) and any(str(cell).strip() for cell in extra):
            self.note(EXTRA, extra, "ligne plus longue que l'en-tête", Outcome.WARNING)


def fold_label(text: str) -> str:
    """Return the form of a label used to compare labels: "L'Été !" -> "l ete".

    It is in lower case without accents, with one space for any characters that are neither letters
    nor digits.
    """
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))


def parse_day(text: str) -> date | None:
    """Return the date written in a text, without its time of day; None when it is not a date.

    Accepted: "2024-03-31", "31/03/2024", "31/03/24", "2024/03/31", "31-03-2024", any other form of
    ISO 8601, and a time in Unix milliseconds (13 digits, read in UTC).
    """
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


def phone_number(text: str, region: str) -> str | None:
    """Return the telephone number of a text in E.164, even without its leading "0" or "+".

    Args:
        text: such as "06 12 34 56 78".
        region: country of a number without a country code (ISO 3166-1), such as "FR".

    Returns:
        "+33612345678"; a short number ("3949") as it is; None when there is none.
    """
    digits = re.sub(r"\D", "", text)
    if not digits.isascii() or not digits:
        return None
    if len(digits) in (3, 4) and digits[0] in "13":
        return digits
    numbers = (_phone(spelling, region) for spelling in (text, f"0{digits}", f"+{digits}"))
    return next((number for number in numbers if number is not None), None)


def _phone(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

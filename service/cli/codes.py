"""Commands that give short codes to records and to locations."""

from __future__ import annotations

import typer

from index.catalogue.store import iter_imported
from index.codes.code_table import CodeTable
from index.codes.short_code import DIGITS
from index.locations.jsonl import read_locations
from index.messages import counted
from index.records.jsonl import iter_records
from index.taxonomy.thesaurus import Thesaurus
from service.cli.console import out
from service.settings import Settings

commands = typer.Typer()


@commands.command()
def codes() -> None:
    """Donne un code court aux fiches du catalogue et aux lieux qui n'en ont pas."""
    settings = Settings()
    records = {record.id for record in iter_records(settings.actors)}
    needs = Thesaurus.read(settings.needs).needs
    locations = read_locations(settings.locations, records, needs)
    before = CodeTable.read(settings.codes)
    after = before.with_codes([*records, *(location.id for location in locations)])
    given = len(after.by_identifier) - len(before.by_identifier)
    if given:
        after.write(settings.codes)
    total = counted(len(after.by_identifier), "code", "codes")
    new = counted(given, "nouveau", "nouveaux")
    out().print(f"{total}, dont {new}, dans {settings.codes}.", soft_wrap=True)


def give_codes_to_imports(settings: Settings) -> None:
    """Give a code to the imported records that have none, those that become locations included.

    They begin with a digit, and those of the catalogue with a letter: a code that a later version
    of the catalogue brings is never one that was given here.
    """
    own = {record.id for record in iter_records(settings.actors)}
    before = CodeTable.read(settings.imported_codes)
    shipped = CodeTable.read(settings.codes).by_identifier
    imported = (record.id for record in iter_imported(settings.imports, own))
    after = before.with_codes((each for each in imported if each not in shipped), DIGITS)
    if len(after.by_identifier) > len(before.by_identifier):
        after.write(settings.imported_codes)

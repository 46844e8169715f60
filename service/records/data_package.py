"""Description of the exports of an index, in the format of Frictionless Data (Data Package 2.0)."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from index.artefact.journal import moment_of
from index.artefact.manifest import Manifest
from index.exporters import columns
from index.exporters.forms import FORMS
from index.exporters.locations import ODBL, ODBL_ADDRESS
from index.exporters.whole_files import every_file, file_name

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
ADDRESSES = {
    "csv-excel": "format=csv&excel=true",
    "structures": "format=data-inclusion&ressource=structures",
    "services": "format=data-inclusion&ressource=services",
}
"""Form -> parameters of its address, when they are not its name alone."""


class Licence(BaseModel):
    """A licence: its identifier at opendefinition.org, and its address."""

    name: str
    path: str


OPEN = Licence(name="etalab-2.0", path=columns.LICENCE_ADDRESS)
SHARE_ALIKE = Licence(name=ODBL, path=ODBL_ADDRESS)


class Ressource(BaseModel):
    """A file of the package: what it is, where it is, its size in bytes and its digest."""

    name: str = Field(examples=["mediation-numerique"])
    path: str = Field(description="Adresse du fichier")
    mediatype: str
    encoding: str = "utf-8"
    licenses: list[Licence]
    compression: str | None = Field(
        None, description="« gz » : taille et empreinte sont celles du fichier compressé"
    )
    bytes: int | None = Field(None, description="Absents quand le fichier s'écrit à la demande")
    hash: str | None = Field(None, examples=["sha256:9f86d0…"])


class PaquetReponse(BaseModel):
    """The exports of an index, as a Data Package."""

    profile: str = Field(alias="$schema", default=PROFILE)
    name: str = "orientess"
    title: str = "OrientESS : qui aide au numérique, dans l'économie sociale et solidaire"
    version: str = Field(description="Version de l'index")
    created: datetime = Field(description="Moment de l'index : le `depuis` de `/changes`")
    licenses: list[Licence]
    resources: list[Ressource]


def data_package(manifest: Manifest, site: str) -> PaquetReponse:
    """Describe the exports of an index.

    Args:
        manifest: of the index.
        site: address of the service, without a final slash.

    Returns:
        The package; a file that is written when it is asked has neither size nor digest.
    """
    return PaquetReponse(
        version=manifest.version,
        created=moment_of(manifest.version),
        licenses=[OPEN],
        resources=[_resource(manifest, site, form, odbl) for form, odbl in every_file()],
    )


def _resource(manifest: Manifest, site: str, form: str, odbl: bool) -> Ressource:
    asked = ADDRESSES.get(form, f"format={form}") + ("&licence=odbl" if odbl else "")
    file = manifest.files.get(file_name(form, odbl))
    return Ressource(
        name=f"{form}{'-odbl' if odbl else ''}",
        path=f"{site}/api/v1/export?{asked}",
        mediatype=FORMS[form].media_type,
        licenses=[SHARE_ALIKE if odbl else OPEN],
        compression=None if file is None else "gz",
        bytes=None if file is None else file.size,
        hash=None if file is None else f"sha256:{file.sha256}",
    )

"""Response models of the probes."""

from __future__ import annotations

from service.observability.schemas import EtatReponse, PretReponse, VersionReponse


def test_every_field_of_the_version_should_be_required() -> None:
    assert all(field.is_required() for field in VersionReponse.model_fields.values())


def test_a_ready_service_should_name_its_index_beside_its_state() -> None:
    assert set(PretReponse.model_fields) - set(EtatReponse.model_fields) == {
        "index",
        "mode",
        "moteur",
    }

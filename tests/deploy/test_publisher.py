"""The examples of deployment: open to the public, they ask who publishes the site."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import yaml

from index.errors import OrientessError
from service.server import check_publisher
from service.settings import Settings, unknown_variables, variables
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"


def of_systemd() -> dict[str, str]:
    """The variables of the file of the unit."""
    lines = (DEPLOY / "orientess.env").read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: value for name, _, value in pairs}


def of_kubernetes() -> dict[str, str]:
    """The variables of the ConfigMap."""
    text = (DEPLOY / "kubernetes" / "settings.yaml").read_text(encoding="utf-8")
    data: dict[str, str] = yaml.safe_load(text)["data"]
    return data


def of_compose() -> dict[str, str]:
    """The variables of a replica, those that are asked of the operator left empty."""
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    environment: dict[str, str] = yaml.safe_load(text)["services"]["replica-1"]["environment"]
    return {
        name: "" if value.startswith("${PUBLISHER") else value
        for name, value in environment.items()
    }


EXAMPLES = {"systemd": of_systemd(), "kubernetes": of_kubernetes(), "compose": of_compose()}
FIELDS = ("production", "publisher", "publisher_contact")


def settings_of(example: Mapping[str, str], **said: str) -> Settings:
    names = variables()
    values = {field: example[names[field]] for field in FIELDS}
    return Settings.model_validate(values | said)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_should_not_start_before_its_publisher_is_said(name: str) -> None:
    example = EXAMPLES[name]
    assert unknown_variables(example) == []
    with pytest.raises(OrientessError, match="ORIENTESS_PUBLISHER et ORIENTESS_PUBLISHER_CONTACT"):
        check_publisher(settings_of(example))


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_should_start_once_its_publisher_is_said(name: str) -> None:
    settings = settings_of(EXAMPLES[name], publisher="Un réseau", publisher_contact="a@b.example")
    check_publisher(settings)
    assert settings.production


def test_compose_should_refuse_to_run_without_a_publisher() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert "${PUBLISHER:?}" in text
    assert "${PUBLISHER_CONTACT:?}" in text


def test_the_image_should_tell_what_a_public_site_says() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    for field in FIELDS:
        assert variables()[field] in text

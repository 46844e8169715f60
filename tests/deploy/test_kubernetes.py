"""The manifests of Kubernetes: valid, of one version, watched, closed to what is not needed."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from service.settings import unknown_variables
from tests.conftest import ROOT

FOLDER = ROOT / "deploy" / "kubernetes"
OLDEST, NEWEST = "1.34", "1.37"
"""Versions of Kubernetes whose schemas are checked."""


def documents() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{path.stem}-{document['kind']}-{document['metadata']['name']}", document)
        for path in sorted(FOLDER.glob("*.yaml"))
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
    ]


def pod_of(document: dict[str, Any]) -> dict[str, Any]:
    """The pod that a Deployment or a CronJob makes."""
    spec = document["spec"]
    pod: dict[str, Any] = spec.get("jobTemplate", {}).get("spec", spec)["template"]["spec"]
    return pod


DOCUMENTS = [pytest.param(document, id=name) for name, document in documents()]
PODS = [
    pytest.param(document, id=name)
    for name, document in documents()
    if document["kind"] in {"Deployment", "CronJob"}
]


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_manifest_should_follow_its_schema(document: dict[str, Any], version: str) -> None:
    checked = kubernetes_validate.validate(document, version, strict=True)
    assert checked.startswith(version)


def test_the_schema_should_refuse_what_is_none() -> None:
    wrong = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"port": 1}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, NEWEST, strict=True)


@pytest.mark.parametrize("document", PODS)
def test_a_pod_should_be_what_the_namespace_allows(document: dict[str, Any]) -> None:
    pod = pod_of(document)
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert "memory" in container["resources"]["limits"]
        assert container["image"].rpartition(":")[2] not in {"", "latest"}


@pytest.mark.parametrize("document", [each for each in PODS if "Deployment" in str(each.id)])
def test_a_pod_that_serves_should_be_watched(document: dict[str, Any]) -> None:
    for container in pod_of(document)["containers"]:
        assert {"readinessProbe", "livenessProbe"} <= set(container)


def test_everything_should_be_in_one_namespace() -> None:
    (space,) = {
        document["metadata"].get("namespace", document["metadata"]["name"])
        for _, document in documents()
    }
    assert space == "orientess"


def test_what_is_selected_should_exist() -> None:
    labels = [
        pod["metadata"]["labels"]
        for _, document in documents()
        if document["kind"] == "Deployment"
        for pod in [document["spec"]["template"]]
    ]
    for _, document in documents():
        spec = document.get("spec", {})
        for key in ("selector", "podSelector"):
            wanted = spec.get(key, {})
            assert wanted == {} or wanted.get("matchLabels", wanted) in labels


def test_the_settings_should_exist_and_secrets_be_placeholders() -> None:
    names: set[str] = set()
    for _, document in documents():
        names |= set(document.get("data", {})) | set(document.get("stringData", {}))
        for value in document.get("stringData", {}).values():
            assert "CHANGER" in value
    assert names
    assert unknown_variables(names) == []


def test_the_manifests_should_say_that_they_were_not_run() -> None:
    assert "NOT RUN" in (FOLDER / "namespace.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("published", [True, False])
def test_a_night_should_go_on_from_what_is_published(tmp_path: Path, published: bool) -> None:
    (job,) = [document for _, document in documents() if document["kind"] == "CronJob"]
    (container,) = pod_of(job)["containers"]
    for path, text in {
        ".venv/bin/orientess": f'echo "$@" >> said; [ "$1" != fetch ] || {str(published).lower()}',
        "deploy/nightly": "echo nightly >> said",
    }.items():
        command = tmp_path / path
        command.parent.mkdir(parents=True)
        command.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        command.chmod(0o755)
    subprocess.run(container["args"], cwd=tmp_path, check=True)  # noqa: S603 - of ours
    said = (tmp_path / "said").read_text(encoding="utf-8").splitlines()
    assert said == ["fetch", "nightly", "publish"]

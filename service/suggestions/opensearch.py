"""OpenSearch description: what a browser reads to search the site from its address bar."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.presentation.templating import page_at, site_address
from service.runtime.services import services_of
from service.settings import Settings
from service.suggestions.schemas import SUGGESTIONS_TYPE

MEDIA_TYPE = "application/opensearchdescription+xml"
NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
CACHE = "public, max-age=86400"
OWN_CACHE = "private, max-age=86400"
"""HTTP header Cache-Control when the settings do not have the address of the site.

URLs are then made from the header Host of the request, which anybody can write: a cache shared by
several people must not store them.
"""

router = APIRouter(include_in_schema=False)


@page_at(router, "/opensearch.xml", Response)
def description(request: Request) -> Response:
    """Return the OpenSearch description (XML), with which a browser can search the site.

    It has the URL of the results and that of the suggestions, with `{searchTerms}` in the place of
    what is typed.
    """
    site = site_address(request)
    root = Element("OpenSearchDescription", xmlns=NAMESPACE)
    SubElement(root, "ShortName").text = "OrientESS"
    SubElement(
        root, "Description"
    ).text = "Du besoin, écrit en français courant, aux acteurs de l'ESS numérique"
    SubElement(root, "Language").text = "fr"
    SubElement(root, "InputEncoding").text = "UTF-8"
    addresses = {
        "text/html": ("results", f"{site}/recherche?q={{searchTerms}}"),
        SUGGESTIONS_TYPE: (
            "suggestions",
            f"{site}/api/v1/suggestions/opensearch?q={{searchTerms}}",
        ),
        MEDIA_TYPE: ("self", f"{site}/opensearch.xml"),
    }
    for kind, (relation, template) in addresses.items():
        SubElement(root, "Url", type=kind, rel=relation, template=template)
    content = tostring(root, encoding="utf-8", xml_declaration=True)
    cache = CACHE if services_of(request).get(Settings).address else OWN_CACHE
    return Response(content, media_type=MEDIA_TYPE, headers={"Cache-Control": cache})

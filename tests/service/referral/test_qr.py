"""The QR code of an address."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from service.referral.qr import MAX_CHARS, qr_code

ADDRESS = "https://orientess.example/liste/K7P2-4MQD-X9RT-6"


def test_a_code_is_a_drawing_with_a_name_and_its_white_border() -> None:
    drawing = ET.fromstring(qr_code(ADDRESS, "QR <code> & liste"))  # noqa: S314 - drawn just above
    assert [each.text for each in drawing if each.tag == "title"] == ["QR <code> & liste"]
    assert drawing.get("viewBox", "").split()[:2] == ["0", "0"]
    assert "style" not in drawing.attrib


def test_another_address_is_another_drawing() -> None:
    assert qr_code(ADDRESS, "") != qr_code(ADDRESS + "x", "")


def test_an_address_too_long_to_be_scanned_is_not_drawn() -> None:
    assert qr_code("https://" + "x" * MAX_CHARS, "") == ""

"""Tests of `service.bulk`."""

"""Tests of `service.records`."""

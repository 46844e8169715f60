"""Tests of `service.guide`."""

"""Tests of `service.emergencies`."""

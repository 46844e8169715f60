"""Tests of `service.needs`."""

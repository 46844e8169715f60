"""Tests of `index.emergencies`."""

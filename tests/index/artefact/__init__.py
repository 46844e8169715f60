"""Tests of `index.artefact`."""

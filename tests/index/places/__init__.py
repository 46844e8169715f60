"""Tests of `index.places`."""

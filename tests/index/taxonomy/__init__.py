"""Tests of `index.taxonomy`."""

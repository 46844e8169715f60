"""Tests of `index.encoder`."""

"""Tests of `index.spelling`."""

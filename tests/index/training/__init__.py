"""Tests of `index.training`."""

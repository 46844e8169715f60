"""Tests of `index.encoder_export`."""

"""Tests of `index.skill_game`."""

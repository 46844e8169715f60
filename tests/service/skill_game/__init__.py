"""Tests of `service.skill_game`."""

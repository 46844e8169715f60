"""Missions: what organisations seek, the roles it resembles, and who gathers such people.

`pages` has the page, `cards` what it says of a record. Start with `pages`.
"""

"""Emergencies: the page of all numbers, which « En danger ? » leads to from every page.

Start with `pages`.
"""

"""Emergencies: the page of all numbers, and what answers of the API say of an emergency.

Start with `pages`, which « En danger ? » leads to from every page.
"""

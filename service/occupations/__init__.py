"""Occupations (jobs and volunteer roles): the index of all of them, and the sheet of each.

`own_skills` reads from an address the skills of who asks, `encoding` embeds them in turn, `gaps`
says what is met and what is missing. Start with `pages`.
"""

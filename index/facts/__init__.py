"""Facts of a text about oneself: levels of skills, licences held, and where something was done.

They are read apart from what a person can do, which `index.skills` compares with occupations. Start
with `level`.
"""

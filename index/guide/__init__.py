"""The guided path: a tree of screens, written by hand, that leads to a need or to occupations.

`tree` follows the choices of a person from screen to screen; `reading` reads the tree from
`data/parcours.toml` and the pictograms of its cards. Start with `tree`.
"""

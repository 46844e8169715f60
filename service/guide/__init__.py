"""Guided path: screens of cards on the site for people who cannot describe what they look for.

`pages` renders its screens; `index.guide` holds the tree of cards. Start with `pages`.
"""

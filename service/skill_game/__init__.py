"""Game of skills on the site: one card at a time, then the occupations that resemble a person.

`pages` renders the cards and the end of a game; `gear` ties what the character carries to skills;
`index.skill_game` chooses the cards. Start with `pages`.
"""

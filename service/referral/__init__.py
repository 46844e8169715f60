"""Pages for helpers: professionals and volunteers who refer somebody else to a structure.

`pages` renders results, short-list, comparison and printable referral sheet; `rows` are those of a
list, `shortlist` reads the chosen records from the URL, `facts` shortens a record to the facts that
matter, `messages` writes text messages, e-mails and the report. Start with `pages`.
"""

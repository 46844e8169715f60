"""A file of open data, checked for who publishes it: a page, and what the command prints.

`pages` has the page, `upload` receives the file, `reading` checks it in pieces that give way to
other requests, `faults` sorts and writes what is found. Start with `pages`.
"""

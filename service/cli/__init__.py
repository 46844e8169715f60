"""The `orientess` command.

`main` declares the commands; one module a group of them. Start with `main`.
"""

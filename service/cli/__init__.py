"""The `orientess` command.

`main` declares the command and its general subcommands; each other module declares a group of
subcommands. Start with `main`.
"""

"""Alias of `orientess build`: build the index and publish it."""

import sys

from service.cli.main import main

if __name__ == "__main__":
    sys.argv[1:1] = ["build"]
    main()

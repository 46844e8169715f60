"""The same as `orientess evaluate`, for who looks for it here."""

import sys

from service.cli.main import main

if __name__ == "__main__":
    sys.argv[1:1] = ["evaluate"]
    main()

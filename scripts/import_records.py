"""Import the records of a native format.

    python scripts/import_records.py --mapping FILE FILE…

The same as `orientess import --mapping`: FILE is a TOML mapping, or the name of one of those in
index/importers/mappings (hinaura, paca, numi, cnfs, france-services, gironde).
"""

import sys

from service.cli.main import main

if __name__ == "__main__":
    sys.argv.insert(1, "import")
    main()

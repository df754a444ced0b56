#!/usr/bin/env python3
"""Pre-deploy guard: embed.py [PATH]. Compares the migrations below PATH with the database in $DATABASE_URL, where it is set.

Exit status 0 when the deploy may go on, 1 when an error was found, 3 when it could not be looked at.
"""
import os
import sys
from contextlib import ExitStack

import plumbline


def main() -> int:
    path = sys.argv[1] if len(sys.argv) > 1 else "."
    url = os.environ.get("DATABASE_URL")
    try:
        with ExitStack() as stack:
            repository = stack.enter_context(plumbline.open(path))
            target = stack.enter_context(plumbline.connect(url)) if url else None
            report = repository.check(target)
            for finding in report:
                print(finding)
            for reason in report.unchecked:
                print("not checked:", reason, file=sys.stderr)
            return 0 if report.ok else 1
    except plumbline.PlumblineError as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())

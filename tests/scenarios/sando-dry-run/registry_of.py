#!/usr/bin/env python3
"""Prints the registry of a backup as plain SQL, for tests that need no data: registry_of.py BACKUP.sql.gz > registry-at-N.sql"""
import gzip
import sys

lines = gzip.open(sys.argv[1], "rt", encoding="utf-8").read().split("\n")
start = lines.index("CREATE TABLE public._sqlx_migrations (")
print("\n".join(lines[start:lines.index(");", start) + 1]))
start = next(i for i, line in enumerate(lines) if line.startswith("COPY public._sqlx_migrations"))
for line in lines[start + 1:lines.index("\\.", start)]:
    cells = ["'%s'" % cell.replace("'", "''").replace("\\\\", "\\") for cell in line.split("\t")]
    print("INSERT INTO public._sqlx_migrations VALUES (%s);" % ", ".join(cells))
print("ALTER TABLE public._sqlx_migrations ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);")

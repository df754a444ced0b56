#!/usr/bin/env python3
"""Prints random sequences of SQL statements, valid and invalid, for `differential`.

Usage: generate.py SEED [COUNT]            to standard output
       generate.py FOLDER FIRST LAST COUNT  a file a seed: FOLDER/seed_N.sql

One seed always gives the same text. What stands in the database is kept in mind roughly: names that
were made are used again, some of them wrongly, so that most statements work and many do not.
"""
import os
import sys

from dependent_statements import DependentStatements
from object_statements import ObjectStatements
from session_statements import SessionStatements
from table_statements import TableStatements

# Of the others 2.
WEIGHTS = {"create_table": 10, "alter_table": 24, "rename": 6, "index": 7, "view": 7, "create_partition": 5, "drop_table": 4, "function": 5, "grant": 5, "insert": 3,
           "change": 2, "extension": 1, "set_role": 1, "rule": 1, "attach": 3, "block": 3, "transaction": 2, "domain": 3, "enum": 3, "sequence": 3, "role": 3}


class Generator(TableStatements, DependentStatements, ObjectStatements, SessionStatements):
    def __init__(self, seed):
        super().__init__(seed)
        self.kinds = []
        for name in dir(self):
            if name.startswith("do_"):
                self.kinds += [getattr(self, name)] * WEIGHTS.get(name[3:], 2)

    def statements(self, count):
        yield "CREATE FUNCTION trigger_function() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$"
        for _ in range(3):
            yield self.do_create_table()
        for _ in range(count - 4):
            # Nothing more works in a transaction that has failed: most end soon.
            if self.in_transaction and self.chance(20):
                yield self.do_transaction()
            else:
                yield self.r.choice(self.kinds)()


def text(seed, count):
    return "-- seed %d\n" % seed + "".join(statement + ";\n" for statement in Generator(seed).statements(count))


def main():
    if len(sys.argv) > 4:
        folder, first, last, count = sys.argv[1], *map(int, sys.argv[2:5])
        os.makedirs(folder, exist_ok=True)
        for seed in range(first, last + 1):
            with open(os.path.join(folder, "seed_%d.sql" % seed), "w", encoding="utf-8") as out:
                out.write(text(seed, count))
    else:
        sys.stdout.write(text(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100))


main()

#!/usr/bin/env python3
"""Prints random sequences of SQL statements, valid and invalid, for `differential`.

Usage: generate.py SEED [COUNT]            to standard output
       generate.py FOLDER FIRST LAST COUNT  a file a seed: FOLDER/seed_N.sql

One seed always gives the same text. What stands in the database is kept in mind roughly: names that
were made are used again, some of them wrongly, so that most statements work and many do not.
"""
import os
import random
import sys

LONG = "a_name_that_is_longer_than_the_sixty_three_bytes_that_postgresql_keeps_of_it"
BASE_TYPES = [
    "int", "bigint", "smallint", "text", "varchar(20)", "varchar", "char(3)", "numeric", "numeric(8,2)", "boolean", "date", "timestamptz",
    "timestamp", "uuid", "jsonb", "bytea", "real", "double precision", "int[]", "text[]", "interval", "time", "inet", "int4range", "tsvector",
]
ODD_TYPES = ["serial", "bigserial", "nosuchtype", "numeric(0)", "varchar(0)", "int(3)", "void", "anyelement", "record"]
VALUES = {
    "int": ["0", "1", "42", "-7", "'12'", "1 + 2", "'x'"], "bigint": ["0", "1", "9000000000"], "smallint": ["0", "1", "70000"],
    "text": ["'x'", "''", "'a' || 'b'", "upper('q')", "current_user", "5"], "varchar(20)": ["'x'", "'é'", "lower('Q')"],
    "boolean": ["true", "false", "'yes'", "not false", "1"], "date": ["'2020-01-01'", "current_date", "'2020-02-31'"],
    "timestamptz": ["now()", "'2020-01-01 00:00+00'", "current_timestamp"], "uuid": ["gen_random_uuid()", "'nope'"],
    "jsonb": ["'{}'", "'[]'::jsonb", "'{'"], "numeric": ["0", "1.5", "'1e3'"], "numeric(8,2)": ["0", "12.345", "99999999"],
}


class Table:
    def __init__(self, name, columns, partition=None, parent=None):
        self.name, self.columns, self.partition, self.parent = name, columns, partition, parent
        self.constraints = []


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.number = 0
        self.tables, self.views, self.matviews = [], [], []
        self.indexes, self.sequences, self.types, self.enums, self.domains = [], [], [], [], []
        self.functions, self.triggers, self.policies, self.schemas = [], [], [], ["public"]
        self.roles, self.statistics, self.publications, self.rules = [], [], [], []
        self.in_transaction, self.savepoints, self.role = False, [], False
        self.kinds = []
        for name in dir(self):
            method = getattr(self, name)
            if name.startswith("do_"):
                self.kinds += [method] * WEIGHTS.get(name[3:], 2)

    # -- Choices

    def chance(self, percent):
        return self.r.random() * 100 < percent

    def pick(self, items, otherwise=""):
        otherwise = otherwise or "missing%d" % self.r.randint(1, 400)
        if not items or self.chance(3):
            return self.r.choice(["nothing%d" % self.r.randint(1, 400), otherwise, otherwise])
        return self.r.choice(items)

    def maybe(self, text, percent=50):
        return text if self.chance(percent) else ""

    def fresh(self, stem):
        if self.chance(4):
            return stem + self.r.choice(["1", "2", "3"])
        if self.chance(2):
            return self.r.choice([LONG, LONG + "_" + stem, '"Mixed %s"' % stem, '"%s-%d"' % (stem, self.number)])
        self.number += 1
        return stem + str(self.number)

    def placed(self, name):
        """Perhaps with a schema."""
        if len(self.schemas) > 1 and self.chance(15):
            return self.pick(self.schemas) + "." + name
        return "public." + name if self.chance(5) else name

    def any_relation(self):
        return self.pick([t.name for t in self.tables] + self.views + self.matviews + self.sequences + self.indexes)

    def table(self):
        if not self.tables or self.chance(3):
            return Table(self.r.choice(["missing%d" % self.r.randint(1, 400), self.any_relation()]), [("a", "int")])
        return self.r.choice(self.tables[-12:])

    def column(self, table):
        return self.pick([c[0] for c in table.columns], "ctid")

    def columns(self, table, most=2):
        names = [c[0] for c in table.columns]
        count = min(len(names), self.r.randint(1, most))
        chosen = self.r.sample(names, count) if count else ["a"]
        return ", ".join(chosen + (["missing"] if self.chance(3) else chosen[:1] if self.chance(2) else []))

    def type(self):
        own = self.enums + self.domains + self.types
        if own and self.chance(15):
            return self.pick(own)
        return self.r.choice(ODD_TYPES) if self.chance(4) else self.r.choice(BASE_TYPES)

    def value(self, kind):
        return self.r.choice(VALUES.get(kind, ["NULL", "NULL", "'{}'", "0"])) if not self.chance(6) else self.r.choice(["'x'", "1", "NULL", "a"])

    def expression(self, table):
        name, kind = self.r.choice(table.columns) if table.columns else ("a", "int")
        number = ["%s > 0", "%s <> 3", "%s IN (1, 2)", "%s BETWEEN 0 AND 9", "%s IS NOT NULL", "%s + 1 > 0", "abs(%s) < 10"]
        text = ["%s <> ''", "length(%s) > 2", "%s LIKE 'a%%'", "%s = ANY (ARRAY['a', 'b'])", "lower(%s) = 'q'", "%s ~ '^a'", "%s IS NULL"]
        other = ["%s IS NOT NULL", "%s IS NULL", "%s = %s", "num_nonnulls(%s) > 0", "coalesce(%s) IS NULL"]
        form = number if kind in ("int", "bigint", "smallint", "numeric", "numeric(8,2)") else text if kind in ("text", "varchar(20)", "varchar") else other
        made = self.r.choice(form if not self.chance(10) else number + text + other)
        made = made.replace("%s", name if not self.chance(3) else "missing").replace("%%", "%")
        if self.chance(15):
            made += self.r.choice([" AND ", " OR "]) + self.expression(table)
        return "NOT (%s)" % made if self.chance(5) else made

    def scalar(self, table):
        name = self.column(table)
        form = self.r.choice(["%s", "%s", "%s", "lower(%s)", "%s + 1", "%s::text", "coalesce(%s, %s)", "count(*)", "max(%s)", "(%s, 1)", "now()",
                              "CASE WHEN %s IS NULL THEN 0 ELSE 1 END"])
        return form.replace("%s", name)

    def drop_of(self, kind, names, missing=None):
        name = self.pick(names)
        if self.chance(4) and names:
            name += ", " + self.pick(names)
        if self.chance(5):
            name = self.any_relation()
        tail = self.r.choice(["", "", " CASCADE", " RESTRICT"])
        if name in names:
            names.remove(name)
        return "DROP %s %s%s%s" % (kind, self.maybe("IF EXISTS ", 40), name, tail)

    # -- Tables

    def column_clause(self, name, kind, table_name):
        parts = [name, kind]
        if self.chance(20):
            parts.append("DEFAULT " + self.value(kind))
        if self.chance(20):
            parts.append(self.r.choice(["NOT NULL", "NOT NULL", "NULL"]))
        if self.chance(5):
            parts.append("UNIQUE")
        if self.chance(5):
            parts.append("PRIMARY KEY")
        if self.chance(7):
            here = Table(table_name, [(name, kind)])
            parts.append(self.maybe("CONSTRAINT %s " % self.fresh("ck"), 30) + "CHECK (%s)" % self.expression(here))
        if self.chance(5) and self.tables:
            other = self.table()
            parts.append("REFERENCES %s%s%s" % (other.name, self.maybe(" (%s)" % self.column(other)), self.maybe(" ON DELETE CASCADE", 20)))
        if self.chance(3):
            parts.append(self.r.choice(["GENERATED ALWAYS AS IDENTITY", "GENERATED BY DEFAULT AS IDENTITY (START 5)"]))
        if self.chance(3):
            parts.append("GENERATED ALWAYS AS (%s) STORED" % self.r.choice(["a + 1", "a * 2", "lower(b)", "now()", "a"]))
        if self.chance(3):
            parts.append('COLLATE "C"')
        return " ".join(parts)

    def some_columns(self, name):
        columns = []
        for letter in "abcdefgh"[:self.r.randint(1, 6)]:
            kind = "int" if letter == "a" and self.chance(60) else "text" if letter == "b" and self.chance(60) else self.type()
            columns.append((letter, kind))
        clauses = [self.column_clause(c, k, name) for c, k in columns]
        if self.chance(3):
            clauses.append(clauses[0])
        return columns, clauses

    def table_constraint(self, table, named=30):
        start = ""
        if self.chance(named):
            name = self.fresh("con")
            start = "CONSTRAINT %s " % name
            table.constraints.append(name)
        kind = self.r.randint(0, 9)
        if kind < 3:
            return start + "CHECK (%s)%s" % (self.expression(table), self.maybe(" NO INHERIT", 5))
        if kind < 5:
            return start + "UNIQUE (%s)%s" % (self.columns(table), self.maybe(" DEFERRABLE", 10))
        if kind < 7:
            return start + "PRIMARY KEY (%s)" % self.columns(table)
        if kind < 9:
            other = self.table()
            action = self.r.choice(["", "", " ON DELETE SET NULL", " ON UPDATE CASCADE", " DEFERRABLE INITIALLY DEFERRED", " MATCH FULL"])
            return start + "FOREIGN KEY (%s) REFERENCES %s%s%s" % (self.columns(table), other.name, self.maybe(" (%s)" % self.columns(other), 70), action)
        return start + "EXCLUDE (%s WITH =)" % self.column(table)

    def do_create_table(self):
        name = self.fresh("t")
        columns, clauses = self.some_columns(name)
        made = Table(name, columns)
        while self.chance(25):
            clauses.append(self.table_constraint(made))
        kind = self.r.choice(["", "", "", "", "", "TEMP ", "UNLOGGED "])
        tail = self.r.choice(["", "", "", "", " WITH (fillfactor = 70)"])
        if self.chance(12) and self.tables:
            parent = self.table()
            tail = " INHERITS (%s)" % parent.name
            made.parent = parent
            made.columns = parent.columns + [c for c in columns if c not in parent.columns]
        elif self.chance(12):
            made.partition = self.r.choice(["LIST", "RANGE", "HASH"])
            tail = " PARTITION BY %s (%s)" % (made.partition, self.column(made))
        self.tables.append(made)
        return "CREATE %sTABLE %s%s (%s)%s" % (kind, self.maybe("IF NOT EXISTS ", 25), self.placed(name), ", ".join(clauses), tail)

    def do_create_partition(self):
        parents = [t for t in self.tables if t.partition]
        parent = self.r.choice(parents) if parents else self.table()
        bound = self.bound(parent)
        made = Table(self.fresh("p"), parent.columns, parent=parent)
        extra = self.maybe(" (%s)" % self.table_constraint(made), 15)
        if self.chance(10):
            made.partition = "LIST"
            bound += " PARTITION BY LIST (%s)" % self.column(parent)
        self.tables.append(made)
        return "CREATE TABLE %s%s PARTITION OF %s%s %s" % (self.maybe("IF NOT EXISTS ", 15), made.name, parent.name, extra, bound)

    def bound(self, parent):
        if self.chance(8):
            return "DEFAULT"
        low = self.r.randint(0, 30)
        kind = parent.partition if parent.partition and not self.chance(4) else self.r.choice(["LIST", "RANGE", "HASH"])
        if kind == "LIST":
            return "FOR VALUES IN (%s)" % self.r.choice(["%d" % low, "%d, %d" % (low, low + 1), "'%d'" % low, "NULL", "'x'"])
        if kind == "RANGE":
            return "FOR VALUES FROM (%s) TO (%s)" % self.r.choice([(low, low + 5), ("MINVALUE", low), (low, "MAXVALUE"), (low, low), ("'a'", "'b'")])
        return "FOR VALUES WITH (MODULUS %d, REMAINDER %d)" % (self.r.choice([2, 2, 4]), self.r.randint(0, 3))

    def do_like_and_of(self):
        source, name = self.table(), self.fresh("t")
        if self.chance(20) and self.types:
            return "CREATE TABLE %s OF %s" % (name, self.pick(self.types))
        self.tables.append(Table(name, list(source.columns)))
        options = self.r.choice(["", " INCLUDING ALL", " INCLUDING DEFAULTS INCLUDING CONSTRAINTS", " INCLUDING INDEXES", " INCLUDING ALL EXCLUDING INDEXES"])
        return "CREATE TABLE %s (LIKE %s%s%s)" % (name, source.name, options, self.maybe(", z int", 30))

    def do_create_table_as(self):
        source, name = self.table(), self.fresh("t")
        names = self.r.choice(["", "", " (a, b)", " (x)"])
        self.tables.append(Table(name, [("a", "int"), ("b", "text")]))
        return "CREATE TABLE %s%s%s AS SELECT %s FROM %s%s" % (
            self.maybe("IF NOT EXISTS ", 20), name, names, self.r.choice(["*", self.columns(source), "1 AS a, 'x'::text AS b"]), source.name,
            self.maybe(" WITH NO DATA", 60))

    def alter_command(self, table):
        column = self.column(table)
        kind = self.r.randint(0, 33)
        if kind < 6:
            name = self.r.choice(["x", "y", "z", "a", "n%d" % self.number])
            table.columns = table.columns + [(name, "int")]
            return "ADD COLUMN %s%s" % (self.maybe("IF NOT EXISTS ", 30), self.column_clause(name, self.type(), table.name))
        if kind < 9:
            table.columns = [c for c in table.columns if c[0] != column] or table.columns
            return "DROP COLUMN %s%s%s" % (self.maybe("IF EXISTS ", 30), column, self.r.choice(["", " CASCADE", " RESTRICT"]))
        if kind < 13:
            to = self.type()
            return "ALTER COLUMN %s %sTYPE %s%s" % (column, self.maybe("SET DATA ", 20), to, self.maybe(" USING %s::%s" % (column, to), 40))
        if kind < 15:
            return "ALTER %s %s" % (column, self.r.choice(["SET DEFAULT " + self.value(dict(table.columns).get(column)), "DROP DEFAULT"]))
        if kind < 18:
            return "ALTER %s %s NOT NULL" % (column, self.r.choice(["SET", "DROP"]))
        if kind < 23:
            return "ADD %s%s" % (self.table_constraint(table, 60), self.maybe(" NOT VALID", 15))
        if kind < 25:
            guess = table.constraints + [table.name + "_pkey", "%s_%s_check" % (table.name, column), "%s_%s_key" % (table.name, column),
                                         "%s_%s_fkey" % (table.name, column)]
            return "%s CONSTRAINT %s%s" % (self.r.choice(["DROP", "DROP", "DROP", "VALIDATE"]), self.r.choice(guess), "")
        if kind == 25:
            return "DROP CONSTRAINT IF EXISTS %s%s" % (self.pick(table.constraints), self.maybe(" CASCADE"))
        if kind == 26:
            return "ALTER %s %s" % (column, self.r.choice(["ADD GENERATED ALWAYS AS IDENTITY", "DROP IDENTITY", "DROP IDENTITY IF EXISTS",
                                                           "SET GENERATED BY DEFAULT", "DROP EXPRESSION", "DROP EXPRESSION IF EXISTS"]))
        if kind == 27:
            return self.r.choice(["ENABLE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY"])
        if kind == 28:
            return self.r.choice(["SET (fillfactor = 50)", "SET (fillfactor = 5)", "RESET (fillfactor)", "SET (autovacuum_enabled = off)", "SET LOGGED", "SET UNLOGGED"])
        if kind == 29:
            return "REPLICA IDENTITY " + self.r.choice(["FULL", "NOTHING", "DEFAULT", "USING INDEX " + self.pick(self.indexes)])
        if kind == 30:
            return "%s TRIGGER %s" % (self.r.choice(["ENABLE", "DISABLE", "ENABLE ALWAYS"]), self.r.choice(["ALL", "USER", self.pick([t[0] for t in self.triggers])]))
        if kind == 31:
            return "ALTER %s SET %s" % (column, self.r.choice(["STATISTICS 100", "STATISTICS -2", "STORAGE PLAIN", "STORAGE EXTERNAL", "(n_distinct = 5)", "COMPRESSION pglz"]))
        if kind == 32:
            return "%s %s" % (self.r.choice(["INHERIT", "NO INHERIT"]), self.table().name)
        return self.r.choice(["CLUSTER ON " + self.pick(self.indexes), "SET WITHOUT CLUSTER", "OWNER TO " + self.pick(self.roles, "postgres")])

    def do_alter_table(self):
        table = self.table()
        commands = [self.alter_command(table)]
        while self.chance(15):
            commands.append(self.alter_command(table))
        return "ALTER TABLE %s%s%s %s" % (self.maybe("IF EXISTS ", 15), self.maybe("ONLY ", 7), table.name, ", ".join(commands))

    def do_attach(self):
        parents = [t for t in self.tables if t.partition] or [self.table()]
        parent = self.r.choice(parents)
        children = [t for t in self.tables if t.parent is parent]
        if self.chance(50) and children:
            return "ALTER TABLE %s DETACH PARTITION %s" % (parent.name, self.r.choice(children).name)
        return "ALTER TABLE %s ATTACH PARTITION %s %s" % (parent.name, self.table().name, self.bound(parent))

    def do_rename(self):
        table = self.table()
        kind = self.r.randint(0, 9)
        if kind < 3:
            new = self.fresh("t")
            text = "ALTER TABLE %s%s RENAME TO %s" % (self.maybe("IF EXISTS ", 10), table.name, new)
            table.name = new
            return text
        if kind < 6:
            old, new = self.column(table), self.r.choice(["a", "b", "r%d" % self.number])
            table.columns = [(new if c == old else c, k) for c, k in table.columns]
            return "ALTER TABLE %s RENAME %s%s TO %s" % (table.name, self.maybe("COLUMN "), old, new)
        if kind == 6:
            return "ALTER TABLE %s RENAME CONSTRAINT %s TO %s" % (table.name, self.pick(table.constraints, table.name + "_pkey"), self.fresh("con"))
        if kind == 7:
            return "ALTER INDEX %s%s RENAME TO %s" % (self.maybe("IF EXISTS ", 20), self.pick(self.indexes, table.name + "_pkey"), self.fresh("i"))
        if kind == 8:
            return "ALTER %s RENAME TO %s" % (self.r.choice(["VIEW " + self.pick(self.views), "SEQUENCE " + self.pick(self.sequences), "TYPE " + self.pick(self.enums),
                                                             "DOMAIN " + self.pick(self.domains), "SCHEMA " + self.pick(self.schemas[1:])]), self.fresh("n"))
        return "ALTER TABLE %s SET SCHEMA %s" % (table.name, self.pick(self.schemas))

    def do_drop_table(self):
        names = [t.name for t in self.tables]
        text = self.drop_of("TABLE", names)
        self.tables = [t for t in self.tables if t.name in names]
        return text

    # -- What stands on tables

    def do_index(self):
        table = self.table()
        name = self.fresh("i")
        self.indexes.append(name)
        keys = self.columns(table) if self.chance(75) else self.r.choice(["(%s)" % self.expression(table), "lower(%s)" % self.column(table), self.column(table) + " DESC NULLS LAST",
                                                                         self.column(table) + " text_pattern_ops", self.column(table) + ' COLLATE "C"'])
        return "CREATE %sINDEX %s%s%s ON %s%s%s (%s)%s%s" % (
            self.maybe("UNIQUE ", 25), self.maybe("CONCURRENTLY ", 6), self.maybe("IF NOT EXISTS ", 20), name, self.maybe("ONLY ", 3), table.name,
            self.r.choice(["", "", "", "", " USING btree", " USING hash", " USING gin", " USING gist", " USING brin", " USING nosuch"]), keys,
            self.maybe(" INCLUDE (%s)" % self.column(table), 5), self.maybe(" WHERE " + self.expression(table), 12))

    def do_drop_index(self):
        return self.drop_of("INDEX" + self.maybe(" CONCURRENTLY", 10), self.indexes)

    def query(self):
        table = self.table()
        parts = ", ".join(self.r.choice([self.column(table), self.column(table), "%s AS c%d" % (self.scalar(table), i)]) for i in range(self.r.randint(1, 3)))
        text = "SELECT %s FROM %s" % (self.r.choice([parts, parts, "*"]), table.name)
        if self.chance(15):
            other = self.table()
            text += " JOIN %s o ON o.%s = %s.%s" % (other.name, self.column(other), table.name, self.column(table))
        if self.chance(25):
            text += " WHERE " + self.expression(table)
        if self.chance(10):
            text += " ORDER BY 1"
        if self.chance(5):
            text += " GROUP BY 1"
        if self.chance(5):
            text += " UNION ALL " + self.query()
        return text

    def do_view(self):
        name = self.fresh("v") if not self.views or self.chance(70) else self.pick(self.views)
        self.views.append(name)
        return "CREATE %s%sVIEW %s%s AS %s" % (self.maybe("OR REPLACE ", 35), self.maybe("TEMP ", 3), self.placed(name), self.r.choice(["", "", "", " (x)", " (x, y)"]), self.query())

    def do_matview(self):
        if self.matviews and self.chance(40):
            return self.r.choice(["REFRESH MATERIALIZED VIEW %s%s", "ALTER MATERIALIZED VIEW %s RENAME TO m%s"]) % (self.pick(self.matviews), self.number) \
                if self.chance(50) else self.drop_of("MATERIALIZED VIEW", self.matviews)
        name = self.fresh("m")
        self.matviews.append(name)
        return "CREATE MATERIALIZED VIEW %s%s AS %s%s" % (self.maybe("IF NOT EXISTS ", 20), name, self.query(), self.maybe(" WITH NO DATA", 50))

    def do_drop_view(self):
        return self.drop_of("VIEW", self.views)

    def do_trigger(self):
        table = self.table()
        if self.triggers and self.chance(35):
            name, on = self.r.choice(self.triggers)
            return self.r.choice(["DROP TRIGGER %s ON %s", "DROP TRIGGER IF EXISTS %s ON %s", "ALTER TRIGGER %s ON %s RENAME TO trx", "COMMENT ON TRIGGER %s ON %s IS 'x'"]) % (name, on)
        name = self.fresh("tr")
        self.triggers.append((name, table.name))
        events = self.r.choice(["INSERT", "UPDATE", "DELETE", "INSERT OR UPDATE", "UPDATE OF " + self.column(table), "TRUNCATE"])
        return "CREATE %sTRIGGER %s %s %s ON %s %s%sEXECUTE FUNCTION %s()" % (
            self.maybe("OR REPLACE ", 15), name, self.r.choice(["BEFORE", "AFTER", "AFTER", "INSTEAD OF"]), events, table.name,
            self.r.choice(["FOR EACH ROW ", "FOR EACH ROW ", ""]), self.maybe("WHEN (new.%s IS NOT NULL) " % self.column(table), 10),
            self.r.choice(["trigger_function", "trigger_function", "trigger_function", "missing"]))

    def do_policy(self):
        table = self.table()
        if self.policies and self.chance(40):
            name, on = self.r.choice(self.policies)
            return self.r.choice(["DROP POLICY %s ON %s", "DROP POLICY IF EXISTS %s ON %s", "ALTER POLICY %s ON %s USING (true)", "ALTER POLICY %s ON %s RENAME TO px"]) % (name, on)
        name = self.fresh("pol")
        self.policies.append((name, table.name))
        return "CREATE POLICY %s ON %s%s%s%s" % (name, table.name, self.r.choice(["", " FOR SELECT", " FOR INSERT", " FOR ALL"]),
                                                 self.maybe(" TO " + self.pick(self.roles, "public"), 25), self.r.choice([" USING (%s)", " WITH CHECK (%s)"]) % self.expression(table))

    def do_rule(self):
        table = self.table()
        name = self.fresh("ru")
        return "CREATE %sRULE %s AS ON %s TO %s DO %s" % (self.maybe("OR REPLACE ", 20), name, self.r.choice(["INSERT", "UPDATE", "DELETE"]), table.name,
                                                          self.r.choice(["INSTEAD NOTHING", "ALSO NOTHING", "INSTEAD DELETE FROM " + self.table().name]))

    def do_statistics(self):
        table = self.table()
        if self.statistics and self.chance(40):
            return self.drop_of("STATISTICS", self.statistics)
        name = self.fresh("st")
        self.statistics.append(name)
        return "CREATE STATISTICS %s%s%s ON %s FROM %s" % (self.maybe("IF NOT EXISTS ", 20), name, self.maybe(" (ndistinct)", 20), self.columns(table, 3), table.name)

    # -- Other objects

    def do_sequence(self):
        kind = self.r.randint(0, 5)
        if kind < 3 or not self.sequences:
            name = self.fresh("s")
            self.sequences.append(name)
            return "CREATE SEQUENCE %s%s%s%s" % (self.maybe("IF NOT EXISTS ", 20), self.placed(name), self.r.choice(["", " START 5", " INCREMENT -1", " MAXVALUE 0", " AS smallint", " MINVALUE 10 MAXVALUE 5"]),
                                                 self.maybe(" OWNED BY %s.%s" % ((lambda t: (t.name, self.column(t)))(self.table())), 15))
        if kind == 3:
            return "ALTER SEQUENCE %s%s %s" % (self.maybe("IF EXISTS ", 20), self.pick(self.sequences), self.r.choice(["INCREMENT 2", "RESTART", "CYCLE", "OWNED BY NONE", "MAXVALUE 3", "AS int"]))
        return self.drop_of("SEQUENCE", self.sequences)

    def do_schema(self):
        if len(self.schemas) > 1 and self.chance(35):
            rest = self.schemas[1:]
            text = self.drop_of("SCHEMA", rest)
            self.schemas = ["public"] + rest
            return text
        name = self.fresh("sch")
        self.schemas.append(name)
        return "CREATE SCHEMA %s%s%s" % (self.maybe("IF NOT EXISTS ", 30), name, self.maybe(" CREATE TABLE inner_t (a int) CREATE VIEW inner_v AS SELECT a FROM inner_t", 15))

    def do_enum(self):
        kind = self.r.randint(0, 5)
        if kind < 2 or not self.enums:
            name = self.fresh("e")
            self.enums.append(name)
            return "CREATE TYPE %s AS ENUM (%s)" % (self.placed(name), self.r.choice(["'x', 'y'", "'x'", "", "'x', 'x'", "'one', 'two', 'three'"]))
        if kind < 4:
            return "ALTER TYPE %s ADD VALUE %s'%s'%s" % (self.pick(self.enums), self.maybe("IF NOT EXISTS ", 40), self.r.choice(["x", "z", "new%d" % self.number]), self.r.choice(["", " BEFORE 'x'", " AFTER 'q'"]))
        if kind == 4:
            return "ALTER TYPE %s RENAME VALUE 'x' TO '%s'" % (self.pick(self.enums), self.r.choice(["w", "y"]))
        return self.drop_of("TYPE", self.enums)

    def do_composite(self):
        kind = self.r.randint(0, 4)
        if kind < 2 or not self.types:
            name = self.fresh("ct")
            self.types.append(name)
            return "CREATE TYPE %s AS (%s)" % (name, self.r.choice(["a int", "a int, b text", "a int, a int", "a %s" % self.type(), ""]))
        if kind < 4:
            return "ALTER TYPE %s %s%s" % (self.pick(self.types), self.r.choice(["ADD ATTRIBUTE q int", "DROP ATTRIBUTE a", "DROP ATTRIBUTE IF EXISTS zz", "ALTER ATTRIBUTE a TYPE bigint", "RENAME ATTRIBUTE a TO aa"]),
                                           self.maybe(" CASCADE", 25))
        return self.drop_of("TYPE", self.types)

    def do_domain(self):
        kind = self.r.randint(0, 5)
        if kind < 3 or not self.domains:
            name = self.fresh("d")
            self.domains.append(name)
            return "CREATE DOMAIN %s AS %s%s%s" % (name, self.type(), self.maybe(" DEFAULT %s" % self.value("int"), 15), self.r.choice(["", "", " NOT NULL", " CHECK (VALUE > 0)", " CONSTRAINT dc CHECK (VALUE <> '')"]))
        if kind < 5:
            return "ALTER DOMAIN %s %s" % (self.pick(self.domains), self.r.choice(["SET NOT NULL", "DROP NOT NULL", "SET DEFAULT 1", "DROP DEFAULT", "ADD CONSTRAINT dc2 CHECK (VALUE IS NOT NULL)",
                                                                               "DROP CONSTRAINT dc", "DROP CONSTRAINT IF EXISTS dc2", "RENAME CONSTRAINT dc TO dc3", "VALIDATE CONSTRAINT dc"]))
        return self.drop_of("DOMAIN", self.domains)

    def do_function(self):
        kind = self.r.randint(0, 7)
        if kind < 4 or not self.functions:
            name = self.fresh("f") if not self.functions or self.chance(70) else self.pick(self.functions).split("(")[0]
            arguments = self.r.choice(["", "", "x int", "x int, y text", "x int DEFAULT 1", "OUT z int", "VARIADIC x int[]", "x %s" % self.type()])
            types = {"": "", "x int": "int", "x int, y text": "int, text", "x int DEFAULT 1": "int", "OUT z int": "", "VARIADIC x int[]": "int[]"}.get(arguments, "int")
            self.functions.append("%s(%s)" % (name, types))
            returns = self.r.choice(["int", "int", "text", "void", "SETOF int", "TABLE (q int)", "trigger"]) if arguments != "OUT z int" else "int"
            body = {"int": "SELECT 1", "text": "SELECT 'x'::text", "void": "SELECT", "SETOF int": "SELECT 1", "TABLE (q int)": "SELECT 1"}.get(returns, "SELECT 1")
            if self.chance(25) and self.tables:
                body = "SELECT count(*)::int FROM " + self.table().name
            if self.chance(30):
                return "CREATE %sFUNCTION %s(%s) RETURNS %s LANGUAGE plpgsql AS $$ BEGIN RETURN%s; END $$" % (self.maybe("OR REPLACE "), name, arguments, returns, " NULL" if returns in ("int", "text", "trigger") else "")
            return "CREATE %sFUNCTION %s(%s) RETURNS %s LANGUAGE sql %sAS $$ %s $$" % (self.maybe("OR REPLACE "), name, arguments, returns, self.r.choice(["", "IMMUTABLE ", "STABLE STRICT "]), body)
        if kind == 4:
            return "ALTER FUNCTION %s %s" % (self.pick(self.functions), self.r.choice(["IMMUTABLE", "RENAME TO " + self.fresh("f"), "SECURITY DEFINER", "COST 5", "COST 0", "SET work_mem = '1MB'", "OWNER TO postgres",
                                                                                  "SET SCHEMA " + self.pick(self.schemas)]))
        if kind == 5:
            name = self.fresh("pr")
            return self.r.choice(["CREATE PROCEDURE %s(x int) LANGUAGE sql AS $$ SELECT 1 $$", "DROP PROCEDURE IF EXISTS %s", "CREATE AGGREGATE %s (int) (sfunc = int4pl, stype = int)"]) % name
        return self.drop_of("FUNCTION", self.functions)

    def do_role(self):
        kind = self.r.randint(0, 6)
        if kind < 2 or not self.roles:
            name = self.fresh("r")
            self.roles.append(name)
            return "CREATE ROLE %s%s" % (name, self.r.choice(["", " LOGIN", " CREATEDB NOLOGIN", " SUPERUSER"]))
        if kind == 2:
            return "ALTER ROLE %s %s" % (self.pick(self.roles), self.r.choice(["CREATEROLE", "NOLOGIN", "SET work_mem = '4MB'", "RENAME TO " + self.fresh("r"), "SET shared_buffers = '1GB'"]))
        if kind == 3:
            return "%s %s %s %s" % self.r.choice([("GRANT", self.pick(self.roles), "TO", self.pick(self.roles)), ("REVOKE", self.pick(self.roles), "FROM", self.pick(self.roles))])
        if kind == 4:
            return self.r.choice(["DROP OWNED BY %s", "REASSIGN OWNED BY %s TO postgres", "DROP OWNED BY %s CASCADE"]) % self.pick(self.roles)
        return self.drop_of("ROLE", self.roles).replace(" CASCADE", "").replace(" RESTRICT", "")

    def do_grant(self):
        on, rights = self.r.choice([
            (self.table().name, ["SELECT", "INSERT, UPDATE", "ALL", "USAGE", "SELECT (%s)" % self.column(self.table()), "TRUNCATE"]),
            ("SCHEMA " + self.pick(self.schemas), ["USAGE", "CREATE", "ALL", "SELECT"]),
            ("SEQUENCE " + self.pick(self.sequences), ["USAGE", "SELECT", "INSERT"]),
            ("FUNCTION " + self.pick(self.functions), ["EXECUTE", "ALL"]),
            ("ALL TABLES IN SCHEMA " + self.pick(self.schemas), ["SELECT", "ALL"]),
            ("TYPE " + self.pick(self.enums), ["USAGE"]),
        ])
        right, role = self.r.choice(rights), self.pick(self.roles, "public")
        if self.chance(20):
            return "ALTER DEFAULT PRIVILEGES %s%s ON %s" % (self.maybe("IN SCHEMA %s " % self.pick(self.schemas)), self.r.choice(["GRANT SELECT", "GRANT ALL", "REVOKE INSERT"]),
                                                          "TABLES " + "TO " + role) if self.chance(50) else "ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO %s" % role
        if self.chance(30):
            return "REVOKE %s%s ON %s FROM %s%s" % (self.maybe("GRANT OPTION FOR ", 15), right, on, role, self.maybe(" CASCADE", 15))
        return "GRANT %s ON %s TO %s%s" % (right, on, role, self.maybe(" WITH GRANT OPTION", 10))

    def do_set_role(self):
        self.role = not self.role and self.chance(60)
        return "SET ROLE " + self.pick(self.roles) if self.role else "RESET ROLE"

    def do_comment(self):
        table = self.table()
        return "COMMENT ON %s IS %s" % (self.r.choice(["TABLE " + table.name, "COLUMN %s.%s" % (table.name, self.column(table)), "VIEW " + self.pick(self.views), "INDEX " + self.pick(self.indexes),
                                                       "TYPE " + self.pick(self.enums), "SCHEMA " + self.pick(self.schemas), "FUNCTION " + self.pick(self.functions),
                                                       "CONSTRAINT %s ON %s" % (self.pick(table.constraints), table.name)]), self.r.choice(["'a text'", "NULL"]))

    def do_publication(self):
        if self.publications and self.chance(50):
            return self.r.choice(["ALTER PUBLICATION %s ADD TABLE %s", "ALTER PUBLICATION %s DROP TABLE %s", "ALTER PUBLICATION %s SET TABLE %s"]) % (self.pick(self.publications), self.table().name) \
                if self.chance(60) else self.drop_of("PUBLICATION", self.publications)
        name = self.fresh("pub")
        self.publications.append(name)
        return "CREATE PUBLICATION %s%s" % (name, self.r.choice(["", " FOR TABLE " + self.table().name, " FOR ALL TABLES"]))

    def do_extension(self):
        return self.r.choice(["CREATE EXTENSION %s%s", "CREATE EXTENSION IF NOT EXISTS %s%s", "DROP EXTENSION %s%s", "DROP EXTENSION IF EXISTS %s%s"]) % (
            self.r.choice(["hstore", "citext", "pg_trgm", "pgcrypto", "btree_gist", "earthdistance"]), self.maybe(" CASCADE", 25))

    def do_set(self):
        return self.r.choice(["SET search_path = %s, public" % self.pick(self.schemas), "RESET search_path", "SET search_path TO DEFAULT", "SET work_mem = '4MB'", "SET statement_timeout = 0",
                              "SET nosuch = 1", "SHOW search_path", "SET LOCAL search_path = public"])

    # -- Rows, blocks and transactions

    def do_insert(self):
        table = self.table()
        chosen = [c for c in table.columns if self.chance(70)] or table.columns[:1]
        return "INSERT INTO %s (%s) VALUES (%s)%s" % (table.name, ", ".join(c for c, _ in chosen), ", ".join(self.value(k) for _, k in chosen), self.maybe(" ON CONFLICT DO NOTHING", 20))

    def do_change(self):
        table = self.table()
        return self.r.choice(["DELETE FROM %s", "TRUNCATE %s", "TRUNCATE %s CASCADE", "SELECT * FROM %s WHERE " + self.expression(table), "SELECT count(*) FROM %s",
                              "UPDATE %s SET " + "%s = NULL" % self.column(table), "LOCK TABLE %s", "ANALYZE %s"]).replace("%s", table.name)

    def do_block(self):
        table = self.table()
        name = self.fresh("t")
        guard = self.r.choice([
            "IF NOT EXISTS (SELECT 1 FROM pg_tables WHERE tablename = '%s') THEN %s; END IF;" % (table.name, "CREATE TABLE %s (a int)" % name),
            "IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = '%s' AND column_name = '%s') THEN ALTER TABLE %s DROP COLUMN %s; END IF;" % (
                table.name, self.column(table), table.name, self.column(table)),
            "IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = '%s') THEN CREATE TYPE %s AS ENUM ('x'); END IF;" % ((self.pick(self.enums),) * 2),
            "IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%s') THEN CREATE ROLE %s; END IF;" % ((self.pick(self.roles),) * 2),
            "BEGIN CREATE TABLE %s (a int); EXCEPTION WHEN duplicate_table THEN NULL; END;" % self.table().name,
            "CREATE TYPE %s AS ENUM ('x'); EXCEPTION WHEN duplicate_object THEN NULL;" % self.pick(self.enums),
            "ALTER TABLE %s ADD COLUMN a int; EXCEPTION WHEN duplicate_column THEN RAISE NOTICE 'there';" % table.name,
            "EXECUTE 'CREATE TABLE %s (a int)';" % name,
            "RAISE EXCEPTION 'no';",
            "IF to_regclass('%s') IS NULL THEN CREATE TABLE %s (a int); END IF;" % (table.name, table.name),
        ])
        return "DO $$ BEGIN %s END $$" % guard

    def do_transaction(self):
        if not self.in_transaction:
            self.in_transaction = True
            return "BEGIN"
        kind = self.r.randint(0, 9)
        if kind < 2:
            name = "sp%d" % self.r.randint(1, 3)
            self.savepoints.append(name)
            return "SAVEPOINT " + name
        if kind < 5 and self.savepoints:
            return self.r.choice(["ROLLBACK TO ", "ROLLBACK TO ", "RELEASE "]) + self.r.choice(self.savepoints)
        self.in_transaction, self.savepoints = False, []
        return self.r.choice(["COMMIT", "COMMIT", "ROLLBACK"])

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


WEIGHTS = {"create_table": 10, "alter_table": 24, "rename": 6, "index": 7, "view": 7, "create_partition": 5, "drop_table": 4, "function": 5, "grant": 5, "insert": 3,
           "change": 2, "extension": 1, "set_role": 1, "rule": 1, "attach": 3, "block": 3, "transaction": 2, "domain": 3, "enum": 3, "sequence": 3, "role": 3}


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

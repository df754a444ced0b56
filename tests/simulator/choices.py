"""What generated statements are made of: names that were made, types, values, expressions, some of them wrong.

For generate.py, whose statements read better with `self.maybe(" CASCADE")` in them than with the grammar in a table.
"""
import random


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


class Choices:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.number = 0
        self.tables, self.views, self.matviews = [], [], []
        self.indexes, self.sequences, self.types, self.enums, self.domains = [], [], [], [], []
        self.functions, self.triggers, self.policies, self.schemas = [], [], [], ["public"]
        self.roles, self.statistics, self.publications, self.rules = [], [], [], []
        self.in_transaction, self.savepoints, self.role = False, [], False

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

#!/usr/bin/env python3
"""Writes lib/sql/types/*.inc: what PostgreSQL's system catalog holds, from real servers.

Usage: python3 cmake/system_catalog.py FOLDER URI…
One URI for each major version, of a superuser on an empty database `postgres` whose server has the contrib extensions where
they can be had. Each row says in which versions it is so. Row layouts: lib/sql/types/system_rows.hpp.
"""
import json
import os
import re
import subprocess
import sys

FIRST = 12
EXTENSIONS_LEFT_OUT = re.compile(r"plperl|plpython|pltcl|adminpack|old_snapshot")
# Types in extensions and row types, whose oids differ between clusters, get ids of ours from here on.
FIRST_OWN_ID = 10000

TYPE = "(SELECT n.nspname || '.' || x.typname FROM pg_type x JOIN pg_namespace n ON n.oid = x.typnamespace WHERE x.oid = %s)"
HERE = "n.nspname IN ('pg_catalog', 'information_schema')"
EXTENSION = ("(SELECT e.extname FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass"
             " WHERE d.deptype = 'e' AND d.classid = '%s'::regclass AND d.objid = %s.oid)")


def sql_types():
    return f"""SELECT CASE WHEN n.nspname IN ('pg_catalog', 'information_schema') THEN n.nspname ELSE 'extension' END, t.typname, t.oid::int8,
      {TYPE % 't.typarray'}, {TYPE % 't.typelem'}, {TYPE % 't.typbasetype'}, t.typcategory, t.typtype, t.typispreferred, t.typcollation <> 0,
      t.typmodin <> 0, t.typlen, t.typlen = -1 AND t.typelem <> 0,
      (SELECT {TYPE % 'r.rngsubtype'} FROM pg_range r WHERE r.rngtypid = t.oid),
      %s, t.typtypmod, t.typnotnull, COALESCE({EXTENSION % ('pg_type', 't')}, {EXTENSION % ('pg_type', 'et')}, {EXTENSION % ('pg_class', 'c')}),
      COALESCE(c.relname, ''), i.provolatile <> 'i', o.provolatile <> 'i'
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_proc i ON i.oid = t.typinput
      LEFT JOIN pg_proc o ON o.oid = t.typoutput LEFT JOIN pg_class c ON c.oid = t.typrelid
      LEFT JOIN pg_type et ON et.oid = t.typelem AND et.typarray = t.oid
    WHERE n.nspname IN ('pg_catalog', 'information_schema', 'public') AND COALESCE(c.relkind NOT IN ('t'), true)"""


def sql_functions(version):
    lists = """ARRAY(SELECT %s FROM unnest(p.proargtypes) WITH ORDINALITY AS u(a, i) ORDER BY i)""" % (TYPE % "u.a")
    all_types = """ARRAY(SELECT %s FROM unnest(p.proallargtypes) WITH ORDINALITY AS u(a, i) ORDER BY i)""" % (TYPE % "u.a")
    return f"""SELECT n.nspname, p.proname, {lists}, {all_types}, p.proargmodes, p.proargnames, {TYPE % 'p.prorettype'}, p.proretset,
      CASE WHEN p.prokind = 'a' THEN (SELECT CASE aggkind WHEN 'n' THEN 'a' ELSE aggkind::text END FROM pg_aggregate WHERE aggfnoid = p.oid) ELSE p.prokind::text END,
      COALESCE((SELECT aggnumdirectargs FROM pg_aggregate WHERE aggfnoid = p.oid), 0),
      p.provolatile, p.proisstrict, p.pronargdefaults, p.provariadic <> 0, {EXTENSION % ('pg_proc', 'p')}, p.prosupport <> 0
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = 'pg_catalog' OR {EXTENSION % ('pg_proc', 'p')} IS NOT NULL"""


def sql_operators():
    return f"""SELECT o.oprname, o.oprkind, {TYPE % 'o.oprleft'}, {TYPE % 'o.oprright'}, {TYPE % 'o.oprresult'}, o.oprcanmerge, o.oprcanhash,
      p.proname, p.provolatile, p.proisstrict, p.proretset, {EXTENSION % ('pg_operator', 'o')},
      (SELECT c.oprname FROM pg_operator c WHERE c.oid = o.oprcom), (SELECT c.oprname FROM pg_operator c WHERE c.oid = o.oprnegate)
    FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode"""


def sql_casts():
    return f"""SELECT {TYPE % 'c.castsource'}, {TYPE % 'c.casttarget'}, c.castcontext, c.castmethod, p.proname, COALESCE(p.provolatile::text, 'i'),
      {EXTENSION % ('pg_cast', 'c')}
    FROM pg_cast c LEFT JOIN pg_proc p ON p.oid = c.castfunc"""


def sql_classes():
    return f"""SELECT a.amname, c.opcname, {TYPE % 'c.opcintype'}, c.opcdefault, {TYPE % 'c.opckeytype'}, f.opfname, {EXTENSION % ('pg_opclass', 'c')}
    FROM pg_opclass c JOIN pg_am a ON a.oid = c.opcmethod JOIN pg_opfamily f ON f.oid = c.opcfamily"""


def sql_members():
    return f"""SELECT a.amname, f.opfname, {TYPE % 'm.amoplefttype'}, {TYPE % 'm.amoprighttype'}, m.amopstrategy, m.amoppurpose, o.oprname,
      {EXTENSION % ('pg_opfamily', 'f')}, {EXTENSION % ('pg_operator', 'o')}
    FROM pg_amop m JOIN pg_opfamily f ON f.oid = m.amopfamily JOIN pg_am a ON a.oid = f.opfmethod JOIN pg_operator o ON o.oid = m.amopopr"""


def sql_relations():
    return f"""SELECT CASE WHEN {HERE} THEN n.nspname ELSE 'extension' END, c.relname, c.relkind, {EXTENSION % ('pg_class', 'c')},
      ARRAY(SELECT ARRAY[a.attname, {TYPE % 'a.atttypid'}, a.attnotnull::text, a.atttypmod::text] FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'f', 'm') AND ({HERE} OR {EXTENSION % ('pg_class', 'c')} IS NOT NULL)"""


NAMES = {
    "language": f"SELECT lanname, {EXTENSION % ('pg_language', 'l')} FROM pg_language l",
    "collation": "SELECT collname, NULL FROM pg_collation WHERE collprovider <> 'i' AND collencoding = -1 OR collname = 'unicode' OR collname = 'ucs_basic'",
    "configuration": f"SELECT cfgname, {EXTENSION % ('pg_ts_config', 'l')} FROM pg_ts_config l",
    "dictionary": f"SELECT dictname, {EXTENSION % ('pg_ts_dict', 'l')} FROM pg_ts_dict l",
    "parser": f"SELECT prsname, {EXTENSION % ('pg_ts_parser', 'l')} FROM pg_ts_parser l",
    "template": f"SELECT tmplname, {EXTENSION % ('pg_ts_template', 'l')} FROM pg_ts_template l",
    "role": "SELECT rolname, NULL FROM pg_roles WHERE rolname LIKE 'pg\\_%'",
    "wrapper": f"SELECT fdwname, {EXTENSION % ('pg_foreign_data_wrapper', 'l')} FROM pg_foreign_data_wrapper l",
    "tablespace": "SELECT spcname, NULL FROM pg_tablespace",
    "setting": "SELECT name, NULL FROM pg_settings WHERE name !~ '[.]'",
    "conversion": "SELECT conname, NULL FROM pg_conversion WHERE connamespace = 'pg_catalog'::regnamespace",
}
METHODS = f"""SELECT a.amname, a.amtype, {EXTENSION % ('pg_am', 'a')}, pg_indexam_has_property(a.oid, 'can_order'), pg_indexam_has_property(a.oid, 'can_unique'),
  pg_indexam_has_property(a.oid, 'can_multi_col'), pg_indexam_has_property(a.oid, 'can_exclude'), pg_indexam_has_property(a.oid, 'can_include')
  FROM pg_am a"""
AVAILABLE = """SELECT v.name, v.version, v.superuser, v.relocatable, v.schema, v.requires, e.extversion = v.version, v.%s
  FROM pg_available_extension_versions v LEFT JOIN pg_extension e ON e.extname = v.name WHERE v.version = (SELECT default_version FROM pg_available_extensions a WHERE a.name = v.name)"""


class Server:
    def __init__(self, uri):
        self.base = uri
        self.version = int(self.ask(uri, "SELECT current_setting('server_version_num')::int / 10000 AS v")[0][0])
        self.run(uri, "DROP DATABASE IF EXISTS system_catalog")
        self.run(uri, "CREATE DATABASE system_catalog TEMPLATE template0")
        self.uri = uri.replace("/postgres?", "/system_catalog?")
        self.available = self.ask(self.uri, AVAILABLE % ("trusted" if self.version >= 13 else "superuser"))
        for row in self.available:
            if not EXTENSIONS_LEFT_OUT.search(row[0]):
                self.run(self.uri, f'CREATE EXTENSION IF NOT EXISTS "{row[0]}" CASCADE')

    @staticmethod
    def run(uri, sql):
        subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", uri, "-c", sql], check=True, stdout=subprocess.PIPE)

    @staticmethod
    def ask(uri, sql):
        sql = f"SET search_path = pg_catalog; WITH q AS ({sql}) SELECT json_agg(to_json(q)) FROM q"
        # Columns are numbered so that equal names are kept apart.
        out = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", uri], input=number_columns(sql), check=True,
                             stdout=subprocess.PIPE, text=True).stdout
        return [[row["c%d" % i] for i in range(len(row))] for row in (json.loads(out.strip() or "null") or [])]

    def end(self):
        self.run(self.base, "DROP DATABASE system_catalog")


def number_columns(sql):
    """WITH q AS (…) becomes WITH q(c0, c1 …) AS (…)."""
    inner = sql[sql.index("AS (") + 4:sql.rindex(") SELECT json_agg")]
    depth, count, quoted, start = 0, 1, False, inner.index("SELECT") + 6
    for i in range(start, len(inner)):
        c = inner[i]
        if c == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif c in "([":
            depth += 1
        elif c in ")]":
            depth -= 1
        elif c == "," and depth == 0:
            count += 1
        elif depth == 0 and inner.startswith("FROM", i):
            break
    return sql.replace("WITH q AS (", "WITH q(" + ", ".join("c%d" % i for i in range(count)) + ") AS (", 1)


class Rows:
    """Rows with the versions in which they are so."""

    def __init__(self):
        self.versions = {}

    def add(self, row, version):
        self.versions.setdefault(row, set()).add(version)

    def spans(self, fill):
        """(row, first, last) with one entry for each run of versions; `fill` says which versions nobody could ask."""
        for row, versions in self.versions.items():
            missing = fill(row)
            all_versions = sorted(versions)
            start = last = all_versions[0]
            for v in all_versions[1:]:
                if all(between in missing for between in range(last + 1, v)):
                    last = v
                    continue
                yield row, start, self.stretch(last, missing)
                start = last = v
            yield row, start, self.stretch(last, missing)

    def stretch(self, last, missing):
        while last + 1 in missing:
            last += 1
        return last


class Pool:
    def __init__(self):
        self.offsets, self.text = {}, ""

    def at(self, name):
        if name not in self.offsets:
            self.offsets[name] = len(self.text)
            self.text += name + "\0"
        return self.offsets[name]


class Lists:
    def __init__(self):
        self.offsets, self.numbers = {}, []

    def at(self, numbers):
        numbers = tuple(numbers)
        if numbers not in self.offsets:
            self.offsets[numbers] = len(self.numbers)
            self.numbers += numbers
        return self.offsets[numbers]


class Catalog:
    def __init__(self, servers):
        self.servers = servers
        self.versions = [s.version for s in servers]
        with_contrib = {s.version for s in servers if any(r[0] == "hstore" for r in s.available)}
        self.unasked = set(self.versions) - with_contrib
        self.ids = {}
        self.pool = Pool()
        self.extensions = {}
        self.out = {}

    def fill(self, extension):
        # pgvector is only on the servers without contrib, so what they say of it holds for all.
        if not extension or extension == "plpgsql":
            return set()
        return self.unasked if extension != "vector" else set(self.versions) - self.unasked

    def collect(self, sql_of, row_of):
        rows = Rows()
        for server in self.servers:
            for row in server.ask(server.uri, sql_of(server.version)):
                made = row_of(row)
                if made is not None:
                    rows.add(made, server.version)
        return rows

    def spans(self, rows, extension_of):
        return list(rows.spans(lambda row: self.fill(extension_of(row))))

    def type_ids(self):
        names = set()
        for server in self.servers:
            rows = server.ask(server.uri, sql_types() % multirange(server.version))
            server.types = rows
            for row in rows:
                full = full_name(row)
                if row[2] < 10000:
                    self.ids[full] = row[2]
                names.add((row[17] or "", full))
        next_id = FIRST_OWN_ID
        for _, full in sorted(names):
            if full not in self.ids:
                self.ids[full] = next_id
                next_id += 1
        assert next_id < 16384

    def type(self, full):
        if full is None:
            return 0
        return self.ids[re.sub(r"^public\.", "extension.", full)]

    def extension(self, name):
        if not name or name == "plpgsql":
            return 0
        return self.extension_names.index(name) + 1

    def versions_byte(self, first, last):
        return (first - FIRST) | (last - FIRST) << 4


def multirange(version):
    if version < 14:
        return "NULL"
    return f"(SELECT {TYPE % 'CASE WHEN r.rngtypid = t.oid THEN r.rngmultitypid ELSE r.rngtypid END'} FROM pg_range r WHERE t.oid IN (r.rngtypid, r.rngmultitypid))"


def full_name(row):
    return row[0] + "." + row[1]


def tuple_of(value):
    return tuple(tuple_of(v) for v in value) if isinstance(value, list) else value


def read(servers):
    catalog = Catalog(servers)
    names = {}
    for server in servers:
        for row in server.available:
            if not EXTENSIONS_LEFT_OUT.search(row[0]):
                names.setdefault(row[0], {})[server.version] = row
    catalog.extension_names = sorted(names)
    catalog.extension_rows = names
    catalog.type_ids()
    return catalog


def letter(text):
    return "'%s'" % text


def types(c):
    rows = Rows()
    for server in c.servers:
        for r in server.types:
            full = full_name(r)
            relation = r[18] if r[0] != "extension" or r[7] == "c" else ""
            flags = (1 if r[8] else 0) | (2 if r[9] else 0) | (4 if r[10] else 0) | (8 if r[12] else 0) | (16 if r[16] else 0) \
                | (32 if r[11] == -2 else 0) | (64 if r[19] else 0) | (128 if r[20] else 0)
            related = c.type(r[5]) or c.type(r[13]) or 0
            second = c.type(r[14])
            schema = 1 if r[0] == "information_schema" else 0
            rows.add((r[1], c.ids[full], c.type(r[3]), c.type(r[4]), related, second, r[15], r[6], r[7], flags, schema, relation, r[17] or ""), server.version)
    spans = sorted(c.spans(rows, lambda row: row[12]), key=lambda span: (span[0][1], span[1]))
    by_name = sorted(range(len(spans)), key=lambda i: spans[i][0][0])
    lines = []
    for (name, id_, array, element, related, second, typmod, category, kind, flags, schema, relation, ext), first, last in spans:
        lines.append("{%d,%d,%d,%d,%d,%d,%d,%s,%s,%d,%d,%d,%d,{0x%02x}}" % (
            c.pool.at(name), id_, array, element, related, second, typmod, letter(category), letter(kind), flags, schema,
            c.pool.at(relation) if kind == "c" else 0, c.extension(ext), c.versions_byte(first, last)))
    return lines, by_name


def functions(c):
    def row_of(r):
        ext = r[14] or ""
        modes, names, everything = r[4] or ["i"] * len(r[2]), r[5] or [], r[3] or r[2]
        outs = [(everything[i], names[i] if names else "") for i, m in enumerate(modes) if m in "obt"]
        ins = [names[i] if names else "" for i, m in enumerate(modes) if m in "iovb" and m != "o"]
        return (r[1], tuple_of(r[2]), tuple(ins) if any(ins) else (), tuple(outs), r[6], r[7], r[8], r[9], r[10], r[11], r[12], r[13], ext)

    spans = c.spans(c.collect(sql_functions, row_of), lambda row: row[12])
    lists, lines = Lists(), []
    for (name, ins, in_names, outs, result, is_set, kind, direct, volatile, strict, defaults, variadic, ext), first, last in sorted(spans):
        numbers = [c.type(t) for t in ins] + [c.type(t) for t, _ in outs]
        names = list(in_names) + [n for _, n in outs]
        named = (1 if in_names else 0) | (2 if any(n for _, n in outs) else 0)
        if not in_names and named:
            names = [n for _, n in outs]
        name_list = lists.at([c.pool.at(n) for n in names]) if named else 0
        flags = (1 if is_set else 0) | (2 if strict else 0) | (4 if variadic else 0) | named << 3 | {"i": 0, "s": 32, "v": 64}[volatile]
        lines.append("{%d,%d,%d,%d,%d,%d,%d,%d,%s,%d,%d,{0x%02x}}" % (
            c.pool.at(name), lists.at(numbers) if numbers else 0, name_list, c.type(result), len(ins), len(outs), defaults, direct,
            letter(kind), flags, c.extension(ext), c.versions_byte(first, last)))
    return lines, lists


def operators(c):
    def row_of(r):
        return (r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11] or "", r[12] or "", r[13] or "")

    lines = []
    for (name, kind, left, right, result, merge, hashes, function, volatile, strict, is_set, ext, commutator, negator), first, last in \
            sorted(c.spans(c.collect(lambda v: sql_operators(), row_of), lambda row: row[11]), key=str):
        flags = (1 if merge else 0) | (2 if hashes else 0) | {"i": 0, "s": 32, "v": 64}[volatile] | (4 if strict else 0) | (8 if is_set else 0)
        lines.append((name, "{%d,%d,%d,%d,%d,%d,%d,%d,%d,{0x%02x}}" % (
            c.pool.at(name), c.type(left), c.type(right), c.type(result), c.pool.at(function), c.pool.at(commutator), c.pool.at(negator),
            flags, c.extension(ext), c.versions_byte(first, last))))
    return [line for _, line in sorted(lines, key=lambda l: l[0])]


def casts(c):
    rows = c.collect(lambda v: sql_casts(), lambda r: (r[0], r[1], r[2], r[3], r[4] or "", r[5], r[6] or ""))
    lines = []
    for (source, target, context, method, function, volatile, ext), first, last in c.spans(rows, lambda row: row[6]):
        lines.append((c.type(source), c.type(target), first, "{%d,%d,%d,%s,%s,%s,%d,{0x%02x}}" % (
            c.type(source), c.type(target), c.pool.at(function), letter(context), letter(method), letter(volatile), c.extension(ext), c.versions_byte(first, last))))
    return [line[3] for line in sorted(lines)]


def classes(c):
    rows = c.collect(lambda v: sql_classes(), lambda r: (r[0], r[1], r[2], r[3], r[4], r[5], r[6] or ""))
    lines = []
    for (am, name, type_, default, key, family, ext), first, last in sorted(c.spans(rows, lambda row: row[6]), key=str):
        lines.append("{%d,%d,%d,%d,%d,%d,%d,{0x%02x}}" % (c.pool.at(am), c.pool.at(name), c.pool.at(family), c.type(type_), c.type(key), 1 if default else 0,
                                                        c.extension(ext), c.versions_byte(first, last)))
    return lines


def members(c):
    rows = c.collect(lambda v: sql_members(), lambda r: (r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7] or r[8] or ""))
    lines = []
    for (am, family, left, right, strategy, purpose, operator, ext), first, last in sorted(c.spans(rows, lambda row: row[7]), key=str):
        lines.append("{%d,%d,%d,%d,%d,%d,%s,%d,{0x%02x}}" % (c.pool.at(am), c.pool.at(family), c.pool.at(operator), c.type(left), c.type(right), strategy,
                                                           letter(purpose), c.extension(ext), c.versions_byte(first, last)))
    return lines


def relations(c):
    """One row a relation, one a column; a column's own versions say when it is there, its order is the newest server's."""
    columns, owners = {}, Rows()
    for server in c.servers:
        for schema, name, kind, ext, attributes in server.ask(server.uri, sql_relations()):
            owners.add((schema, name, kind, ext or ""), server.version)
            for place, (column, type_, not_null, typmod) in enumerate(attributes):
                columns.setdefault((schema, name), {}).setdefault((column, type_, not_null == "true", int(typmod)), {})[server.version] = place
    lines, column_lines = [], []
    for (schema, name, kind, ext), first, last in sorted(c.spans(owners, lambda row: row[3])):
        while first <= last:
            # As many versions together as have their columns in a common order.
            for until in range(last, first - 1, -1):
                made = order(column_spans(c, columns[(schema, name)], c.fill(ext), first, until))
                if made is not None:
                    break
            start = len(column_lines)
            for _, column, type_, not_null, column_first, column_last in made:
                column_lines.append("{%d,%d,%d,{0x%02x}}" % (column, type_, not_null, c.versions_byte(column_first, column_last)))
            lines.append("{%d,%d,%d,%d,%s,%d,{0x%02x}}" % (
                c.pool.at(name), start, len(column_lines) - start, {"pg_catalog": 0, "information_schema": 1, "extension": 2}[schema],
                letter(kind), c.extension(ext), c.versions_byte(first, until)))
            first = until + 1
    return lines, column_lines


def column_spans(c, columns, missing, first, last):
    made = []
    for (column, type_, not_null, typmod), places in columns.items():
        rows, here = Rows(), {v: place for v, place in places.items() if first <= v <= last}
        for version in here:
            rows.add(0, version)
        for _, column_first, column_last in rows.spans(lambda row: missing):
            made.append((here, c.pool.at(column), c.type(type_), 1 if not_null else 0, column_first, min(column_last, last)))
    return made


def order(made):
    """An order in which the columns of each version stand as they do there; None when there is none."""
    left, done = list(made), []
    while left:
        for row in left:
            if all(not (v in other[0] and other[0][v] < place) for other in left if other is not row for v, place in row[0].items()):
                done.append(row)
                left.remove(row)
                break
        else:
            return None
    return done


def names(c):
    out = []
    for kind, sql in NAMES.items():
        rows = c.collect(lambda v, sql=sql: sql, lambda r: (r[0], r[1] or ""))
        for (name, ext), first, last in sorted(c.spans(rows, lambda row: row[1])):
            out.append("{NameKind::%s,%d,%d,{0x%02x}}" % (kind.replace("template", "template_"), c.pool.at(name), c.extension(ext), c.versions_byte(first, last)))
    return out


def methods(c):
    out = []
    rows = c.collect(lambda v: METHODS, lambda r: (r[0], r[1], r[2] or "", tuple(bool(x) for x in r[3:])))
    for (name, kind, ext, can), first, last in sorted(c.spans(rows, lambda row: row[2])):
        out.append("{%d,%s,%d,%d,{0x%02x}}" % (c.pool.at(name), letter(kind), sum(1 << i for i, x in enumerate(can) if x), c.extension(ext), c.versions_byte(first, last)))
    return out


def extensions(c):
    out = []
    for name in c.extension_names:
        rows = Rows()
        for version, (_, default, superuser, relocatable, schema, requires, _, trusted) in c.extension_rows[name].items():
            trusted = bool(trusted) if version >= 13 else False
            rows.add((default, bool(superuser), bool(relocatable), schema or "", tuple(requires or ()), trusted), version)
        for (default, superuser, relocatable, schema, requires, trusted), first, last in sorted(c.spans(rows, lambda row: name), key=lambda s: s[1]):
            # What nobody could ask is there, in a version that is not known.
            known_last = max(v for v in c.extension_rows[name] if first <= v <= last)
            for text, a, b in ((default, first, known_last), ("", known_last + 1, last)):
                if a <= b:
                    out.append("{%d,%d,%d,%d,%d,%d,{0x%02x}}" % (c.pool.at(name), c.pool.at(text), c.pool.at(schema), c.pool.at(",".join(requires)), c.extension(name),
                                                            (1 if superuser else 0) | (2 if relocatable else 0) | (4 if trusted else 0), c.versions_byte(a, b)))
    return out


def write(folder, name, versions, rows):
    lines = ["// Generated by cmake/system_catalog.py from PostgreSQL %s. Do not edit." % versions, "// clang-format off"]
    line = ""
    for row in rows:
        if len(line) + len(row) > 118:
            lines.append(line)
            line = ""
        line += row + ","
    lines += [line, "// clang-format on"]
    with open(os.path.join(folder, name + ".inc"), "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


def write_pool(folder, versions, text):
    escaped = [{"\0": "\\0", "\\": "\\\\", '"': '\\"'}.get(ch, ch) for ch in text]
    # A digit behind \0 would be part of it.
    for i in range(1, len(escaped)):
        if escaped[i - 1] == "\\0" and escaped[i].isdigit():
            escaped[i - 1] = "\\000"
        if escaped[i - 1] == "?" and escaped[i] == "?":
            escaped[i] = "\\?"
    lines = ["// Generated by cmake/system_catalog.py from PostgreSQL %s. Do not edit." % versions, "// clang-format off"]
    line = ""
    for ch in escaped:
        if len(line) > 110:
            lines.append('"%s"' % line)
            line = ""
        line += ch
    lines += ['"%s"' % line, "// clang-format on"]
    with open(os.path.join(folder, "system_names.inc"), "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


def main():
    folder, servers = sys.argv[1], [Server(uri) for uri in sys.argv[2:]]
    servers.sort(key=lambda s: s.version)
    c = read(servers)
    c.pool.at("")
    versions = "%d to %d" % (servers[0].version, servers[-1].version)
    type_rows, by_name = types(c)
    write(folder, "system_types", versions, type_rows)
    write(folder, "system_types_by_name", versions, [str(i) for i in by_name])
    function_rows, lists = functions(c)
    write(folder, "system_functions", versions, function_rows)
    write(folder, "system_operators", versions, operators(c))
    write(folder, "system_casts", versions, casts(c))
    write(folder, "system_classes", versions, classes(c))
    write(folder, "system_class_members", versions, members(c))
    relation_rows, column_rows = relations(c)
    write(folder, "system_relations", versions, relation_rows)
    write(folder, "system_columns", versions, column_rows)
    write(folder, "system_name_lists", versions, names(c))
    write(folder, "system_methods", versions, methods(c))
    write(folder, "system_extensions", versions, extensions(c))
    write(folder, "system_argument_lists", versions, [str(n) for n in lists.numbers])
    write_pool(folder, versions, c.pool.text)
    print("names", len(c.pool.text), "lists", len(lists.numbers), "types", max(c.ids.values()))
    for server in servers:
        server.end()


main()

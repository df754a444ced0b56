"""Statements about what stands beside tables: schemas, types, functions, roles and their rights. Part of generate.py."""
from choices import Choices


class ObjectStatements(Choices):
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

    def do_sequence_value(self):
        name = self.pick(self.sequences)
        return self.r.choice(["SELECT nextval('%s')", "SELECT setval('%s', 7)", "SELECT setval('%s', 1, false)", "ALTER SEQUENCE %s RESTART WITH 3",
                              "ALTER SEQUENCE %s RENAME TO " + self.fresh("s"), "ALTER SEQUENCE %s OWNER TO " + self.pick(self.roles, "postgres")]) % name

    def do_rights_of_columns(self):
        table = self.table()
        return "%s (%s) ON %s %s %s" % ((lambda word: (word[0] + self.r.choice([" SELECT", " UPDATE", " DELETE"]), self.columns(table), table.name, word[1]))(
            self.r.choice([("GRANT", "TO"), ("REVOKE", "FROM")])) + (self.pick(self.roles, "public"),))

    def do_ownership(self):
        on = self.r.choice(["SCHEMA " + self.pick(self.schemas), "TYPE " + self.pick(self.enums), "DOMAIN " + self.pick(self.domains), "FUNCTION " + self.pick(self.functions),
                            "MATERIALIZED VIEW " + self.pick(self.matviews)])
        return "ALTER %s OWNER TO %s" % (on, self.pick(self.roles, "postgres"))

"""Rows, DO blocks with guards, transactions and savepoints. Part of generate.py."""
from choices import Choices


class SessionStatements(Choices):
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

    def do_insert_select(self):
        table, source = self.table(), self.table()
        return "INSERT INTO %s (%s) SELECT %s FROM %s%s" % (table.name, self.columns(table, 2), self.columns(source, 2), source.name,
                                                          self.maybe(" WHERE " + self.expression(source)))

    def do_guarded(self):
        """Blocks as migrations have them, with a guard that looks into the catalog."""
        table = self.table()
        index, name = self.pick(self.indexes), self.pick(table.constraints)
        return "DO $$ BEGIN %s END $$" % self.r.choice([
            "IF NOT EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = '%s') THEN CREATE INDEX %s ON %s (a); END IF;" % (index, index, table.name),
            "IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '%s') THEN ALTER TABLE %s ADD CONSTRAINT %s CHECK (true); END IF;" % (name, table.name, name),
            "IF EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '%s') THEN ALTER TABLE %s DROP CONSTRAINT %s; END IF;" % (name, table.name, name),
            "IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = '%s' AND column_name = 'n') THEN ALTER TABLE %s ADD COLUMN n int; END IF;" % (
                table.name, table.name),
            "IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = '%s') THEN CREATE SCHEMA %s; END IF;" % ((self.pick(self.schemas),) * 2),
            "IF to_regclass('public.%s') IS NOT NULL THEN DROP TABLE %s; END IF;" % (table.name, table.name),
            "ALTER TABLE %s ADD COLUMN n int; EXCEPTION WHEN duplicate_column OR undefined_table THEN NULL;" % table.name,
            "CREATE POLICY pol1 ON %s USING (true); EXCEPTION WHEN duplicate_object THEN NULL;" % table.name,
        ])

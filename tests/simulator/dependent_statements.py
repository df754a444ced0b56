"""Statements about what stands on tables: indexes, views, triggers, policies, rules, statistics. Part of generate.py."""
from choices import Choices, Table


class DependentStatements(Choices):
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

    def source(self):
        """What a query reads: mostly a table."""
        views = self.views + self.matviews
        if views and self.chance(12):
            return Table(self.pick(views), [("a", "int"), ("b", "text")])
        return self.table()

    def query(self):
        table = self.source()
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

    def do_alter_view(self):
        view = self.pick(self.views)
        return "ALTER VIEW %s%s %s" % (self.maybe("IF EXISTS ", 20), view, self.r.choice([
            "SET (security_barrier = true)", "SET (nosuch = 1)", "RESET (security_barrier)", "ALTER COLUMN a SET DEFAULT 1", "ALTER a DROP DEFAULT",
            "RENAME COLUMN a TO aa", "OWNER TO " + self.pick(self.roles, "postgres"), "SET SCHEMA " + self.pick(self.schemas)]))

    def do_alter_index(self):
        index = self.pick(self.indexes)
        return self.r.choice(["ALTER INDEX %s SET (fillfactor = 60)", "ALTER INDEX %s RESET (fillfactor)", "REINDEX INDEX %s", "REINDEX INDEX CONCURRENTLY %s",
                              "REINDEX TABLE " + self.table().name, "ALTER INDEX %s SET (nosuch = 1)", "CLUSTER " + self.table().name + " USING %s",
                              "COMMENT ON INDEX %s IS 'x'", "ALTER INDEX %s ATTACH PARTITION " + self.pick(self.indexes)]).replace("%s", index)

    def do_alter_policy(self):
        table = self.table()
        name, on = self.r.choice(self.policies) if self.policies else ("missing", table.name)
        return "ALTER POLICY %s ON %s %s" % (name, on, self.r.choice(["TO " + self.pick(self.roles, "public"), "USING (%s)" % self.expression(table), "WITH CHECK (true)"]))

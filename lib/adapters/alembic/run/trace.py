# What each statement of a revision does: how long it takes, what it locks and writes anew. Asked on
# the migration's own connection, past SQLAlchemy's events, after each statement: lib/postgres/trace
# does the same for sqlx, and the queries are its.
import sys
import time

EXCLUSIVE = "AccessExclusiveLock"


class NoTrace:
    def begin(self, index, path):
        pass

    def finish(self):
        pass

    def end_command(self):
        pass


class Relations:
    """The relations that were there before the transaction, by oid."""

    def __init__(self, rows=()):
        self.rows = {}
        for oid, schema, name, kind, file, table in rows:
            kind = kind.decode() if isinstance(kind, bytes) else kind
            self.rows[oid] = [schema, name, kind, file, table]

    def name_of(self, oid):
        return "%s.%s" % tuple(self.rows[oid][:2])

    def may_be_rewritten(self, oid):
        return oid in self.rows and self.rows[oid][2] in ("r", "m")

    def is_told(self, oid, mode, held):
        """An index's lock says something only where its table is left to others."""
        if oid not in self.rows:
            return False  # made by this transaction: nobody else can wait for it
        schema, _, kind, _, table = self.rows[oid]
        if kind == "t" or schema.startswith("pg_t"):
            return False
        return kind not in ("i", "I") or (mode == EXCLUSIVE and (table, EXCLUSIVE) not in held)


class Trace:
    def __init__(self, channel, settings, event, engine):
        self.channel = channel
        self.queries = settings["queries"]
        self.relations = Relations()
        self.is_known = False  # relations is what the database holds
        self.statements = []  # of the open transaction
        self.held = set()
        self.index = None  # of the revision that runs
        self.path = ""
        self.started = None
        event.listen(engine, "before_cursor_execute", self.before_statement)
        event.listen(engine, "after_cursor_execute", self.after_statement)
        event.listen(engine, "commit", lambda connection: self.end_transaction())
        event.listen(engine, "rollback", lambda connection: self.end_transaction())

    def begin(self, index, path):
        self.index = index
        self.path = path
        self.is_first = True

    def finish(self):
        if self.started is not None:
            self.keep(None, None)  # it has failed: there is nobody to ask
        self.index = None

    def end_command(self):
        self.end_transaction()

    def ask(self, connection, query, oids=()):
        """Rows, or None when the server cannot be asked now."""
        text = self.queries[query].replace("$1", "'{%s}'" % ",".join(map(str, oids)))
        try:
            cursor = connection.connection.cursor()
            try:
                cursor.execute(text)
                return cursor.fetchall()
            finally:
                cursor.close()
        except Exception:
            return None

    def before_statement(self, connection, cursor, text, parameters, context, many):
        if self.index is None:
            return
        if not self.is_known:
            rows = self.ask(connection, "relations")
            if rows is not None:
                self.relations = Relations(rows)
                self.is_known = True
        if self.is_first:
            # What Alembic itself holds, of its version table, is no work of the revision's.
            self.held.update((oid, mode) for oid, mode in self.ask(connection, "locks") or ())
            self.is_first = False
        self.text = text
        self.place = self.find_place()
        self.started = time.perf_counter_ns()

    def after_statement(self, connection, cursor, text, parameters, context, many):
        if self.index is None or self.started is None:
            return
        took = (time.perf_counter_ns() - self.started) // 1000
        rows = getattr(cursor, "rowcount", -1)
        statement = self.keep(took, rows if isinstance(rows, int) and rows >= 0 else None)
        statement["locks"], statement["rewrites"] = self.look(connection)
        # TRUNCATE's new file is an empty one: nothing was written.
        if text.lstrip()[:8].upper() == "TRUNCATE":
            statement["rewrites"] = []

    def keep(self, took, rows):
        now = time.perf_counter_ns()
        statement = {
            "index": self.index,
            "sql": self.text,
            "place": self.place,
            "duration": (now - self.started) // 1000 if took is None else took,
            "rows": rows,
            "start": self.started,
            "locks": [],
            "rewrites": [],
        }
        self.statements.append(statement)
        self.started = None
        return statement

    def find_place(self):
        frame = sys._getframe(2)
        while frame is not None:
            if frame.f_code.co_filename == self.path:
                return self.path, frame.f_lineno
            frame = frame.f_back
        return "", 0

    def look(self, connection):
        """Locks and rewrites that are new since the statement before."""
        seen = set((oid, mode) for oid, mode in self.ask(connection, "locks") or ())
        fresh = seen - self.held
        self.held |= seen
        movable = [oid for oid, mode in seen if mode == EXCLUSIVE and self.relations.may_be_rewritten(oid)]
        rewrites = []
        for oid, file in (self.ask(connection, "files", movable) or ()) if movable else ():
            entry = self.relations.rows[oid]
            if entry[3] != file:
                rewrites.append(self.relations.name_of(oid))
                entry[3] = file
        told = [(oid, mode) for oid, mode in fresh if self.relations.is_told(oid, mode, self.held)]
        return sorted((self.relations.name_of(oid), mode) for oid, mode in told), sorted(rewrites)

    def end_transaction(self):
        now = time.perf_counter_ns()
        for statement in self.statements:
            more = {} if statement["rows"] is None else {"rows": statement["rows"]}
            self.channel.send(
                "statement",
                index=statement["index"],
                sql=statement["sql"].strip()[:500],
                file=statement["place"][0],
                line=statement["place"][1],
                duration=statement["duration"],
                **more,
            )
            held = (now - statement["start"]) // 1000
            for name, mode in statement["locks"]:
                self.channel.send("lock", object=name, mode=mode, held=held)
            for name in statement["rewrites"]:
                self.channel.send("rewrite", object=name)
        if self.statements:
            self.is_known = False
        self.statements = []
        self.held = set()

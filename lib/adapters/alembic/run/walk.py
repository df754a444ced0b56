# Looks at the schema between the revisions of one command, on its own connection and within its
# transaction, past SQLAlchemy's events; the library says after each look whether the command goes on.
# Whatever is out of the ordinary ends the walk: the library then runs a command for each revision.


class Walk:
    def __init__(self, channel):
        self.channel = channel
        self.is_asked = False
        self.statements = 0  # each has a name of its own: a pool may hand out a connection again

    def watch(self):
        from alembic import command
        from alembic.runtime.environment import EnvironmentContext

        def make_context(config, script, **options):
            if self.is_asked:
                options["fn"] = self.watched(options["fn"])
            return EnvironmentContext(config, script, **options)

        command.EnvironmentContext = make_context

    def begin(self, is_asked):
        self.is_asked = is_asked
        self.has_run = False

    def watched(self, steps_of):
        def steps(heads, context):
            if self.has_run:
                self.channel.send("lost", why="env.py runs the migrations more than once")
                return
            self.has_run = True
            look = self.look(context.connection)
            if next(look):
                for step in steps_of(heads, context):
                    yield step
                    if not next(look):
                        break
            look.close()

        return steps

    def look(self, connection):
        """True as long as the walk goes on; each time it is asked it looks."""
        self.statements += 1
        self.channel.send("walk", version=self.one(connection, "SHOW server_version_num"), name=self.statements)
        asked = self.channel.receive()
        is_first = True
        while True:
            was_open = connection.in_transaction()
            raw = connection.connection
            cursor = raw.cursor()
            try:
                if is_first:
                    for statement in asked["prepare"]:
                        cursor.execute(statement)
                    is_first = False
                while True:
                    cursor.execute(asked["question"])
                    self.channel.send("look", name=self.statements, text=cursor.fetchone()[0])
                    asked.update(self.channel.receive())
                    if not asked["again"]:
                        break
                if not asked["goes_on"]:
                    for statement in asked["deallocate"]:
                        cursor.execute(statement)
            except Exception as error:
                self.channel.send("lost", why=str(error).split("\n")[0])
                raise
            finally:
                cursor.close()
            if not was_open:
                raw.commit()  # what is set stays
            yield asked["goes_on"]

    def one(self, connection, query):
        was_open = connection.in_transaction()
        cursor = connection.connection.cursor()
        cursor.execute(query)
        value = cursor.fetchone()[0]
        cursor.close()
        if not was_open:
            connection.connection.rollback()
        return value

# Which connections may be made: to the scratch database, and to nothing else. Asked by SQLAlchemy's
# do_connect and by psycopg2, psycopg and asyncpg themselves, for what goes past SQLAlchemy.
import os
import re
import sys
import weakref
from urllib.parse import parse_qs, quote, unquote, urlsplit

FACTS = ("host", "port", "dbname", "user")


class WrongDatabase(BaseException):
    """No Exception, so that no retry loop of an env.py takes it for one of a server's moods."""


class Gatekeeper:
    """Knows the scratch database of this command and those of earlier ones."""

    def __init__(self, host_token):
        self.host_token = host_token  # stands for the host in settings that have no URL
        self.current = None
        self.earlier = []  # modules keep what they read at import: a scratch of an earlier command
        self.refused = None
        self.open = weakref.WeakSet()

    def hand_out(self, database):
        self.refused = None
        facts = {name: str(database[name]) for name in FACTS}
        if self.current not in (None, facts) and self.current not in self.earlier:
            self.earlier.append(self.current)
        self.current = facts

    def judge(self, asked):
        """Of libpq's keywords: what to put in place of them. Raises WrongDatabase."""
        settings = dict(zip(FACTS, ("PGHOST", "PGPORT", "PGDATABASE", "PGUSER")))
        facts = {name: str(asked.get(name) or os.environ.get(settings[name], "")) for name in FACTS}
        facts["port"] = facts["port"] or "5432"
        known = [self.current] + self.earlier
        elsewhere = [name for name in ("hostaddr", "service") if asked.get(name)]
        elsewhere += [name for name in ("PGHOSTADDR", "PGSERVICE") if os.environ.get(name)]
        if facts["host"] == self.host_token:
            known = [dict(one, host=self.host_token) for one in known]
        if elsewhere or facts not in known:
            self.refuse(facts, elsewhere)
        return dict(self.current)

    def refuse(self, facts, elsewhere=()):
        where = 'database "%s" on "%s"' % (facts["dbname"], facts["host"] or "the local socket")
        if facts["host"] and not facts["host"].startswith("/"):
            where += " port " + facts["port"]
        if elsewhere:
            where += " by way of " + ", ".join(elsewhere)
        self.refused = "a connection to %s was refused: migrations run on the gate's own database only" % where
        raise WrongDatabase(self.refused)

    def judge_for_sqlalchemy(self, dialect, _record, arguments, parameters):
        if dialect.name != "postgresql":
            named = str(parameters.get("database") or (arguments[0] if arguments else ""))
            self.refuse({"host": dialect.name, "port": "", "dbname": os.path.basename(named), "user": ""})
        asked = dict(parameters)
        name = "dbname" if "dbname" in asked else "database"
        asked["dbname"] = asked.get(name)
        if asked.get("unix_sock"):
            asked["host"], _, socket = asked["unix_sock"].rpartition("/")
            asked["port"] = socket.rpartition(".")[2]
        if arguments and isinstance(arguments[0], str) and arguments[0]:
            # A whole connection string: the driver takes it apart, and asks again.
            return
        put = self.judge(asked)
        put[name] = put.pop("dbname")
        if "unix_sock" in parameters:
            put["unix_sock"] = "%s/.s.PGSQL.%s" % (put.pop("host"), put.pop("port"))
        for key, value in put.items():
            if str(parameters.get(key, value)) != value:
                parameters[key] = value

    def cancel_all(self):
        """From another thread: what the server does for us now is to end."""
        for connection in list(self.open):
            try:
                getattr(connection, "cancel", connection.close)()
            except Exception:
                pass  # it has ended already

    def close_all(self):
        for connection in list(self.open):
            try:
                if hasattr(connection, "pgconn"):
                    connection.pgconn.finish()  # psycopg's, which needs no loop
                else:
                    getattr(connection, "terminate", connection.close)()
            except Exception:
                pass  # of a loop that is closed: its sockets are as well


def guard_psycopg2(module, keeper):
    connect = module._connect

    def guarded(dsn, *arguments, **more):
        asked = module.extensions.parse_dsn(dsn)
        asked.update(keeper.judge(asked))
        connection = connect(module.extensions.make_dsn(**asked), *arguments, **more)
        keeper.open.add(connection)
        return connection

    module._connect = guarded


def guard_psycopg(module, keeper):
    def put(conninfo, more):
        asked = module.conninfo.conninfo_to_dict(conninfo)
        asked.update((key, more[key]) for key in FACTS + ("hostaddr", "service") if more.get(key))
        more.update(keeper.judge(asked))
        return conninfo, more

    def guard(kind, is_async):
        connect = kind.connect.__func__

        def guarded(cls, conninfo="", **more):
            conninfo, more = put(conninfo, more)
            connection = connect(cls, conninfo, **more)
            keeper.open.add(connection)
            return connection

        async def guarded_async(cls, conninfo="", **more):
            conninfo, more = put(conninfo, more)
            connection = await connect(cls, conninfo, **more)
            keeper.open.add(connection)
            return connection

        kind.connect = classmethod(guarded_async if is_async else guarded)

    guard(module.Connection, False)
    guard(module.AsyncConnection, True)
    module.connect = module.Connection.connect


def guard_asyncpg(module, keeper):
    connect = module._connect

    def facts_of(dsn):
        if not dsn:
            return {}
        url = urlsplit(dsn)
        query = {key: values[-1] for key, values in parse_qs(url.query).items()}
        named = {"host": url.hostname, "port": url.port, "dbname": url.path.lstrip("/"), "user": url.username}
        named = {key: unquote(str(value)) for key, value in named.items() if value}
        named.update((key.replace("database", "dbname"), value) for key, value in query.items())
        return named

    async def guarded(*arguments, **more):
        asked = facts_of(more.get("dsn"))
        given = {"dbname": more.get("database")}
        given.update((key, more.get(key)) for key in ("host", "port", "user", "service"))
        asked.update((key, value) for key, value in given.items() if value)
        put = keeper.judge(asked)
        more.update(host=put["host"], port=int(put["port"]), database=put["dbname"], user=put["user"])
        connection = await connect(*arguments, **more)
        keeper.open.add(connection)
        return connection

    module._connect = guarded


class GuardingFinder:
    """Guards a driver's module as soon as it has been imported, by whomever."""

    guards = {"psycopg2": guard_psycopg2, "psycopg": guard_psycopg, "asyncpg.connect_utils": guard_asyncpg}

    def __init__(self, keeper):
        self.keeper = keeper

    def find_spec(self, name, path=None, target=None):
        if name not in self.guards:
            return None
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                break
        else:
            return None
        execute = spec.loader.exec_module

        def execute_and_guard(module):
            execute(module)
            self.guards[name](module, self.keeper)

        spec.loader.exec_module = execute_and_guard
        return spec


def make_url(drivername, database):
    """As SQLAlchemy reads it; a socket's folder in the query. As few per cent signs as possible:
    many an env.py hands it to ConfigParser without doubling them."""
    text = lambda value: quote(str(value), safe="")
    options = dict(database.get("options") or {})
    host = str(database["host"])
    place = "" if host.startswith("/") else "%s:%s" % (host, database["port"])
    if host.startswith("/"):
        if drivername.endswith("+pg8000"):
            options["unix_sock"] = "%s/.s.PGSQL.%s" % (host, database["port"])
        else:
            options["host"], options["port"] = host, str(database["port"])
    if drivername.endswith("+asyncpg"):
        options = {("ssl" if key == "sslmode" else key): value for key, value in options.items()}
    login = text(database["user"])
    if database.get("password"):
        login += ":" + text(database["password"])
    query = "&".join("%s=%s" % (key, quote(value, safe="/")) for key, value in sorted(options.items()))
    return "%s://%s@%s/%s%s" % (drivername, login, place, text(database["dbname"]), "?" + query if query else "")


def fill(template, drivername, database, host_token):
    """Puts the scratch database into a setting: {url}, {url:postgresql+asyncpg}, {host} …;
    {server} is the host as libpq takes it, which may be a folder."""

    def value(match):
        if match.group(1) == "url":
            return make_url(match.group(2) or drivername, database)
        if match.group(1) == "host" and str(database["host"]).startswith("/"):
            return host_token  # a URL that an env.py puts together has no place for a folder
        return str(database.get(match.group(1).replace("server", "host")) or "")

    return re.sub(r"\{(url|host|server|port|user|password|dbname)(?::([a-z0-9+]+))?\}", value, template)

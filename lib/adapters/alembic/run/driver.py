# Runs Alembic's commands one after the other in one process of the user's own Python, on the
# gate's scratch database only. Descriptor 3 is a socket: from the library come JSON lines, to it
# go lines `kind TAB name=value TAB …`, with \t, \n and \\ escaped in values.
import importlib.util
import io
import json
import os
import queue
import signal
import socket
import sys
import threading
import time
import traceback
import warnings

THIS_FILE = "<stdin>"
STATEMENT_BYTES = 500


class Channel:
    """The socket to the library. When that is gone, so are we and all that we started."""

    def __init__(self):
        self.socket = socket.socket(fileno=3)
        self.socket.set_inheritable(False)
        self.received = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        with self.socket.makefile("r", encoding="utf-8") as lines:
            for line in lines:
                self.received.put(json.loads(line))
        os.killpg(0, signal.SIGKILL)

    def receive(self):
        return self.received.get()

    def send(self, kind, **fields):
        words = [kind]
        for name, value in fields.items():
            text = str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
            words.append(name + "=" + text)
        self.socket.sendall(("\t".join(words) + "\n").encode("utf-8", "backslashreplace"))


def end_on_signal(keeper):
    """A thread is woken by SIGTERM also while the main one waits for the server in C."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)

    def watch():
        while os.read(reading, 1) != bytes([signal.SIGTERM]):
            pass
        for _ in range(2):
            keeper.cancel_all()
            time.sleep(0.05)  # a statement may just have been on its way
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.set_wakeup_fd(writing)


def microseconds():
    return time.perf_counter_ns() // 1000


class Revisions:
    """The revision that runs, and the files that revisions were read from."""

    def __init__(self, channel, trace):
        self.channel = channel
        self.trace = trace
        self.running = None
        self.count = 0  # of those that this command has begun
        self.files = set()
        self.codes = {}

    def watch(self):
        from alembic.runtime.migration import RevisionStep
        from alembic.util import pyfiles

        make_step = RevisionStep.__init__

        def make_watched_step(step, *arguments, **more):
            make_step(step, *arguments, **more)
            step.migration_fn = self.watched(step.revision, step.migration_fn)

        RevisionStep.__init__ = make_watched_step
        if hasattr(pyfiles, "load_module_py"):
            pyfiles.load_module_py = self.load

    def watched(self, revision, function):
        def run(*arguments, **more):
            path = getattr(revision.module, "__file__", "") or ""
            self.running = revision.revision
            self.channel.send("start", change=revision.revision, name=revision.doc or "", file=path)
            self.trace.begin(self.count, path)
            self.count += 1
            before = microseconds()
            try:
                return function(*arguments, **more)
            finally:
                took = microseconds() - before
                self.trace.finish()
                self.channel.send("end", change=revision.revision, duration=took)

        return run

    def load(self, name, path):
        """As alembic's own, with the compiled file kept: each command executes all of them anew."""
        path = os.fspath(path)
        if os.path.basename(path) != "env.py":
            self.files.add(os.path.realpath(path))
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        if not hasattr(spec.loader, "get_code"):
            spec.loader.exec_module(module)
            return module
        state = os.stat(path)
        key = (path, state.st_mtime_ns, state.st_size)
        if key not in self.codes:
            self.codes[key] = spec.loader.get_code(name)
        exec(self.codes[key], module.__dict__)
        return module

    def place_of(self, error):
        """The innermost line of a revision file, else of env.py, that the error came through."""
        files = []
        for one in chain_of(error):
            if isinstance(one, SyntaxError) and one.filename:
                files.append((one.filename, one.lineno or 0))
            frames = traceback.walk_tb(one.__traceback__)
            files += [(frame.f_code.co_filename, line) for frame, line in frames][::-1]
        for file, line in files:
            if os.path.realpath(file) in self.files:
                return file, line
        for file, line in files:
            if os.path.basename(file) == "env.py":
                return file, line
            if "/alembic/" in file:
                break  # env.py has only called what failed
        return "", 0


def chain_of(error):
    """The error, what the driver said below it, and what it came from."""
    seen = []
    while error is not None and error not in seen and len(seen) < 16:
        seen.append(error)
        origin = getattr(error, "orig", None)
        if isinstance(origin, BaseException) and origin not in seen:
            seen.append(origin)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return seen


def server_fields(error):
    """SQLSTATE, DETAIL and HINT, in the ways of psycopg2, psycopg, asyncpg and pg8000."""
    for one in chain_of(error):
        diagnosis = getattr(one, "diag", None) or one
        first = one.args[0] if one.args and isinstance(one.args[0], dict) else {}
        state = getattr(one, "sqlstate", None) or getattr(one, "pgcode", None) or first.get("C")
        if not state:
            continue
        below = diagnosis if diagnosis is not one else (one.__cause__ or one)
        detail = getattr(diagnosis, "message_detail", None) or getattr(below, "detail", None) or first.get("D")
        hint = getattr(diagnosis, "message_hint", None) or getattr(below, "hint", None) or first.get("H")
        lines = ["DETAIL:  " + str(detail)] if detail else []
        lines += ["HINT:  " + str(hint)] if hint else []
        return str(state), "\n".join(lines)
    return "", ""


def message_of(error):
    lines = "".join(traceback.format_exception_only(type(error), error)).splitlines()
    return (lines[-1] if isinstance(error, SyntaxError) else lines[0]) if lines else ""


def print_traceback(error):
    """As Python's own, without our frames."""
    shown = traceback.TracebackException(type(error), error, error.__traceback__)
    todo = [shown]
    while todo:
        one = todo.pop()
        one.stack = traceback.StackSummary.from_list([f for f in one.stack if f.filename != THIS_FILE])
        todo += [other for other in (one.__cause__, one.__context__) if other is not None]
    sys.stderr.write("".join(shown.format()))


class Copying(io.TextIOBase):
    """Stdout, with what is written kept."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text
        return sys.stdout.write(text)


class Driver:
    def __init__(self, channel, settings):
        import alembic
        import sqlalchemy
        from alembic.config import CommandLine
        from sqlalchemy import event
        from sqlalchemy.engine import Engine

        self.channel = channel
        self.settings = settings
        self.keeper = Gatekeeper(settings["host_token"])
        end_on_signal(self.keeper)
        sys.meta_path.insert(0, GuardingFinder(self.keeper))
        event.listen(Engine, "do_connect", self.keeper.judge_for_sqlalchemy)
        self.engines = weakref.WeakSet()
        event.listen(Engine, "engine_connect", lambda connection, *_: self.engines.add(connection.engine))
        has_trace = settings.get("queries") is not None
        self.trace = Trace(channel, settings, event, Engine) if has_trace else NoTrace()
        self.revisions = Revisions(channel, self.trace)
        self.revisions.watch()
        self.walk = Walk(channel)
        self.walk.watch()
        self.drivername = settings.get("drivername") or ""
        if self.drivername in ("", "postgresql"):
            self.drivername = self.choose_drivername(sqlalchemy.engine.make_url)
        self.output = Copying()
        driver = self

        class Commands(CommandLine):
            def run_cmd(self, config, options):
                config.stdout = driver.output
                driver.hand_url(config)
                function, positional, named = options.cmd
                function(
                    config,
                    *[getattr(options, name, None) for name in positional],
                    **{name: getattr(options, name, None) for name in named},
                )

        self.line = Commands(prog="alembic")
        self.versions = "alembic %s, SQLAlchemy %s" % (alembic.__version__, sqlalchemy.__version__)

    def choose_drivername(self, make_url):
        """What the tree does not say: SQLAlchemy's own choice where that is installed."""
        is_async = self.settings.get("is_async")
        usual = make_url("postgresql://").get_dialect().driver  # another one since SQLAlchemy 2.1
        if not is_async and importlib.util.find_spec(usual):
            return "postgresql"
        for module in ("asyncpg", "psycopg") if is_async else ("psycopg2", "psycopg", "pg8000"):
            if importlib.util.find_spec(module):
                return "postgresql+" + module
        return "postgresql"

    def hand_url(self, config):
        if self.database:
            url = make_url(self.drivername, self.database)
            config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))

    def hand_out(self, database):
        self.database = database
        if not database:
            return  # a command that needs none
        if self.keeper.current and any(self.keeper.current[name] != str(database[name]) for name in FACTS):
            self.release()
        self.keeper.hand_out(database)
        for name, template in self.settings["variables"].items():
            os.environ[name] = fill(template, self.drivername, database, self.keeper.host_token)

    def run(self, words, database, tells_lines=False, walks=False):
        self.hand_out(database)
        self.walk.begin(walks)
        arguments = ["-c", self.settings["file"]]
        for template in self.settings["arguments"] if database else ():
            arguments += ["-x", fill(template, self.drivername, database, self.keeper.host_token)]
        sys.argv = ["alembic"] + arguments + words
        self.output.text = ""
        self.revisions.running = None
        self.revisions.count = 0
        warnings.simplefilter("default", UserWarning, append=True)  # each is shown once a command
        try:
            self.line.main(arguments + words)
            if self.keeper.refused:
                raise WrongDatabase(self.keeper.refused)
        except BaseException as error:
            self.trace.end_command()
            self.fail(error)
        else:
            self.trace.end_command()
            for text in self.output.text.splitlines() if tells_lines else ():
                self.channel.send("line", text=text)
            self.channel.send("done")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()

    def fail(self, error):
        from alembic.util import CommandError, err

        if self.keeper.refused:
            message, rule = self.keeper.refused, "gate/wrong-database"
            print_traceback(error)
        elif isinstance(error, CommandError):
            message, rule = "FAILED: %s" % error, ""
            try:
                err(str(error))
            except SystemExit:
                pass  # which is how the command ends there
        else:
            message, rule = message_of(error), ""
            print_traceback(error)
        kind = type(error)
        module = "" if kind.__module__ in ("builtins", "__main__") else kind.__module__ + "."
        state, detail = server_fields(error)
        file, line = self.revisions.place_of(error)
        statement = str(getattr(error, "statement", None) or "")
        self.channel.send(
            "failed",
            message=message,
            rule=rule,
            exception=module + kind.__qualname__,
            sqlstate=state,
            detail=detail,
            change=self.revisions.running or "",
            file=file,
            line=line,
            statement=statement[:STATEMENT_BYTES],
        )

    def release(self):
        for engine in list(self.engines):
            if getattr(engine.dialect, "is_async", False):
                engine.dispose(close=False)
            else:
                engine.dispose()
        self.keeper.close_all()

    def serve(self):
        self.channel.send("ready", versions=self.versions)
        while True:
            asked = self.channel.receive()
            if asked["command"] == "release":
                self.release()
                self.channel.send("done")
            else:
                self.run(asked["words"], asked["database"], asked["tells_lines"], asked["walks"])


def main():
    if sys.path and sys.path[0] == "":
        del sys.path[0]  # the working directory: only prepend_sys_path puts it there
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")
    channel = Channel()
    settings = channel.receive()
    try:
        driver = Driver(channel, settings)
    except ImportError as error:
        channel.send("missing", message=str(error), module=error.name or "", python=sys.executable)
        return
    driver.serve()


main()

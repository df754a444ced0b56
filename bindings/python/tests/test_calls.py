"""Events, cancelling, deadlines, Ctrl-C: what happens while a call lasts."""
import contextvars
import gc
import os
import signal
import subprocess
import sys
import threading
import time
import weakref

import pytest

import plumbline

FAR = 60_000  # milliseconds that no test waits


def in_thread(function):
    """Runs it in another thread; what it returned or raised."""
    result = []

    def run():
        try:
            result.append(function())
        except BaseException as problem:
            result.append(problem)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(50)
    assert result, "the call has not ended"
    return result[0]


def test_events_come_while_the_call_lasts(tmp_path, sqlx, alembic):
    events = []
    repository = plumbline.open(tmp_path, on_event=events.append)
    assert [event.kind for event in events] == [plumbline.EventKind.PROGRESS] * 2
    assert {os.path.basename(event.message) for event in events} == {"alembic", "sqlx"}
    assert [event.data["event"] for event in events] == ["progress"] * 2
    repository.check(on_event=events.append)
    repository[0].check(on_event=events.append)
    assert len(events) >= 4


def test_connecting_is_an_event(uri):
    events = []
    with plumbline.connect(uri, on_event=events.append):
        assert [event.kind for event in events] == [plumbline.EventKind.NOTE]


def test_events_are_told_in_the_calling_thread(sqlx):
    repository, seen = plumbline.open(sqlx), []
    variable = contextvars.ContextVar("variable", default="none")
    variable.set("mine")
    repository.check(on_event=lambda _: seen.append((threading.get_ident(), variable.get())))
    assert seen == [(threading.get_ident(), "mine")]
    in_thread(lambda: repository.check(on_event=lambda _: seen.append(threading.get_ident())))
    assert len(seen) == 2 and seen[1] != threading.get_ident()


class Unexpected(Exception):
    pass


@pytest.mark.parametrize("where", ["main", "thread"])
def test_exception_of_an_event_function_ends_the_call_and_comes_out(tmp_path, sqlx, alembic, where):
    repository, calls = plumbline.open(tmp_path), []

    def fail(event):
        calls.append(event)
        raise Unexpected("from the event function")

    run = in_thread if where == "thread" else lambda function: function()
    for call in (lambda: repository.check(on_event=fail), lambda: plumbline.open(tmp_path, on_event=fail)):
        calls.clear()
        if where == "thread":
            raised = run(call)
            assert isinstance(raised, Unexpected)
        else:
            with pytest.raises(Unexpected, match="from the event function"):
                run(call)
        assert len(calls) == 1
    assert len(repository.check()) == 1  # nothing is left behind


def test_exception_keeps_nothing_alive(sqlx):
    repository, kept = plumbline.open(sqlx), []

    class Kept(Exception):
        pass

    def made():
        problem = Kept()
        kept.append(weakref.ref(problem))
        return problem

    def fail(_):
        raise made()

    gc.disable()
    try:
        with pytest.raises(Kept):
            repository.check(on_event=fail)
        try:
            repository.check(on_event=fail)
        except Kept:
            pass
        assert kept[1]() is None
    finally:
        gc.enable()


def test_event_functions_result_does_not_matter(sqlx):
    assert plumbline.open(sqlx).check(on_event=lambda _: 1).ok


@pytest.mark.parametrize("where", ["main", "thread"])
def test_requested_cancel_ends_a_call_at_once(sqlx, where):
    repository = plumbline.open(sqlx)
    with plumbline.Cancel() as cancel:
        assert not cancel.requested and repository.check(cancel=cancel).ok
        cancel.request()
        cancel.request()
        assert cancel.requested
        calls = (lambda: repository.check(cancel=cancel), lambda: plumbline.open(sqlx, cancel=cancel),
                 lambda: plumbline.connect("postgresql:///x", cancel=cancel))
        for call in calls:
            if where == "thread":
                assert isinstance(in_thread(call), plumbline.Cancelled)
            else:
                with pytest.raises(plumbline.Cancelled) as raised:
                    call()
                assert raised.value.status_name == "PLUMB_CANCELLED"
    with pytest.raises(ValueError, match="the cancel is closed"):
        repository.check(cancel=cancel)


@pytest.mark.parametrize("where", ["main", "thread"])
def test_cancel_of_another_thread_ends_the_waiting_for_a_server(stalled, where):
    cancel, begun = plumbline.Cancel(), time.monotonic()
    server = stalled(cancel.request)
    call = lambda: plumbline.connect(server.uri, cancel=cancel, connect_ms=FAR)  # noqa: E731
    if where == "thread":
        assert isinstance(in_thread(call), plumbline.Cancelled)
    else:
        with pytest.raises(plumbline.Cancelled):
            call()
    assert time.monotonic() - begun < 20


def test_deadline_ends_the_waiting_for_a_server(stalled):
    server, begun = stalled(lambda: None), time.monotonic()
    with pytest.raises(plumbline.Timeout):
        plumbline.connect(server.uri, connect_ms=FAR, deadline_ms=200)
    with pytest.raises(plumbline.Timeout):
        plumbline.connect(server.uri, connect_ms=200)
    assert time.monotonic() - begun < 20


def test_interrupt_ends_the_waiting_for_a_server(stalled):
    server, begun = stalled(lambda: os.kill(os.getpid(), signal.SIGINT)), time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        plumbline.connect(server.uri, connect_ms=FAR)
    assert time.monotonic() - begun < 20


def test_interrupt_requests_the_cancel_that_the_call_was_given(stalled):
    cancel, server = plumbline.Cancel(), stalled(lambda: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        plumbline.connect(server.uri, connect_ms=FAR, cancel=cancel)
    with pytest.raises(plumbline.Cancelled):
        plumbline.connect(server.uri, connect_ms=FAR, cancel=cancel)


def test_whatever_a_signal_handler_raises_comes_out(stalled):
    def handler(number, frame):
        raise Unexpected("from the handler")

    before = signal.signal(signal.SIGUSR1, handler)
    try:
        server = stalled(lambda: os.kill(os.getpid(), signal.SIGUSR1))
        with pytest.raises(Unexpected, match="from the handler"):
            plumbline.connect(server.uri, connect_ms=FAR)
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_signal_handler_that_raises_nothing_runs_and_the_call_goes_on(stalled):
    cancel, seen = plumbline.Cancel(), []

    def handler(number, frame):
        seen.append(number)
        cancel.request()  # so that the test ends; it is the handler that asks, in time

    before = signal.signal(signal.SIGUSR1, handler)
    try:
        server = stalled(lambda: os.kill(os.getpid(), signal.SIGUSR1))
        with pytest.raises(plumbline.Cancelled):
            plumbline.connect(server.uri, connect_ms=FAR, cancel=cancel)
        assert seen == [signal.SIGUSR1]
    finally:
        signal.signal(signal.SIGUSR1, before)


@pytest.fixture
def locked(uri):
    """A database whose registry somebody holds a lock on: its URI, and a function that says whether one waits for it."""
    psycopg2 = pytest.importorskip("psycopg2")
    name = "plumbline_locked"
    base, mark, options = uri.partition("?")
    admin, own = psycopg2.connect(uri), base.rpartition("/")[0] + f"/{name}{mark}{options}"
    admin.autocommit = True
    cursor = admin.cursor()
    cursor.execute(f"DROP DATABASE IF EXISTS {name}")
    cursor.execute(f"CREATE DATABASE {name}")
    locker = psycopg2.connect(own)
    locker.cursor().execute("CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL, installed_on timestamptz "
                            "NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL, execution_time bigint NOT NULL)")
    locker.commit()
    locker.cursor().execute("LOCK TABLE _sqlx_migrations IN ACCESS EXCLUSIVE MODE")

    def waits():
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0

    yield own, waits
    locker.close()
    cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    admin.close()


@pytest.mark.parametrize("call", ["check", "read_registry"])
def test_interrupt_ends_the_waiting_for_a_lock(locked, sqlx, call):
    own, waits = locked
    project, begun = plumbline.open(sqlx)[0], time.monotonic()

    def interrupt_when_it_waits():
        while not waits():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    with plumbline.connect(own, lock_ms=FAR, statement_ms=FAR) as target:
        thread = threading.Thread(target=interrupt_when_it_waits)
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            getattr(project, call)(target)
        thread.join()
        if call == "read_registry":  # it has no cancel, so it is left to itself: the target is still in use
            with pytest.raises(plumbline.Busy):
                project.read_registry(target)
    assert time.monotonic() - begun < 20


def test_interrupt_in_an_event_function_comes_out(sqlx):
    with pytest.raises(KeyboardInterrupt):
        plumbline.open(sqlx).check(on_event=lambda _: signal.raise_signal(signal.SIGINT))


def test_interrupted_module_exits_with_130(stalled, sqlx):
    children = []
    server = stalled(lambda: children[0].send_signal(signal.SIGINT))
    words = [sys.executable, "-m", "plumbline", "check", str(sqlx), "--db", server.uri, "--timeout", str(FAR)]
    children.append(subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
    out, err = children[0].communicate(timeout=50)
    assert (children[0].returncode, out, err) == (130, b"", b"plumbline: interrupted\n")


STORM = """
import faulthandler, gc, os, plumbline, random, signal, sys, threading, time

faulthandler.dump_traceback_later(40, exit=True)
repository, end = plumbline.open(sys.argv[1]), time.monotonic() + 2
calls = interrupts = 0

def storm():
    while time.monotonic() < end:
        time.sleep(random.random() * 0.004)
        os.kill(os.getpid(), signal.SIGINT)

thread = threading.Thread(target=storm)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
thread.start()
open_files = len(os.listdir("/proc/self/fd"))
while thread.is_alive():
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        while thread.is_alive():
            repository.check(on_event=lambda _: None)
            calls += 1
    except KeyboardInterrupt:
        interrupts += 1
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
deadline = time.monotonic() + 10  # calls that were left to themselves
while len(os.listdir("/proc/self/fd")) > open_files and time.monotonic() < deadline:
    gc.collect()
    time.sleep(0.01)
print(calls > 0, interrupts > 0, len(os.listdir("/proc/self/fd")) - open_files)
"""


def test_storm_of_interrupts_leaves_nothing_waiting_and_nothing_behind(alembic):
    done = subprocess.run([sys.executable, "-c", STORM, str(alembic)], capture_output=True, text=True, timeout=50, check=False)
    assert (done.returncode, done.stdout) == (0, "True True 0\n"), done.stderr


def test_interpreter_ends_while_a_call_lasts(stalled):
    code = ("import plumbline, sys, threading\n"
            "threading.Thread(target=lambda: plumbline.connect(sys.argv[1], connect_ms=60000), daemon=True).start()\n"
            "sys.stdin.read(1)\n")
    children = []
    server = stalled(lambda: children[0].stdin.close())
    children.append(subprocess.Popen([sys.executable, "-c", code, server.uri], stdin=subprocess.PIPE))
    assert children[0].wait(50) == 0

"""Gates, what is recorded of them, and what an error means; the servers that they run on."""
import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

import plumbline
from conftest import write
from test_command_line import run

TEAMS = "CREATE TABLE teams (id bigint);\n"


@pytest.fixture(scope="session")
def server():
    try:
        with plumbline.Server() as started:
            yield started
    except plumbline.ToolMissing as missing:
        assert missing.hint
        pytest.skip(f"no server of our own: {missing}")


@pytest.fixture
def tree(tmp_path):
    """tree(script): an sqlx tree whose second migration is that."""

    def make(script=TEAMS):
        return write(tmp_path / "gated", {
            "migrations/1_people.up.sql": "CREATE TABLE people (id bigint);\n", "migrations/1_people.down.sql": "DROP TABLE people;\n",
            "migrations/2_teams.up.sql": script, "migrations/2_teams.down.sql": "DROP TABLE teams;\n"})

    return make


def gates():
    """What the command line said of the trees that tests/bindings/prepare.py made."""
    path = os.environ.get("PLUMBLINE_CASES")
    if not path:
        return [pytest.param(None, id="none", marks=pytest.mark.skip(reason="$PLUMBLINE_CASES is not set: see tests/bindings/prepare.py"))]
    return [pytest.param(each, id=each["name"]) for each in json.loads(Path(path).with_name("gates.json").read_text())]


def comparable(record):
    """A run's document without what differs from one run to the next."""
    steps = [(step["project"], step["name"], step["subject"], step["state"], step["fingerprint"]) for step in record["steps"]]
    findings = [(each["rule"], each["class"], each["sqlstate"], each["message"]) for each in record["report"]["findings"]]
    return record["run"]["passed"], steps, findings, record["inferred"], record["not_covered"]


def test_server_makes_databases(server):
    assert server.uri.startswith("postgres://") and server.version >= 120000 and server.uri in repr(server)
    with plumbline.connect(server.uri) as target:
        assert target.server_version == server.version
    first = server.add_database()
    copy = server.add_database(first)
    assert first != copy
    server.drop_database(copy)
    with pytest.raises(plumbline.ConnectionFailed):
        plumbline.connect(copy)
    for call in (server.add_database, server.drop_database):
        with pytest.raises(plumbline.InvalidArgument, match="of this server"):
            call("postgresql:///elsewhere")
    server.drop_database(first)


def test_servers_end(server):
    events = []
    own = plumbline.Server(on_event=events.append)
    uri = own.uri
    assert [event.kind for event in events] == [plumbline.EventKind.NOTE]
    own.close()
    own.close()
    assert repr(own) == "<plumbline.Server closed>"
    with pytest.raises(ValueError, match="the server is closed"):
        own.uri
    with pytest.raises(plumbline.ConnectionFailed):
        plumbline.connect(uri)


def test_threads_start_servers(server):
    versions = []

    def work(given):
        with plumbline.Server() if given is None else plumbline.Server(major=server.version // 10000) as mine:
            uri = mine.add_database()
            with plumbline.connect(uri) as target:
                versions.append(target.server_version)

    threads = [threading.Thread(target=work, args=(each,)) for each in (None, server, None)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(versions) == 3


def test_servers_that_cannot_start():
    with pytest.raises(plumbline.ToolMissing, match="/nowhere"):
        plumbline.Server(bin="/nowhere")
    with pytest.raises(plumbline.ToolMissing):
        plumbline.Server(major=7)
    with pytest.raises(plumbline.InvalidArgument):
        plumbline.Server(major=-1)
    cancel = plumbline.Cancel()
    cancel.request()
    with pytest.raises(plumbline.Cancelled):
        plumbline.Server(cancel=cancel)


def test_programs_of_the_package_are_found(tmp_path, monkeypatch):
    from plumbline import server as module

    monkeypatch.delenv("PLUMBLINE_PG_BIN", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(module, "PACKAGE", "a_package_of_programs")
    assert module.packaged_programs() is None
    package = write(tmp_path / "a_package_of_programs", {"__init__.py": "raise ImportError\n"})
    assert module.packaged_programs() is None
    for name in ("pginstall", "pginstall18", "pginstall17"):
        (package / name / "bin").mkdir(parents=True)
    assert module.packaged_programs() == package / "pginstall18" / "bin"
    assert module.packaged_programs(17) == package / "pginstall17" / "bin"
    assert module.packaged_programs(16) == package / "pginstall" / "bin"
    monkeypatch.setenv("PLUMBLINE_PG_BIN", "/elsewhere")
    assert module.packaged_programs() is None


@pytest.fixture
def empty():
    """An empty database of a role that is no superuser."""
    psql = shutil.which("psql")
    if "PGHOST" not in os.environ or psql is None:
        pytest.skip("no PostgreSQL of $PGHOST, or no psql")

    def ask(*commands):
        words = [word for command in commands for word in ("-c", command)]
        subprocess.run([psql, "-Xq", "-d", "postgres", *words], check=True, stderr=subprocess.DEVNULL)

    ask("DROP DATABASE IF EXISTS scratch_python", "DROP ROLE IF EXISTS scratch_python", "CREATE ROLE scratch_python LOGIN CREATEDB",
        "CREATE DATABASE scratch_python OWNER scratch_python TEMPLATE template0")
    yield f"host={os.environ['PGHOST']} port={os.environ['PGPORT']} user=scratch_python dbname=scratch_python"
    ask("DROP DATABASE scratch_python", "DROP ROLE scratch_python")


def test_scratch_is_marked(empty):
    plumbline.mark_scratch(empty)
    plumbline.mark_scratch(empty)
    assert run("scratch", "init", empty).returncode == 0


def test_scratch_is_refused(server):
    with pytest.raises(plumbline.Refused):
        plumbline.mark_scratch(server.uri)
    with pytest.raises(plumbline.InvalidArgument):
        plumbline.mark_scratch("mysql://db/shop")


def test_green_gate_is_recorded(server, tree, tmp_path):
    events, record = [], tmp_path / "gates.jsonl"
    with plumbline.open(tree()) as repository:
        made = repository.gate(server=server.uri, record=record, version="1a2b3c", tier="staging", on_event=events.append)
    assert made.passed and made.detail and made.report.ok and repr(made) == "<plumbline.Run passed>"
    assert {"upgrade", "downgrade"} <= {step.name for step in made.steps} and {step.state for step in made.steps} == {"passed"}
    assert made.inferred_sql is None and made.inferred_toml is None and made.not_covered
    kinds = [event.kind for event in events]
    assert kinds[0] == plumbline.EventKind.GATE_START and kinds[-1] == plumbline.EventKind.GATE_DONE
    assert kinds.count(plumbline.EventKind.STEP_START) == kinds.count(plumbline.EventKind.STEP_DONE) > 0
    assert {event.data["gate"] for event in events} == {"round-trip"} and events[-1].data["passed"] is True
    newest = plumbline.history(record)[0]
    assert "1a2b3c" in json.dumps(newest) and "staging" in json.dumps(newest)
    with pytest.raises(plumbline.InvalidArgument):
        made.render("pdf")
    made.close()
    with pytest.raises(ValueError, match="the run is closed"):
        made.passed


def test_schema_is_built(server, tree):
    project = plumbline.open(tree())[0]
    with project.built_schema(server) as built, project.planned_schema() as planned:
        assert built.find("table", "public.teams") and built.fingerprint == planned.fingerprint
        assert built.find("table", "public.teams").change is None
    assert project.built_schema(server, "1", skip="table:public.people").find("table", "public.people") is None
    with pytest.raises(plumbline.NotFound):
        project.built_schema(server, "7")
    with pytest.raises(plumbline.ToolMissing):
        plumbline.open(tree(TEAMS + TEAMS))[0].built_schema(server)


def test_red_gate_says_why(server, tree):
    made = plumbline.open(tree(TEAMS + TEAMS))[0].gate(server=server.uri, record="", each=True, infer=False, fresh=True)
    assert not made.passed and "teams" in made.detail
    finding = made.report[0]
    assert finding.sqlstate == "42P07" and finding.failure_class and finding.remedy
    view = made.report.view(0)
    made.close()
    assert view.sqlstate == "42P07"  # what is borrowed keeps the run


def test_gate_that_is_ended_is_red_in_the_record(server, tree, tmp_path):
    record = tmp_path / "gates.jsonl"
    project = plumbline.open(tree())[0]

    class Enough(Exception):
        pass

    def stop(event):
        if event.kind == plumbline.EventKind.STEP_START:
            raise Enough

    with pytest.raises(Enough):
        project.gate(server=server.uri, record=record, on_event=stop)
    cancel = plumbline.Cancel()
    with pytest.raises(plumbline.Cancelled):
        project.gate(server=server.uri, record=record, cancel=cancel, on_event=lambda event: cancel.request())
    assert len(plumbline.history(record)) == 2 and '"passed": true' not in json.dumps(plumbline.history(record))


def test_gates_that_cannot_be_run(tree, tmp_path):
    repository = plumbline.open(tree())
    with pytest.raises(plumbline.InvalidArgument, match="none of round-trip, dry-run"):
        repository.gate("trial")
    with pytest.raises(plumbline.InvalidArgument):
        repository.gate(step_ms=-1, record="")
    with pytest.raises(plumbline.ToolMissing):
        repository.gate(bin="/nowhere", record="")
    with pytest.raises(plumbline.NotFound):
        plumbline.open(write(tmp_path / "none", {"x": ""})).gate(record="")


def test_history_that_is_not_there(tmp_path):
    with pytest.raises(plumbline.NotFound):
        plumbline.history(tmp_path / "gates.jsonl")
    (tmp_path / "gates.jsonl").write_text('{"schema": "something.else/1"}\n')
    with pytest.raises(plumbline.BadFormat):
        plumbline.history(tmp_path / "gates.jsonl")


def test_output_is_classified():
    report = plumbline.classify('psycopg2.errors.DuplicateTable: relation "teams" already exists', "42P07", "upgrade")
    assert len(report) == 1 and report[0].sqlstate == "42P07" and report[0].failure_class
    assert len(plumbline.classify(b"")) == 1
    with pytest.raises(plumbline.InvalidArgument, match="NUL"):
        plumbline.classify("x", "4\0")


@pytest.mark.parametrize("case", gates())
def test_gates_are_as_the_command_line_has_them(case):
    with open(case["run"], encoding="utf-8") as file:
        wanted = json.load(file)
    made = plumbline.open(case["path"]).gate(record="", fresh=True)
    assert comparable(made.as_dict()) == comparable(wanted)
    assert made.passed == wanted["run"]["passed"]


def test_commands(server, tree, tmp_path):
    record, events = tmp_path / "gates.jsonl", tmp_path / "events.jsonl"
    done = run("gate", tree(), "--server", server.uri, "--record", record, "--events", events, "--format", "json", "--release", "7")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["run"]["version"] == "7"
    assert json.loads(events.read_text().splitlines()[-1])["event"] == "gate_done"
    done = run("gate", tree(TEAMS + TEAMS), "--server", server.uri, "--record", "", "--each", "--no-inference")
    assert done.returncode == 1 and "teams" in done.stdout
    done = run("history", "--record", record)
    assert done.returncode == 0 and json.loads(done.stdout)["schema"] == "plumbline.history/1"
    (tmp_path / "said").write_text('ERROR:  relation "teams" already exists\n')
    done = run("classify", tmp_path / "said", "--sqlstate", "42P07", "--format", "json")
    assert done.returncode == 0 and json.loads(done.stdout)["findings"][0]["sqlstate"] == "42P07"
    done = run("scratch", "init", server.uri)
    assert done.returncode == 4 and done.stderr.startswith("plumbline: ")
    assert run("dry-run", tree(), "--backup", "/nowhere/backup.sql", "--record", "").returncode in (1, 2)
    assert run("gate", tree(), "--events", "/nowhere/events", "--record", "").returncode == 3
    assert run("classify", "/nowhere/said").returncode == 3

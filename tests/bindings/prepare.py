#!/usr/bin/env python3
"""Sets up the founding scenarios for the bindings' tests: prepare.py PLUMBLINE FOLDER [COMMAND [ARGUMENT…]]

Run inside with_postgres. PLUMBLINE is the built command line, FOLDER a new folder: it receives the trees, one report each and
cases.json, the list that every binding's tests walk through:

    [{"name", "path", "uri" or null, "command": "check" or "verify", "expect": […], "report": file with the report as JSON}]

Beside it, schemas.json tells of two databases that differ a little: {"before": {"uri", "snapshot": file}, "after": likewise, "diff": file};
and gates.json of trees whose migrations were run, up, down and up again: [{"name", "path", "run": file with the run as JSON}].

COMMAND runs with $PLUMBLINE_CASES naming that list; the exit status is its own. A case that needs a tool that is not here is
left out, with a line that says so. How the scenarios are set up is what tests/scripts/*.txtar do.
"""
import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
LEAGUE = SCENARIOS / "basketball-040-041"
RAPTOR = SCENARIOS / "console-raptor"
QUEUE = SCENARIOS / "queue-billing"
SHOP = SCENARIOS / "sando-dry-run"
TABLES = ["billing_*=6", "processed_stripe_events"]
BEFORE = """
CREATE SCHEMA billing;
CREATE TYPE billing.mood AS ENUM ('sad', 'happy');
CREATE TABLE billing.customer (id integer PRIMARY KEY, name text NOT NULL, mood billing.mood DEFAULT 'happy');
CREATE TABLE billing.invoice (id integer PRIMARY KEY, customer integer REFERENCES billing.customer, total integer NOT NULL CHECK (total >= 0), note text);
COMMENT ON COLUMN billing.invoice.note IS 'what they said: “né”';
CREATE INDEX invoice_customer ON billing.invoice (customer);
CREATE VIEW billing.large AS SELECT id, customer FROM billing.invoice WHERE note IS NOT NULL;
CREATE FUNCTION billing.twice(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 2 * $1';
GRANT SELECT ON billing.large TO PUBLIC;
CREATE SCHEMA tenant_1;
CREATE TABLE tenant_1.page (id integer PRIMARY KEY, title text);
CREATE SCHEMA tenant_2;
CREATE TABLE tenant_2.page (id integer PRIMARY KEY, title text);
"""
CHANGES = """
ALTER TABLE billing.invoice ALTER total TYPE bigint;
DROP INDEX billing.invoice_customer;
CREATE TABLE billing.refund (id integer);
"""


class Setup:
    """Makes databases and trees below one folder and collects the cases."""

    def __init__(self, plumbline, folder):
        self.plumbline, self.folder, self.cases = plumbline, folder, []

    def tree(self, name, source, *overlays, without=()):
        """A copy of `source`, others laid over it, some files taken out."""
        target = self.folder / "trees" / name
        for each in (source, *overlays):
            shutil.copytree(each, target, symlinks=True, dirs_exist_ok=True)
        for path in without:
            for file in target.glob(path):
                file.unlink()
        return target

    def database(self, name, script=""):
        """A new database that has run `script`; its URI."""
        options = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull]
        run(["psql", *options, "-d", "postgres"], f'DROP DATABASE IF EXISTS "{name}";\nCREATE DATABASE "{name}";')
        run(["psql", *options, "-d", name], script)
        return f"postgresql://{os.environ['PGUSER']}@/{name}?host={os.environ['PGHOST']}&port={os.environ['PGPORT']}"

    def case(self, name, path, uri=None, command="check", expect=()):
        report = self.folder / f"{name}.json"
        words = [self.plumbline, command, str(path), "--format", "json"]
        words += ["--db", uri] if uri else []
        words += [word for pattern in expect for word in ("--expect", pattern)]
        done = subprocess.run(words, stdout=subprocess.PIPE, check=False)
        if done.returncode not in (0, 1):
            sys.exit(f"prepare.py: {name}: exit status {done.returncode} of {' '.join(words)}")
        report.write_bytes(done.stdout)
        self.cases.append({"name": name, "path": str(path), "uri": uri, "command": command, "expect": list(expect),
                           "report": str(report)})


def run(command, text="", environment=(), **options):
    environment = {**os.environ, "PGOPTIONS": "-c client_min_messages=warning", **dict(environment)}
    subprocess.run(command, input=text.encode(), stdout=subprocess.DEVNULL, check=True, env=environment, **options)


def duplicate_revision(setup):
    """Two Alembic files claim 041, and production ran the other one."""
    uri = setup.database("league", (LEAGUE / "live.sql").read_text())
    setup.case("league-files", LEAGUE)
    setup.case("league-live", LEAGUE, uri)
    setup.case("league-verify", LEAGUE, uri, "verify", ["jersey_public_orders", "role:westside_streamlit_ro"])
    both = setup.tree("league-both", LEAGUE, LEAGUE / "earlier-collision-040")
    setup.case("league-both", both)


def broken_graph(setup):
    """A second head, a missing parent, a claimed id: Alembic trees whose graph is wrong."""
    setup.case("raptor-clean", RAPTOR / "console")
    for name, overlay, part in (("two-heads", "C1-multiple-heads", "console"), ("no-parent", "E-broken-down-revision", "console"),
                                ("claimed", "C2-duplicate-revision", "backend_v2"), ("claimed-head", "C3-duplicate-at-head", "backend_v2")):
        setup.case(f"raptor-{name}", setup.tree(f"raptor-{name}", RAPTOR / part, RAPTOR / "overlays" / overlay / part))


def never_deployed(setup):
    """Timestamps in brackets: sqitch refused its own plan, and nothing was ever deployed."""
    setup.case("queue-brackets", QUEUE / "brackets")
    setup.case("queue-idempotent", QUEUE / "idempotent")
    setup.case("queue-empty", QUEUE / "brackets", setup.database("queue_empty"))


def unregistered(setup):
    """Staging has the tables and no registry; after a deploy the registry is complete."""
    tree = QUEUE / "non-idempotent"
    uri = setup.database("queue_staging", (tree / "staging.sql").read_text())
    setup.case("queue-staging", tree, uri)
    setup.case("queue-staging-verify", tree, uri, "verify", TABLES)
    if not shutil.which("sqitch"):
        print("[skip] bindings: the deployed sqitch tree: no sqitch on this machine")
        return
    half, whole = setup.database("queue_half"), setup.database("queue_whole")
    author = {"SQITCH_FULLNAME": "Tester", "SQITCH_EMAIL": "tester@example.com"}
    deployed = setup.tree("queue-deployed", QUEUE / "idempotent")
    for uri, upto in ((half, ["--to", "03-billing-subscription"]), (whole, [])):
        target = "db:pg:" + uri.partition(":")[2]
        run(["sqitch", "deploy", *upto, target], cwd=deployed / "queue/migrations/sqitch", environment=author)
    setup.case("queue-half", deployed, half)
    setup.case("queue-half-verify", deployed, half, "verify", TABLES)
    setup.case("queue-whole-verify", deployed, whole, "verify", TABLES)


def applied_but_missing(setup):
    """Production is at 132; the files lost one, changed one, or stopped at 122."""
    script = gzip.decompress((SHOP / "backups" / "prod-at-132.sql.gz").read_bytes()).decode()
    uri = setup.database("shop", script)
    setup.case("shop-clean", SHOP / "server", uri)
    setup.case("shop-verify", SHOP / "server", uri, "verify", ["account", "page", "orders"])
    setup.case("shop-missing", setup.tree("shop-missing", SHOP / "server", without=["migrations/123_tags.sql"]), uri)
    setup.case("shop-old", setup.tree("shop-old", SHOP / "server", without=["migrations/12[3-9]_*", "migrations/13?_*"]), uri)
    setup.case("shop-modified", setup.tree("shop-modified", SHOP / "server", SHOP / "overlays/6-modified-123/server"), uri)
    pending = setup.tree("shop-pending", SHOP / "server", SHOP / "overlays/0-good-133/server")
    setup.case("shop-pending", pending, uri)
    setup.case("shop-pending-verify", pending, uri, "verify")


def two_schemas(setup):
    """The same database twice, the second time a little later."""
    told = {}
    for name, script in (("before", BEFORE), ("after", BEFORE + CHANGES)):
        uri, snapshot = setup.database(f"schema_{name}", script), setup.folder / f"{name}.snapshot.json"
        snapshot.write_bytes(subprocess.run([setup.plumbline, "snapshot", uri], stdout=subprocess.PIPE, check=True).stdout)
        told[name] = {"uri": uri, "snapshot": str(snapshot)}
    done = subprocess.run([setup.plumbline, "diff", told["before"]["uri"], told["after"]["uri"], "--format", "json"], stdout=subprocess.PIPE, check=False)
    if done.returncode != 1:
        sys.exit(f"prepare.py: two_schemas: exit status {done.returncode} of plumbline diff")
    told["diff"] = str(setup.folder / "diff.json")
    Path(told["diff"]).write_bytes(done.stdout)
    (setup.folder / "schemas.json").write_text(json.dumps(told, indent=1) + "\n")


def gates(setup):
    """Round trips: green and red sqlx trees, and an Alembic one where there is an alembic. Each on an ephemeral server."""
    teams = "CREATE TABLE teams (id bigint);\n"
    trees = {"gate-green": teams, "gate-red": teams + teams}
    for name, script in trees.items():
        folder = setup.folder / "trees" / name
        scripts = {"1_people.up": "CREATE TABLE people (id bigint);\n", "1_people.down": "DROP TABLE people;\n",
                   "2_teams.up": script, "2_teams.down": "DROP TABLE teams;\n"}
        for file, text in scripts.items():
            path = folder / "migrations" / f"{file}.sql"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    paths = {name: setup.folder / "trees" / name for name in trees}
    if shutil.which("alembic"):
        paths["gate-raptor"] = setup.tree("gate-raptor", RAPTOR / "console")
    else:
        print("[skip] bindings: the gate of an Alembic tree: no alembic on this machine")
    told = []
    for name, path in paths.items():
        document = setup.folder / f"{name}.run.json"
        done = subprocess.run([setup.plumbline, "gate", str(path), "--record", "", "--fresh", "--format", "json"], stdout=subprocess.PIPE, check=False)
        if done.returncode not in (0, 1):
            print(f"[skip] bindings: {name}: exit status {done.returncode} of plumbline gate")
            continue
        document.write_bytes(done.stdout)
        told.append({"name": name, "path": str(path), "run": str(document)})
    (setup.folder / "gates.json").write_text(json.dumps(told, indent=1) + "\n")


def main():
    if len(sys.argv) < 3 or "PGHOST" not in os.environ:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[2]).resolve()
    shutil.rmtree(folder / "trees", ignore_errors=True)  # of an earlier run
    folder.mkdir(parents=True, exist_ok=True)
    setup = Setup(str(Path(sys.argv[1]).resolve()), folder)
    for scenario in (duplicate_revision, broken_graph, never_deployed, unregistered, applied_but_missing):
        scenario(setup)
    two_schemas(setup)
    gates(setup)
    cases = folder / "cases.json"
    cases.write_text(json.dumps(setup.cases, indent=1) + "\n")
    print(f"{len(setup.cases)} cases in {cases}", flush=True)
    if len(sys.argv) == 3:
        return 0
    return subprocess.run(sys.argv[3:], env={**os.environ, "PLUMBLINE_CASES": str(cases)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Runs the examples that people copy: examples.py PLUMBLINE GUARD… (inside with_postgres; GUARD is a built embed_c, embed_cpp, …)

Each is run where it should be content, where it should complain, and where it cannot do its work; what counts is the exit status
that a pipeline sees. Exit status 77 when nothing of it can run here.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
AWAY = "postgresql://nobody@/nowhere?host=/nonexistent"
EXPECTED = "billing_*=6 processed_stripe_events"
faults = []


def run(words, folder=".", **environment):
    """Exit status, stdout, stderr. A variable that is None is unset."""
    values = {**os.environ, **environment}
    done = subprocess.run([str(word) for word in words], cwd=folder, capture_output=True, text=True, check=False,
                          env={name: value for name, value in values.items() if value is not None})
    return done.returncode, done.stdout, done.stderr


def expect(what, wanted, got):
    if got[0] != wanted:
        faults.append(f"{what}: exit status {got[0]}, wanted {wanted}\n{got[1]}{got[2]}")
    return got


def check(what, holds):
    if not holds:
        faults.append(what)


def database(name):
    for statement in (f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"'):
        subprocess.run(["psql", "-X", "-q", "-d", "postgres", "-c", statement], check=True, stderr=subprocess.DEVNULL)
    return f"postgresql://{os.environ['PGUSER']}@/{name}?host={os.environ['PGHOST']}&port={os.environ['PGPORT']}"


def repository(folder):
    """A repository whose sqitch tree is in migrations/."""
    shutil.copytree(ROOT / "tests/scenarios/queue-billing/idempotent/queue/migrations/sqitch", folder / "migrations")
    return folder


def guards(programs, plumbline, work):
    """The guards print what the command line knows, and all print the same."""
    shop = EXAMPLES / "data/alembic-shop"
    clean = work / "clean"
    clean.joinpath("migrations").mkdir(parents=True)
    clean.joinpath("migrations/1_accounts.sql").write_text("CREATE TABLE account (id bigint PRIMARY KEY);\n")
    empty = database("guards")
    report = json.loads(run([plumbline, "check", shop, "--format", "json"])[1])
    for program in programs:
        name = program.name
        _, printed, _ = expect(f"{name} with findings", 1, run([program, shop], DATABASE_URL=None))
        wanted = [f"{each['severity']}: {each['message']} [{each['rule']}]" for each in report["findings"]]
        check(f"{name} prints other findings than plumbline:\n{printed}",
              [line.partition(": ")[2] for line in printed.splitlines()] == wanted and "versions/0003_audit_log.py:8: error" in printed)
        expect(f"{name} without findings", 0, run([program, clean], DATABASE_URL=None))
        expect(f"{name} in the folder itself", 0, run([program], clean, DATABASE_URL=empty))
        _, _, why = expect(f"{name} without the database", 3, run([program, clean], DATABASE_URL=AWAY))
        check(f"{name} does not say why: {why}", "cannot be opened" in why)
        expect(f"{name} without the folder", 3, run([program, work / "absent"], DATABASE_URL=None))


def release_phase(work):
    """The deploy's exit status, then verify's."""
    script, tree = EXAMPLES / "release-phase.sh", repository(work / "release") / "migrations"
    queue = database("release")
    here = {"MIGRATIONS": str(tree), "DATABASE_URL": queue, "EXPECT": EXPECTED}
    expect("release phase, deploy fails", 7, run([script, "sh", "-c", "exit 7"], **here))
    expect("release phase, deploy is killed", 137, run([script, "sh", "-c", "kill -9 $$"], **here))
    expect("release phase, no such deploy tool", 127, run([script, "no-such-tool"], **here))
    _, printed, _ = expect("release phase, deploy did nothing", 1, run([script, "true"], **here))
    check(f"release phase does not say what is missing:\n{printed}", "deploy/nothing-applied" in printed)
    expect("release phase, database away", 3, run([script, "true"], **{**here, "DATABASE_URL": AWAY}))
    expect("release phase, no DATABASE_URL", 2, run([script, "true"], **{**here, "DATABASE_URL": None}))
    if not shutil.which("sqitch"):
        return
    deploy = ["sqitch", "--chdir", tree, "deploy", "--verify", f"db:{queue}"]
    expect("release phase, everything deployed", 0, run([script, *deploy], **here))
    expect("release phase, a role is missing", 1, run([script, *deploy], **{**here, "EXPECT": "role:no_such_role"}))
    expect("release phase, in the tree itself", 0, run([script, *deploy], tree, **{**here, "MIGRATIONS": None, "EXPECT": None}))
    tree.joinpath("sqitch.plan").write_text("no plan\n")
    expect("release phase, sqitch refuses the plan", 2, run([script, *deploy], **here))


def nightly(work):
    """One line, a report, plumbline's exit status."""
    script, report = EXAMPLES / "nightly-check.sh", work / "report.txt"
    uri = database("nightly")
    league = ROOT / "tests/scenarios/basketball-040-041"
    subprocess.run(["psql", "-X", "-q", "-d", "nightly", "-o", os.devnull, "-f", league / "live.sql"], check=True,
                   env={**os.environ, "PGOPTIONS": "-c client_min_messages=warning"})
    empty = repository(work / "nightly")
    empty_queue = database("nightly_empty")
    for what, wanted, path, uri, words in (
            ("agrees", 0, empty, empty_queue, "0 errors"), ("finds", 1, league, uri, " errors, "),
            ("database away", 3, empty, AWAY, "cannot be opened"), ("wrong URI", 2, empty, "mysql://x", "plumbline: ")):
        _, printed, _ = expect(f"nightly check, {what}", wanted, run([script, path, report], DATABASE_URL=uri))
        check(f"nightly check, {what}: not one line with the summary:\n{printed}",
              printed.count("\n") == 1 and words in printed and f"exit status {wanted}" in printed)
        check(f"nightly check, {what}: no report", report.stat().st_size > 0 and not Path(f"{report}.new").exists())
    expect("nightly check, an expectation", 1, run([script, empty, report, "--expect", "billing_*=6"], DATABASE_URL=empty_queue))
    expect("nightly check, no place for the report", 3, run([script, empty, work / "absent/report"], DATABASE_URL=empty_queue))
    expect("nightly check, no arguments", 2, run([script], DATABASE_URL=empty_queue))
    expect("nightly check, no DATABASE_URL", 2, run([script, empty, report], DATABASE_URL=None))


def steps(name, yaml):
    """The shell commands of a pipeline file, in order."""
    document = yaml.safe_load((EXAMPLES / name).read_text())
    if name == "github-actions.yml":
        check("github-actions.yml: `on` is not read as GitHub reads it", True in document or "on" in document)
        return [step["run"] for job in document["jobs"].values() for step in job["steps"] if "run" in step]
    stages = document["stages"]
    jobs = [job for job in document.values() if isinstance(job, dict) and "script" in job]
    return [line for job in sorted(jobs, key=lambda job: stages.index(job["stage"])) for line in job["script"]]


def pipelines(plumbline, work):
    """The commands of the pipeline files run as the platforms run them, and plumbline itself finds nothing wrong with the files."""
    try:
        import yaml  # pylint: disable=import-outside-toplevel
    except ImportError:
        print("[skip] packaging/examples: the pipeline files: no PyYAML for this Python")
        return
    for name, place in (("github-actions.yml", ".github/workflows/migrations.yml"), ("gitlab-ci.yml", ".gitlab-ci.yml")):
        commands = steps(name, yaml)
        check(f"{name}: {len(commands)} commands", len(commands) == 4)
        tree = repository(work / name)
        tree.joinpath(place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(EXAMPLES / name, tree / place)
        _, printed, _ = expect(f"plumbline on {name}", 0, run([plumbline, "check", tree, "--format", "json"]))
        found = [each["rule"] for each in json.loads(printed)["findings"] if each["rule"].startswith("pipeline/")]
        check(f"{name}: plumbline finds {found}", not found)
        if not shutil.which("sqitch"):
            continue
        uri = database("pipeline")
        for command in commands:
            expect(f"{name}: {command}", 0, run(["bash", "-eo", "pipefail", "-c", command], tree, DATABASE_URL=uri))
        expect(f"{name}: nothing was deployed", 1, run(["bash", "-eo", "pipefail", "-c", commands[3]], tree, DATABASE_URL=database("pipeline")))
        expect(f"{name}: database away", 3, run(["bash", "-eo", "pipefail", "-c", commands[1]], tree, DATABASE_URL=AWAY))
        plan = tree / "migrations/sqitch.plan"
        plan.write_text(plan.read_text() + "06-billing-audit 2026-05-11T00:00:00Z Tester <tester@example.com> # again\n")
        expect(f"{name}: a broken plan", 1, run(["bash", "-eo", "pipefail", "-c", commands[0]], tree))


def main():
    if len(sys.argv) < 2 or "PGHOST" not in os.environ:
        print(__doc__, file=sys.stderr)
        return 2
    plumbline = Path(sys.argv[1]).resolve()
    os.environ.update(SQITCH_FULLNAME="Tester", SQITCH_EMAIL="tester@example.com")
    if not shutil.which("sqitch"):
        print("[skip] packaging/examples: what deploys by sqitch: no sqitch on this machine")
    with tempfile.TemporaryDirectory(prefix="plumbline-examples-") as folder:
        work = Path(folder)
        programs = work / "bin"
        programs.mkdir()
        programs.joinpath("plumbline").symlink_to(plumbline)
        os.environ["PATH"] = f"{programs}:{os.environ['PATH']}"
        guards([Path(name).resolve() for name in sys.argv[2:]], plumbline, work)
        release_phase(work)
        nightly(work)
        pipelines(plumbline, work)
    print(*faults, sep="\n")
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

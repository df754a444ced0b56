"""python -m plumbline: exit statuses and messages; its documents are compared in test_scenarios.py."""
import os
import subprocess
import sys

import pytest


def run(*words, **options):
    return subprocess.run([sys.executable, "-m", "plumbline", *map(str, words)], capture_output=True, text=True, check=False, **options)


@pytest.mark.parametrize("words, status", [
    (["check", "{sqlx}"], 0), (["check", "{alembic}"], 1), (["check", "{alembic}", "--skip", "plan,config"], 0),
    (["check", "{alembic}", "--only", "pipeline"], 0), (["check", "{alembic}", "--only", "nonsense"], 2), (["check", "/no/such/place"], 2),
    (["check", "{sqlx}", "--expect", "users"], 2), (["check", "{sqlx}", "--db", "postgresql:///x?host={sqlx}"], 3), (["verify", "{sqlx}"], 2),
    (["check", "{sqlx}", "--max-per-rule", "0"], 2), (["check", "{sqlx}", "--nonsense"], 2), ([], 2), (["--version"], 0),
    (["check", "--help"], 0), (["check", "{sqlx}", "--tool", "alembic"], 0)])
def test_exit_statuses(sqlx, alembic, words, status):
    words = [word.format(sqlx=sqlx, alembic=alembic) for word in words]
    done = run(*words)
    assert done.returncode == status, done.stderr
    assert (done.stderr == "") == (status in (0, 1))
    command_line = os.environ.get("PLUMBLINE_CLI")
    if command_line and words:
        original = subprocess.run([command_line, *words], capture_output=True, text=True, check=False)
        assert original.returncode == status
        if words[0] == "check" and "--help" not in words:
            assert done.stdout == original.stdout
            if status == 3 or "/no/such/place" in words:
                assert done.stderr == original.stderr


@pytest.mark.parametrize("words, status", [
    (["snapshot", "{before}"], 0), (["snapshot", "{before}", "--format", "text"], 0), (["snapshot", "{before}", "--fingerprint", "--relative"], 0),
    (["snapshot", "{before}", "--fingerprint", "--format", "json", "--schema", "tenant_*"], 0), (["snapshot", "{old}", "--format", "text"], 0),
    (["snapshot", "{before}", "--skip", "tenant_*,table:billing.*", "--without-dependencies", "--with-registry"], 0),
    (["diff", "{before}", "{after}"], 1), (["diff", "{old}", "{after}", "--format", "json"], 1), (["diff", "{before}", "{new}"], 1),
    (["diff", "{old}", "{new}", "--skip", "column,index,table", "--column-order", "--system-names"], 0), (["diff", "{old}", "{before}"], 0),
    (["diff", "{old}", "nowhere"], 2), (["diff", "-", "-"], 2), (["diff", "{old}", "{new}", "--only", "columns"], 2), (["diff", "{old}"], 2),
    (["diff", "{old}", "/nowhere"], 3), (["diff", "{old}", "{cases}"], 3), (["snapshot", "postgresql:///none?host=/nowhere"], 3),
    (["check", "{sqlx}", "--snapshot", "{old}", "--expect", "billing.invoice"], 0), (["check", "{sqlx}", "--snapshot", "{cases}"], 3),
    (["snapshot", "{before}", "--skip", "columns:x"], 2), (["diff", "{before}", "postgresql:///none?host=/nowhere"], 3)])
def test_schemas_as_the_command_line_has_them(schemas, sqlx, words, status):
    places = {"sqlx": sqlx, "before": schemas["before"]["uri"], "after": schemas["after"]["uri"], "old": schemas["before"]["snapshot"],
              "new": schemas["after"]["snapshot"], "cases": os.environ["PLUMBLINE_CASES"]}
    words = [word.format(**places) for word in words]
    done = run(*words)
    assert done.returncode == status, done.stderr
    assert (done.stderr == "") == (status in (0, 1))
    original = subprocess.run([os.environ["PLUMBLINE_CLI"], *words], capture_output=True, text=True, check=False)
    assert (original.returncode, original.stdout) == (status, done.stdout)
    if status == 3:
        assert done.stderr == original.stderr


def test_snapshot_comes_from_stdin(schemas):
    with open(schemas["before"]["snapshot"], encoding="utf-8") as snapshot:
        done = run("diff", "-", schemas["after"]["uri"], stdin=snapshot)
    assert done.returncode == 1 and "column total" in done.stdout


def test_fail_on_moves_the_border(tmp_path):
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "1_a.sql").write_bytes(b"\xef\xbb\xbfSELECT 1;")  # a byte order mark: a warning
    statuses = {severity: run("check", tmp_path, "--fail-on", severity).returncode for severity in ("error", "warning", "info")}
    assert statuses == {"error": 0, "warning": 1, "info": 1}


def test_stdout_that_is_full_is_told():
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full")
    with open("/dev/full", "wb") as full:
        done = subprocess.run([sys.executable, "-m", "plumbline", "check", os.path.dirname(__file__)], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3 and done.stderr.startswith(b"plumbline: stdout cannot be written")

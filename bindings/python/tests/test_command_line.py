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

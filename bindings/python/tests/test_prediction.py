"""What the next deploy would do, what scripts do, and the schema that a plan would build."""
import json
import os
import subprocess

import pytest

import plumbline
from test_command_line import run

EMPTY = "CREATE TABLE t (id int);\n"


@pytest.fixture
def nothing(sqlx):
    """The schema of an empty database."""
    (sqlx / "migrations" / "1_users.sql").write_text("SELECT 1;\n")
    return plumbline.open(sqlx)[0].planned_schema("1")


@pytest.fixture
def staging(schemas):
    """Billing's tables without a registry: the first change will be run again."""
    cases = json.loads(open(os.environ["PLUMBLINE_CASES"], encoding="utf-8").read())
    return next(case for case in cases if case["name"] == "queue-staging")


def test_failure_is_predicted_on_staging(staging):
    project = plumbline.open(staging["path"])[0]
    with plumbline.connect(staging["uri"]) as target:
        prediction = project.predict(target)
        first = project.predict(target, upto="01-billing-schema")
    failing = next(each for each in prediction if each.verdict == "fails")
    finding = failing.finding
    assert (finding.rule, finding.sqlstate, finding.line) == (plumbline.rules.DEPLOY_WILL_FAIL, "42P07", 30)
    assert finding.file.endswith("deploy/01-billing-schema.sql") and finding.change == project.changes[0].id
    assert not prediction.ok and 0 < len(first) < len(prediction)
    assert prediction[0].verdict == "ok" and prediction[0].finding is None and prediction[-1].verdict == "unknown"
    record = prediction.as_dict()
    assert next(each for each in record["statements"] if each["sqlstate"])["end_line"] == 44  # the line that psql names
    assert [each["verdict"] for each in record["statements"]] == [each.verdict for each in prediction]
    assert "42P07" in prediction.render() and prediction[1:3] == (prediction[1], prediction[2])
    prediction.close()
    assert finding.sqlstate == "42P07"
    with pytest.raises(ValueError, match="the prediction is closed"):
        len(prediction)


def test_scripts_are_predicted(nothing, tmp_path, sqlx):
    script = tmp_path / "any.sql"
    script.write_text(EMPTY)
    assert plumbline.predict_scripts(script, schema=nothing).ok
    twice = plumbline.predict_scripts([str(script)], schema=nothing, twice=True)
    assert [each.verdict for each in twice] == ["ok", "fails"] and twice[1].finding.sqlstate == "42P07"
    assert plumbline.open(sqlx)[0].predict(schema=nothing, scripts=os.fsencode(script)).ok
    with pytest.raises(plumbline.NotFound):
        plumbline.predict_scripts(tmp_path / "none.sql", schema=nothing)
    with pytest.raises(plumbline.InvalidArgument, match="project, or scripts"):
        plumbline.predict_scripts([], schema=nothing)
    with pytest.raises(plumbline.InvalidArgument):
        plumbline.predict_scripts(script)
    with pytest.raises(IndexError):
        twice[2]
    with pytest.raises(TypeError):
        plumbline.predict_scripts(script, "postgresql:///x")


def test_effects_of_a_change(sqlx):
    change = plumbline.open(sqlx)[0].changes[1]
    record = change.effects()
    assert record["schema"] == "plumbline.effects/1" and record["changes"][0]["known"]
    assert {"kind": "table", "name": "public.orders"}.items() <= record["changes"][0]["statements"][0]["creates"][0].items()
    assert change.effects("revert")["changes"][0]["statements"] == []
    with pytest.raises(plumbline.InvalidArgument, match="script 'undo'"):
        change.effects("undo")


def test_planned_schema_knows_its_changes(sqlx):
    project = plumbline.open(sqlx)[0]
    whole, first = project.planned_schema(), project.planned_schema("1")
    table = whole.find("table", "public.orders")
    assert table.change.id == "2" and first.find("table", "public.orders") is None
    assert whole.find("schema", "public").change is None
    whole.close()
    assert table.change.name == "orders"
    with pytest.raises(plumbline.NotFound):
        project.planned_schema("7")
    (sqlx / "migrations" / "2_orders.sql").write_text("SELECT 1;\nDO LANGUAGE plpgsql $$ BEGIN EXECUTE current_setting('x.y'); END $$;\n")
    with pytest.raises(plumbline.Unsupported) as caught:
        plumbline.open(sqlx)[0].planned_schema()
    assert "2_orders.sql:2" in caught.value.detail


def test_check_takes_since_and_preflight(sqlx):
    repository = plumbline.open(sqlx)
    (sqlx / "migrations" / "2_orders.sql").write_text("CREATE TABLE users ();\n")
    assert "2" in {finding.change for finding in repository.check(only="script")}
    assert "2" not in {finding.change for finding in repository.check(only="script", since="2")}
    assert repository[0].check(only="script", since="2", preflight=True).ok
    assert len(repository[0].check(only="script", since="1")) == len(repository.check(only="script", since="1"))


def test_check_leaves_out_what_its_baseline_holds(sqlx, tmp_path):
    (sqlx / "migrations" / "2_orders.sql").write_text("CREATE TABLE users ();\n")
    repository, known = plumbline.open(sqlx), tmp_path / "known.json"
    report = repository.check(only="script")
    known.write_text(report.render("json"))
    assert len(report) and not len(repository.check(only="script", baseline=known)) and not len(repository[0].check(only="script", baseline=known))
    assert len(repository.check(only="script", baseline="")) == len(report)
    with pytest.raises(plumbline.NotFound):
        repository.check(baseline="/nowhere")
    known.write_text("{}")
    with pytest.raises(plumbline.ConfigurationError, match="no report of plumbline check"):
        repository.check(baseline=known)


def test_as_the_command_line_has_it(staging, sqlx, tmp_path):
    script, snapshot = tmp_path / "any.sql", tmp_path / "planned.json"
    script.write_text(EMPTY)
    snapshot.write_text(plumbline.open(sqlx)[0].planned_schema().save())
    for words, status in (
            (["predict", staging["path"], "--db", staging["uri"]], 1),
            (["predict", staging["path"], "--db", staging["uri"], "--format", "json", "--upto", "01-billing-schema"], 1),
            (["predict", "--script", script, "--snapshot", snapshot], 0), (["predict", "--script", script, "--snapshot", snapshot, "--twice"], 1),
            (["predict", sqlx, "--snapshot", snapshot, "--db", "x"], 2), (["predict", sqlx], 2), (["predict", sqlx, "--snapshot", "/nowhere"], 3),
            (["effects", sqlx, "--format", "json"], 0), (["effects", sqlx, "--format", "json", "--change", "2"], 0),
            (["effects", sqlx, "--format", "json", "--change", "7"], 2), (["check", sqlx, "--since", "2"], 0),
            (["check", sqlx, "--baseline", "/nowhere"], 2), (["check", sqlx, "--baseline", ""], 0)):
        done = run(*words)
        original = subprocess.run([os.environ["PLUMBLINE_CLI"], *map(str, words)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (original.returncode, original.stdout) == (status, done.stdout), words
        if status:
            assert done.stderr == original.stderr, words

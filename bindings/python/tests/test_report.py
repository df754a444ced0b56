"""Report and Finding: the sequence, the views, the documents."""
import copy
import dataclasses
import gc
import json
import pickle

import pytest

import plumbline
from plumbline import rules


def test_report_is_a_sequence_of_findings(alembic):
    with plumbline.open(alembic) as repository:
        report = repository.check()
    assert len(report) == 1 and bool(report) and not report.ok
    finding, = report
    assert report[0] is finding is report[-1] is report.findings[0] and report[:1] == (finding,) and finding in report
    assert finding.rule == rules.PLAN_DUPLICATE_REVISION and finding.severity == rules.SEVERITY[finding.rule] == "error"
    assert finding.file == "alembic/versions/b2_orders.py" and finding.line == 2 and finding.column and finding.change == "b2"
    assert finding.project == "." and finding.remedy and finding.failure_class == "C" and finding.object is None and finding.sqlstate is None
    assert finding.related[0].file == "alembic/versions/b2_roles.py" and finding.related[0].message
    assert finding.tool_says.command == "alembic heads" and finding.tool_says.exit_status == 0
    assert str(finding) == f"{finding.file}:2: error: {finding.message} [plan/duplicate-revision]"
    with pytest.raises(IndexError):
        report[1]


def test_no_finding_is_an_empty_report(sqlx):
    report = plumbline.open(sqlx).check()
    assert len(report) == 0 and not report and report.ok and list(report) == [] and report.unchecked == ()


def test_findings_are_values(alembic):
    first, second = plumbline.open(alembic).check()[0], plumbline.open(alembic).check()[0]
    assert first == second and hash(first) == hash(second) and first is not second
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.line = 3
    assert pickle.loads(pickle.dumps(first)) == copy.deepcopy(first) == dataclasses.replace(first) == first
    assert dataclasses.asdict(first)["related"][0]["file"] == "alembic/versions/b2_roles.py"
    assert "plan/duplicate-revision" in repr(first)


def test_findings_outlive_their_report(alembic):
    report = plumbline.open(alembic).check()
    finding, view = report[0], report.view(0)
    report.close()
    gc.collect()
    assert report.findings == (finding,) and finding.message == view.message
    for use in (lambda: len(report), lambda: report.total("error"), lambda: report.render(), lambda: report.view(0), lambda: report.unchecked):
        with pytest.raises(ValueError, match="the report is closed"):
            use()


def test_view_has_the_fields_of_the_finding(alembic):
    report = plumbline.open(alembic).check()
    finding, view = report[0], report.view(0)
    for field in ("rule", "severity", "message", "remedy", "file", "change", "object", "sqlstate", "failure_class"):
        assert getattr(view, field) == getattr(finding, field)
    assert (view.line or None, view.column or None) == (finding.line, finding.column)
    for index in (1, -1):
        with pytest.raises(IndexError):
            report.view(index)


def test_totals_count_what_was_not_kept(sqlx):
    for number in range(20):
        (sqlx / f"migrations/1_again{number}.sql").touch()
    report = plumbline.open(sqlx).check(max_per_rule=5, only=rules.PLAN_DUPLICATE_VERSION)
    assert len(report) == 5 and report.total("error") == 20 and report.total("warning") == report.total("info") == 0
    with pytest.raises(plumbline.InvalidArgument, match="none of info, warning, error"):
        report.total("fatal")


def test_only_and_skip_choose_rules(alembic):
    repository = plumbline.open(alembic)
    assert len(repository.check(only=["plan"])) == len(repository.check(only="plan/duplicate-*")) == 1
    assert len(repository.check(only=iter(["config", "pipeline"]))) == 0
    assert len(repository.check(skip=["plan/duplicate-revision"])) == len(repository[0].check(skip=["plan"])) == 0
    with pytest.raises(plumbline.InvalidArgument) as raised:
        repository.check(only=["plan/dublicate-revision"])
    assert raised.value.status_name == "PLUMB_ARGUMENT" and raised.value.hint


def test_report_is_rendered(alembic):
    report = plumbline.open(alembic)[0].check()
    assert "plan/duplicate-revision" in report.render() == report.render("text")
    assert json.loads(report.render("json")) == report.as_dict()
    assert report.as_dict()["schema"] == "plumbline.report/1"
    with pytest.raises(plumbline.InvalidArgument, match="format"):
        report.render("pdf")


def test_newer_library_may_say_more():
    from plumbline.finding import finding_of

    finding = finding_of({"rule": "plan/x", "class": "Z", "weather": "fine", "related": [{"file": "a", "line": 1, "message": "m", "more": 1}],
                          "fix": {"edits": [{"file": "a", "offset": 1, "length": 2, "text": "b"}], "renames": [{"from": "a", "to": "b"}]}})
    assert finding.failure_class == "Z" and finding.related[0].line == 1 and finding.message == ""
    assert finding.fix == plumbline.Fix((plumbline.Edit("a", 1, 2, "b"),), (plumbline.Rename("a", "b"),))


def test_rules_are_explained():
    assert "plan/cycle" in plumbline.explain("plan/cycle")
    assert [rule["name"] for rule in json.loads(plumbline.explain(format="json"))["rules"]] == sorted(rules.SEVERITY)
    assert plumbline.explain(format="markdown").count("|") > 100
    with pytest.raises(plumbline.NotFound) as raised:
        plumbline.explain("plan/cycles")
    assert "plan/cycle" in raised.value.hint
    with pytest.raises(plumbline.InvalidArgument):
        plumbline.explain(format="tex")

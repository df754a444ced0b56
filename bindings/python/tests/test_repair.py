"""Repairs: a project's as one set, a finding's own; as a patch, as documents, carried out."""
import pytest

import plumbline


@pytest.fixture
def bracketed(sqitch):
    """The plan's first timestamp in brackets."""
    plan = sqitch / "sqitch.plan"
    plan.write_text(plan.read_text().replace("users 2026-01-02T03:04:05Z", "users [2026-01-02T03:04:05Z]"))
    return sqitch


def test_fix_is_shown_and_carried_out(bracketed):
    with plumbline.open(bracketed) as repository:
        repairs = repository[0].fix()
    assert "\n+users 2026-01-02T03:04:05Z T <t@example.com> # users\n" in repairs.patch() and "1 repaired" in repairs.render()
    record = repairs.as_dict()
    assert record["status"] == "ok" and record["repairs"][0]["rule"] == "plan/bracketed-timestamp" and len(record["fix"]["edits"]) == 2
    repairs.apply()
    assert "[2026" not in (bracketed / "sqitch.plan").read_text()
    with pytest.raises(plumbline.Refused, match="has changed"):
        repairs.apply()
    repairs.close()
    with pytest.raises(ValueError, match="the fix is closed"):
        repairs.patch()
    assert plumbline.open(bracketed)[0].fix().patch() == ""


def test_finding_has_its_own_fix(bracketed):
    report = plumbline.open(bracketed).check(only="plan/bracketed-timestamp")
    repairs, finding = report.view(0).fix, report[0]
    report.close()
    assert len(finding.fix.edits) == 2 and finding.fix.creations == () and repairs.patch().startswith("diff --git ")
    repairs.apply()
    assert plumbline.open(bracketed).check(only="plan/bracketed-timestamp").ok


def test_what_nobody_can_know_is_refused(alembic):
    project = plumbline.open(alembic)[0]
    with pytest.raises(plumbline.Refused, match="claimed by 2 files") as caught:
        project.fix()
    assert "plan/duplicate-revision: " in caught.value.detail
    assert project.fix(only=["plan/multiple-heads"], heads="merge").patch() == ""
    with pytest.raises(plumbline.InvalidArgument, match="heads 'both'"):
        project.fix(heads="both")
    assert plumbline.open(alembic).check(only="plan/duplicate-revision").view(0).fix is None
    with pytest.raises(TypeError):
        project.fix("postgresql:///x")

"""Repository, Project and Change over small trees."""
import gc
import json
import os
import pathlib

import pytest

import plumbline


def test_repository_is_a_sequence_of_projects(tmp_path, sqlx, alembic, sqitch):
    with plumbline.open(tmp_path) as repository:
        assert len(repository) == 3 and bool(repository)
        assert [(each.path, each.tool) for each in repository] == [("alembic", "alembic"), ("sqitch", "sqitch"), ("sqlx", "sqlx")]
        assert repository[-1] == repository[2] and hash(repository[-1]) == hash(repository[2])
        assert repository[1:] == (repository[1], repository[2])
        assert repository[0] in repository and repository.index(repository[1]) == 1
        for index in (3, -4):
            with pytest.raises(IndexError):
                repository[index]
        assert repr(repository[0]) == "<plumbline.Project alembic 'alembic'>"
        assert repr(repository) == f"<plumbline.Repository {str(tmp_path)!r}>"


def test_no_tree_is_no_project(tmp_path):
    with plumbline.open(tmp_path) as repository:
        assert len(repository) == 0 and not repository and list(repository) == []


@pytest.mark.parametrize("of", [str, os.fsencode, pathlib.Path], ids=["str", "bytes", "PathLike"])
def test_path_is_whatever_python_takes_for_one(sqlx, of):
    with plumbline.open(of(sqlx)) as repository:
        assert [each.tool for each in repository] == ["sqlx"]


def test_path_that_is_no_utf8_comes_back_as_it_went_in(tmp_path):
    folder = os.path.join(os.fsencode(tmp_path), b"caf\xe9")
    os.makedirs(os.path.join(folder, b"migrations"))
    for name in (b"1_a.sql", b"1_b\xff.sql"):
        with open(os.path.join(folder, b"migrations", name), "w", encoding="utf-8"):
            pass
    with plumbline.open(os.fsencode(tmp_path)) as repository:
        assert os.fsencode(repository[0].path) == b"caf\xe9"
        assert os.path.isdir(tmp_path / repository[0].path)
        report = repository.check(only=["plan/duplicate-version"])
        assert os.fsencode(report.view(0).file) == b"caf\xe9/migrations/1_b\xff.sql"
        assert isinstance(report[0].message, str)
    with plumbline.open(os.fsdecode(folder)) as repository:
        assert repository[0].path == "."


def test_changes_are_a_sequence_in_order_of_the_plan(sqlx):
    project = plumbline.open(sqlx)[0]
    assert [each.id for each in project.changes] == ["1", "2", "10"]
    assert [each.name for each in project.changes[1:]] == ["orders", "coupons"]
    assert project.changes[-1].id == "10" and project.changes[-3].id == "1"
    for index in (3, -4):
        with pytest.raises(IndexError):
            project.changes[index]
    assert project.changes[0] == project.changes[0] != project.changes[1]
    assert len({project.changes[0], project.changes[0], project.changes[1]}) == 2
    assert repr(project.changes[2]) == "<plumbline.Change 10 'coupons'>"


def test_change_says_where_it_comes_from_and_what_follows(sqitch):
    project = plumbline.open(sqitch)[0]
    users, orders = project.changes
    assert (users.name, users.file, users.line, users.is_head, users.parents) == ("users", "sqitch.plan", 4, False, ())
    assert (orders.name, orders.line, orders.is_head, orders.parents) == ("orders", 5, True, (users,))
    assert len(users.id) == 40
    assert [orders.script(kind) for kind in ("deploy", "revert", "verify")] == ["deploy/orders.sql", "revert/orders.sql", "verify/orders.sql"]
    assert orders.script() == orders.script("deploy")
    with pytest.raises(plumbline.InvalidArgument, match="none of deploy, revert, verify"):
        orders.script("repair")


def test_script_that_a_tool_has_not_is_none(sqlx):
    assert plumbline.open(sqlx)[0].changes[0].script("verify") is None


def test_parent_that_no_file_has_is_none(alembic):
    (alembic / "alembic/versions/c3_lost.py").write_text('"""lost"""\nrevision = "c3"\ndown_revision = "zz"\n')
    lost = plumbline.open(alembic)[0].find("c3")
    assert lost is None or lost.parents == (None,)


def test_find_is_the_tools_own_reference(sqitch, sqlx):
    project = plumbline.open(sqitch)[0]
    assert project.find("@v1") == project.find("@HEAD") == project.changes[1]
    assert project.find("@v1^") == project.changes[0]
    assert project.find("nothing") is None
    assert plumbline.open(sqlx)[0].find("10").name == "coupons"
    with pytest.raises(plumbline.InvalidArgument, match="NUL"):
        project.find("@v1\0")


@pytest.mark.parametrize("format", ["text", "json", "tool-json", "dot"])
def test_plan_is_rendered(sqlx, format):
    text = plumbline.open(sqlx)[0].render(format)
    assert "coupons" in text
    if "json" in format:
        json.loads(text)


def test_plan_in_an_unknown_format_is_an_error(sqlx):
    with pytest.raises(plumbline.InvalidArgument, match="format"):
        plumbline.open(sqlx)[0].render("yaml")


def test_questions_are_answered_without_the_tool(alembic, sqlx):
    (alembic / "alembic/versions/b2_roles.py").unlink()
    project = plumbline.open(alembic)[0]
    answers = json.loads(project.ask('[{"op": "resolve", "args": ["head"]}]'))
    assert answers
    assert json.loads(project.ask(b'[{"op": "resolve", "args": ["head"]}]')) == answers
    with pytest.raises(plumbline.BadFormat):
        project.ask("[")
    with pytest.raises(plumbline.InvalidArgument):
        plumbline.open(sqlx)[0].ask("")


def test_options_are_handed_over(tmp_path, sqlx, alembic):
    assert [each.tool for each in plumbline.open(tmp_path, tool="sqlx")] == ["sqlx"]
    with pytest.raises(plumbline.InvalidArgument):
        plumbline.open(tmp_path, tool="flyway")
    assert len(plumbline.open(tmp_path, environment={"HOME": "/nowhere"})) == 2
    assert len(plumbline.open(tmp_path, environment={})) == 2
    with pytest.raises(plumbline.LimitExceeded, match="max"):
        plumbline.open(sqlx, max_files=2)
    report = plumbline.open(sqlx, max_file_bytes=3).check()
    assert not report.ok or report.unchecked


def test_configuration_that_is_wrong_is_told_with_its_place(sqlx, tmp_path):
    config = tmp_path / "mine.toml"
    config.write_text("[nonsense\n")
    with pytest.raises(plumbline.ConfigurationError) as raised:
        plumbline.open(sqlx, config=config)
    assert raised.value.file and raised.value.file.endswith("mine.toml") and raised.value.line == 1


def test_projects_and_changes_outlive_their_repository(sqlx):
    repository = plumbline.open(sqlx)
    project = repository[0]
    change = project.changes[1]
    repository.close()
    repository.close()
    assert repository.closed and "closed" in repr(repository)
    del repository
    gc.collect()
    assert project.path == "." and project.check().ok and change.name == "orders"
    del project
    gc.collect()
    assert change.parents == () or change.parents[0].name == "users"


def test_closed_repository_says_so(sqlx):
    repository = plumbline.open(sqlx)
    with repository as same:
        assert same is repository
    for use in (lambda: len(repository), lambda: repository[0], lambda: repository.check(), lambda: list(repository), repository.__enter__):
        with pytest.raises(ValueError, match="the repository is closed"):
            use()

"""Target and Registry on a real PostgreSQL."""
import json
import threading

import pytest

import plumbline


def test_target_is_named_without_its_password(uri):
    with plumbline.connect(uri + ("&" if "?" in uri else "?") + "password=secret", application_name="guard") as target:
        assert "secret" not in target.name and "secret" not in repr(target) and target.name.startswith("postgres")
        assert target.server_version >= 120000
    assert target.closed and repr(target) == "<plumbline.Target closed>"
    with pytest.raises(ValueError, match="the target is closed"):
        target.name


def test_registry_is_read(target, sqlx):
    project = plumbline.open(sqlx)[0]
    with project.read_registry(target) as registry:
        assert not registry.exists and registry.count == 0
        assert [registry.applied(change) for change in project.changes] == [False] * 3
        assert json.loads(registry.render("json"))["schema"] == "plumbline.registry/1"
        assert registry.render() == registry.render("text")
        with pytest.raises(plumbline.InvalidArgument):
            registry.render("xml")
    with pytest.raises(ValueError, match="the registry is closed"):
        registry.exists


def test_check_and_verify_look_at_the_registry(target, sqlx):
    with plumbline.open(sqlx) as repository:
        assert "registry/absent" in [finding.rule for finding in repository.check(target)]
        assert "registry/absent" in [finding.rule for finding in repository[0].check(target)]
        assert "deploy/nothing-applied" in [finding.rule for finding in repository.verify(target)]
        assert "deploy/nothing-applied" in [finding.rule for finding in repository[0].verify(target)]
        found = repository[0].verify(target, expect=["role:nobody_of_that_name"])
        assert "drift/missing-object" in [finding.rule for finding in found]


def test_nothing_to_verify_is_not_found(target, tmp_path):
    with pytest.raises(plumbline.NotFound):
        plumbline.open(tmp_path).verify(target)


def test_expectation_without_a_target_is_wrong(sqlx):
    with pytest.raises(plumbline.InvalidArgument):
        plumbline.open(sqlx).check(expect=["users"])


def test_second_call_at_a_time_is_busy(target, tmp_path, sqlx, alembic):
    repository, entered, done = plumbline.open(tmp_path), threading.Event(), threading.Event()

    def wait(_):
        entered.set()
        done.wait(30)

    thread = threading.Thread(target=lambda: repository.check(target, on_event=wait))
    thread.start()
    assert entered.wait(30)
    try:
        with pytest.raises(plumbline.Busy):
            repository.check(target)
        with pytest.raises(plumbline.Busy):
            repository[0].read_registry(target)
        target.close()  # ends with the call that uses it
    finally:
        done.set()
        thread.join()


def test_database_that_is_not_there_is_told_in_the_servers_words(uri):
    host = uri.partition("?")[2]
    with pytest.raises(plumbline.ConnectionFailed) as raised:
        plumbline.connect(f"postgresql://postgres@/no_database_of_this_name?{host}")
    assert raised.value.sqlstate in ("3D000", None) and "no_database_of_this_name" in str(raised.value) + str(raised.value.detail)


def test_unreadable_uri_is_an_argument():
    with pytest.raises(plumbline.InvalidArgument):
        plumbline.connect("mysql://localhost/x")


def test_server_that_is_not_there(tmp_path):
    with pytest.raises(plumbline.ConnectionFailed):
        plumbline.connect(f"postgresql:///x?host={tmp_path}")

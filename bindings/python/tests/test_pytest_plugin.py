"""The pytest plugin, run by pytest itself."""
import importlib.metadata

import pytest

import plumbline

INSTALLED = any(entry.value == "plumbline.pytest_plugin" for group in [importlib.metadata.entry_points()]
                for entry in (group.select(group="pytest11") if hasattr(group, "select") else group.get("pytest11", ())))


@pytest.fixture
def run(pytester):
    plugin = [] if INSTALLED else ["-p", "plumbline.pytest_plugin"]
    return lambda *words: pytester.runpytest(*plugin, "-p", "no:cacheprovider", *words)


def test_fixture_passes_and_fails(run, pytester, sqlx, alembic):
    pytester.makepyfile(f"""
        def test_good(assert_migrations_ok):
            assert len(assert_migrations_ok({str(sqlx)!r})) == 0

        def test_bad(assert_migrations_ok):
            assert_migrations_ok({str(alembic)!r})

        def test_skipped_rule(assert_migrations_ok):
            assert_migrations_ok({str(alembic)!r}, skip=["plan/duplicate-revision"])

        def test_verify_without_database(assert_migrations_ok):
            assert_migrations_ok({str(sqlx)!r}, verify=True)
    """)
    result = run()
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(["*alembic/versions/b2_orders.py:2: error: revision \"b2\" is claimed by *[[]plan/duplicate-revision]",
                                 "*InvalidArgument: verify needs a database*"])


def test_fixture_looks_at_a_database(run, pytester, sqlx, uri):
    pytester.makepyfile(f"""
        def test_before(assert_migrations_ok):
            assert_migrations_ok({str(sqlx)!r}, {uri!r})

        def test_after(assert_migrations_ok):
            assert_migrations_ok({str(sqlx)!r}, {uri!r}, verify=True)
    """)
    result = run()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*[[]deploy/nothing-applied]*"])


def test_schema_fixture_compares_a_database_with_a_snapshot(run, pytester, schemas):
    before, after = schemas["before"], schemas["after"]
    pytester.makepyfile(f"""
        import plumbline, pytest

        def test_same(assert_schema_ok):
            assert len(assert_schema_ok({before["snapshot"]!r}, {before["uri"]!r})) == 0

        def test_other(assert_schema_ok):
            assert_schema_ok({before["snapshot"]!r}, {after["uri"]!r})

        def test_part(assert_schema_ok):
            with plumbline.connect({after["uri"]!r}) as target, target.capture(schemas="tenant_1", relative=True) as wanted:
                assert_schema_ok(wanted, target, schemas="tenant_2", skip=["schema"])

        def test_options(assert_schema_ok):
            assert_schema_ok({before["snapshot"]!r}, {after["uri"]!r}, skip=["index", "column", "table:*.refund"])

        def test_missing(assert_schema_ok):
            with pytest.raises(FileNotFoundError):
                assert_schema_ok("no-such-snapshot.json", {before["uri"]!r})

        def test_update(assert_schema_ok, pytestconfig):
            if pytestconfig.getoption("--plumbline-update"):
                assert_schema_ok("new.json", {before["uri"]!r}, schemas=["billing"])
    """)
    result = run()
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(["*column billing.invoice.total: type is bigint, not integer*"])
    run("--plumbline-update", "-k", "update").assert_outcomes(passed=1, deselected=5)
    assert plumbline.Schema.load((pytester.path / "new.json").read_bytes()).find("table", "billing.invoice")


def test_each_tree_is_a_test(run, tmp_path, sqlx, alembic):
    result = run(f"--plumbline={tmp_path}", "-v")
    result.assert_outcomes(passed=2, failed=1)  # sqlx and the pipelines; alembic
    result.stdout.fnmatch_lines(["*alembic/alembic/versions/b2_orders.py:2: error: *"])
    assert "pytest_plugin.py" not in result.stdout.str()  # findings, not our traceback


def test_ini_option_names_the_trees(run, pytester, sqlx, uri):
    pytester.makeini(f"[pytest]\nplumbline = {sqlx}\nplumbline_db = {uri}\nplumbline_fail_on = info\n")
    result = run()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*[[]registry/absent]*"])


def test_naming_a_test_or_choosing_by_name_leaves_the_trees_out(run, pytester, sqlx):
    pytester.makeini(f"[pytest]\nplumbline = {sqlx}\n")
    pytester.makepyfile("def test_mine():\n    pass\n")
    run("-k", "mine").assert_outcomes(passed=1, deselected=2)
    run("-k", "sqlx").assert_outcomes(passed=2, deselected=1)
    run().assert_outcomes(passed=3)
    if hasattr(pytester.parseconfig(), "args_source"):
        run(next(pytester.path.glob("test_*.py"))).assert_outcomes(passed=1)


def test_path_without_a_tree_is_a_wrong_use(run, tmp_path):
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "empty", tmp_path / "missing"):
        result = run(f"--plumbline={path}")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines([f"ERROR: --plumbline *{path.name}: *"])


def can_start():
    try:
        plumbline.Server().close()
    except plumbline.ToolMissing as missing:
        pytest.skip(f"no server of our own: {missing}")


def test_fixtures_give_a_server_and_a_database(run, pytester):
    can_start()
    pytester.makepyfile("""
        import plumbline

        seen = []

        def look(uri):
            with plumbline.connect(uri) as target:
                seen.append(target.name)

        def test_one(plumbline_postgres, plumbline_database):
            look(plumbline_database)
            assert plumbline_postgres.add_database(plumbline_database) != plumbline_database

        def test_two(plumbline_database):
            look(plumbline_database)
            assert len(set(seen)) == 2
    """)
    run().assert_outcomes(passed=2)


def test_gates_are_tests(run, tmp_path, pytester, sqlx):
    can_start()
    folder = sqlx / "migrations"
    for path in folder.glob("*.sql"):
        path.rename(path.with_suffix(".up.sql"))
        folder.joinpath(path.stem + ".down.sql").write_text(f"DROP TABLE {path.stem.partition('_')[2]};\n")
    run(f"--plumbline={sqlx}", "--plumbline-gate").assert_outcomes(passed=3)  # the tree, its gate, the pipelines
    (folder / "2_orders.up.sql").write_text("CREATE TABLE users ();\n")
    result = run(f"--plumbline={sqlx}", "--plumbline-gate")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*upgrade*failed*", "*users*already exists*"])
    assert "pytest_plugin.py" not in result.stdout.str()
    pytester.makepyfile(f"""
        def test_gate(assert_gate_ok):
            assert_gate_ok({str(sqlx)!r})
    """)
    result = run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*GateNotOk*", "*upgrade*failed*"])

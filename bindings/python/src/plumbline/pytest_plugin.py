"""For pytest: the fixtures assert_migrations_ok, assert_schema_ok and assert_gate_ok, plumbline_postgres and plumbline_database, and one test for
each migration tree below the paths that --plumbline names.

    pytest --plumbline .                           each tree of this repository is a test, its deploy pipelines one more
    pytest --plumbline . --plumbline-db URI        with what the registry says
    pytest --plumbline . --plumbline-gate          and each tree's migrations are run, up, down and up again, on a PostgreSQL of their own
    pytest --plumbline-update                      assert_schema_ok writes its snapshots instead of comparing them

or in pytest's configuration: `plumbline = .`, `plumbline_db = postgresql:///shop`, `plumbline_fail_on = warning`, `plumbline_gate = true`.
"""
from __future__ import annotations

import os
from typing import Any, Callable, Iterable, Iterator, Optional, Union

import pytest

import plumbline

AssertMigrationsOk = Callable[..., plumbline.Report]
AssertSchemaOk = Callable[..., plumbline.Diff]
AssertGateOk = Callable[..., plumbline.Run]
SEVERITIES = ("info", "warning", "error")


class MigrationsNotOk(AssertionError):
    """What was found, readable as it is."""


class SchemaNotOk(AssertionError):
    """What differs, readable as it is."""


class GateNotOk(AssertionError):
    """Where a gate is red, what was said, and what to do."""


def readable(report: plumbline.Report, fail_on: str) -> str:
    """The findings at or above `fail_on`, each with its remedy; "" when there is none."""
    if fail_on not in SEVERITIES:
        raise ValueError(f"{fail_on!r} is none of {', '.join(SEVERITIES)}")
    worst = SEVERITIES[SEVERITIES.index(fail_on):]
    if not any(report.total(severity) for severity in worst):
        return ""
    lines = []
    for finding in report:
        if finding.severity in worst:
            lines += [str(finding), *([f"    {finding.remedy}"] if finding.remedy else [])]
    kept = sum(finding.severity in worst for finding in report)
    hidden = sum(report.total(severity) for severity in worst) - kept
    return "\n".join([*lines, *([f"and {hidden} more"] if hidden > 0 else []), *(f"not checked: {line}" for line in report.unchecked)])


@pytest.fixture
def assert_migrations_ok() -> AssertMigrationsOk:
    """assert_migrations_ok(path, db=None, *, verify=False, fail_on="error", **options): the report, or a failure that says what is wrong.

    `db` is a URI or a plumbline.Target; `verify` asks what a deploy left behind; `options` are those of Repository.check.
    """

    def check(path: plumbline.StrPath, db: Union[str, plumbline.Target, None] = None, *, verify: bool = False, fail_on: str = "error",
              **options: Any) -> plumbline.Report:
        __tracebackhide__ = True
        target = plumbline.connect(db) if isinstance(db, str) else db
        try:
            with plumbline.open(path) as repository:
                if verify and target is None:
                    raise plumbline.InvalidArgument("verify needs a database")
                report = repository.verify(target, **options) if verify and target else repository.check(target, **options)
        finally:
            if target is not None and target is not db:
                target.close()
        found = readable(report, fail_on)
        if found:
            raise MigrationsNotOk(f"{os.fsdecode(path)}:\n{found}")
        return report

    return check


@pytest.fixture
def assert_schema_ok(pytestconfig: pytest.Config) -> AssertSchemaOk:
    """assert_schema_ok(snapshot, db, *, schemas=None, **options): the diff, or a failure that says how the database differs from a snapshot.

    `snapshot` is a file that this, with --plumbline-update, or `plumbline snapshot` wrote, or a plumbline.Schema; `db` is a URI or a
    plumbline.Target; `schemas` are names or globs; `options` are those of Schema.diff. What cannot be compared is a failure too.
    """
    update = pytestconfig.getoption("--plumbline-update")

    def check(snapshot: Union[plumbline.StrPath, plumbline.Schema], db: Union[str, plumbline.Target], *,
              schemas: Union[str, Iterable[str], None] = None, **options: Any) -> plumbline.Diff:
        __tracebackhide__ = True
        target = plumbline.connect(db) if isinstance(db, str) else db
        try:
            if not isinstance(snapshot, plumbline.Schema) and update:
                with target.capture(schemas=schemas) as schema, open(snapshot, "w", encoding="utf-8") as file:
                    file.write(schema.save())
            wanted = snapshot if isinstance(snapshot, plumbline.Schema) else loaded(snapshot)
            with target.capture(schemas=schemas, relative=wanted.relative) as now:
                diff = wanted.diff(now, **options)
        finally:
            if target is not db:
                target.close()
        if diff or diff.unchecked:
            name = "snapshot" if isinstance(snapshot, plumbline.Schema) else os.fsdecode(snapshot)
            raise SchemaNotOk("\n".join([f"{name}:", *map(str, diff), *(f"not compared: {line}" for line in diff.unchecked)]))
        return diff

    return check


def loaded(snapshot: plumbline.StrPath) -> plumbline.Schema:
    """The schema in a file."""
    with open(snapshot, "rb") as file:
        return plumbline.Schema.load(file.read())


@pytest.fixture
def assert_gate_ok() -> AssertGateOk:
    """assert_gate_ok(path, **options): the run of a gate over the trees below `path`, or a failure with the step, what was said and the remedy.

    `options` are those of Repository.gate; nothing is recorded unless `record` says where.
    """

    def check(path: plumbline.StrPath, **options: Any) -> plumbline.Run:
        __tracebackhide__ = True
        with plumbline.open(path) as repository:
            run = repository.gate(**{"record": "", **options})
        if not run.passed:
            raise GateNotOk(f"{os.fsdecode(path)}:\n{red(run)}")
        return run

    return check


def red(run: plumbline.Run) -> str:
    """Why a gate did not pass: the steps, the end of what was said, the findings with their remedies."""
    lines = []
    for step in run.steps:
        if step.state not in ("passed", "not-reached"):
            lines.append(" ".join(word for word in ("" if step.project in (None, ".") else f"{step.project}:", step.name, step.subject, step.state) if word))
    return "\n".join([*lines, *([run.detail] if run.detail else []), readable(run.report, "error")])


@pytest.fixture(scope="session")
def plumbline_postgres() -> Iterator[plumbline.Server]:
    """An ephemeral PostgreSQL for all tests, a plumbline.Server: its superuser may do anything there, and nothing of it stays."""
    with plumbline.Server() as server:
        yield server


@pytest.fixture
def plumbline_database(plumbline_postgres: plumbline.Server) -> Iterator[str]:
    """The URI of an empty database of the test's own."""
    uri = plumbline_postgres.add_database()
    yield uri
    plumbline_postgres.drop_database(uri)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("plumbline", "migration trees")
    group.addoption("--plumbline", action="append", metavar="PATH", help="test each migration tree below PATH; repeatable")
    group.addoption("--plumbline-db", metavar="URI", help="the database whose registry they are compared with")
    group.addoption("--plumbline-fail-on", choices=SEVERITIES, help="severity that fails a test (default error)")
    group.addoption("--plumbline-gate", action="store_true", help="run each tree's migrations too: up, down and up again")
    group.addoption("--plumbline-server", metavar="URI", help="the server for that (default: an ephemeral one)")
    group.addoption("--plumbline-update", action="store_true", help="assert_schema_ok writes its snapshots instead of comparing them")
    parser.addini("plumbline", "paths below which each migration tree is a test", type="paths")
    parser.addini("plumbline_db", "the database whose registry they are compared with")
    parser.addini("plumbline_gate", "whether each tree's migrations are run too", type="bool", default=False)
    parser.addini("plumbline_fail_on", "severity that fails a test", default="error")


@pytest.hookimpl(tryfirst=True)  # before -k and -m choose
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    paths = config.getoption("--plumbline")
    source = getattr(config, "args_source", None)  # since pytest 7.2
    if not paths and (source is None or source.name != "ARGS"):  # whoever names a test wants that one
        paths = config.getini("plumbline")
    if not paths and config.getoption("--plumbline-gate"):
        paths = ["."]
    with_gate = config.getoption("--plumbline-gate") or config.getini("plumbline_gate")
    items.extend(tests(session, paths or (), with_gate))


def tests(session: pytest.Session, paths: Iterable[Union[str, "os.PathLike[str]"]], with_gate: bool) -> Iterator[pytest.Item]:
    """One for each tree, and one more with its gate; one for the deploy pipelines of each path."""
    for path in paths:
        name = os.path.relpath(path)
        try:
            repository = plumbline.open(path)
        except plumbline.PlumblineError as error:
            raise pytest.UsageError(f"--plumbline {name}: {error}") from error
        if not repository:
            raise pytest.UsageError(f"--plumbline {name}: there is no sqitch, Alembic or sqlx tree")
        parent = Trees.from_parent(session, name=f"plumbline:{name}", nodeid=f"plumbline:{name}", path=session.path)
        for project in repository:
            yield MigrationTest.from_parent(parent, name=f"{project.path}[{project.tool}]", subject=project, only=None)
            if with_gate:
                yield GateTest.from_parent(parent, name=f"{project.path}[gate]", subject=project)
        yield MigrationTest.from_parent(parent, name="pipelines", subject=repository, only="pipeline")


class Trees(pytest.Collector):
    """The migration trees below one path."""

    def collect(self) -> Iterable[Union[pytest.Item, pytest.Collector]]:
        return ()


class PlainItem(pytest.Item):
    """A test that fails with what was found, not with our traceback."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, (MigrationsNotOk, GateNotOk)):
            return str(excinfo.value)
        if isinstance(excinfo.value, plumbline.PlumblineError):
            return "\n".join(line for line in (str(excinfo.value), excinfo.value.detail, excinfo.value.hint) if line)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Union["os.PathLike[str]", str], Optional[int], str]:
        return self.path, None, self.nodeid


class GateTest(PlainItem):
    """The round trip of one migration tree."""

    def __init__(self, *, subject: plumbline.Project, **fields: Any) -> None:
        super().__init__(**fields)
        self.subject = subject

    def runtest(self) -> None:
        run = self.subject.gate(server=self.config.getoption("--plumbline-server"), record="")
        if not run.passed:
            raise GateNotOk(red(run))


class MigrationTest(PlainItem):
    """One migration tree, or the deploy pipelines around all of them."""

    def __init__(self, *, subject: Union[plumbline.Project, plumbline.Repository], only: Optional[str], **fields: Any) -> None:
        super().__init__(**fields)
        self.subject, self.only = subject, only

    def runtest(self) -> None:
        fail_on = self.config.getoption("--plumbline-fail-on") or self.config.getini("plumbline_fail_on")
        uri = self.config.getoption("--plumbline-db") or self.config.getini("plumbline_db")
        if uri and self.only is None:
            with plumbline.connect(uri) as target:
                report = self.subject.check(target)
        else:
            report = self.subject.check(only=self.only)
        found = readable(report, fail_on)
        if found:
            raise MigrationsNotOk(found)

"""Small trees, and the surroundings that some tests need: they skip with the reason where there is no server, no case list, no tool.

$PLUMBLINE_TEST_URI is a PostgreSQL superuser's URI (with_postgres sets it), $PLUMBLINE_CASES the list that tests/bindings/prepare.py
writes, $PLUMBLINE_CLI the built command line.
"""
from __future__ import annotations

import json
import os
import socket
import threading
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

import plumbline

pytest_plugins = ["pytester"]


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def sqlx(tmp_path: Path) -> Path:
    """Three good migrations."""
    return write(tmp_path / "sqlx", {f"migrations/{number}_{name}.sql": f"CREATE TABLE {name} ();\n"
                                     for number, name in ((1, "users"), (2, "orders"), (10, "coupons"))})


@pytest.fixture
def alembic(tmp_path: Path) -> Path:
    """Two revisions, and a third that claims the second one's id."""
    revision = '"""{0}"""\nrevision = "{1}"\ndown_revision = {2}\n\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    op.drop_table("x")\n'
    return write(tmp_path / "alembic", {
        "alembic.ini": "[alembic]\nscript_location = alembic\n",
        "alembic/env.py": "",
        "alembic/versions/a1_users.py": revision.format("users", "a1", None),
        "alembic/versions/b2_orders.py": revision.format("orders", "b2", '"a1"'),
        "alembic/versions/b2_roles.py": revision.format("roles", "b2", '"a1"')})


@pytest.fixture
def sqitch(tmp_path: Path) -> Path:
    """A plan of two changes."""
    plan = ("%syntax-version=1.0.0\n%project=shop\n\nusers 2026-01-02T03:04:05Z T <t@example.com> # users\n"
            "orders [users] 2026-01-03T03:04:05Z T <t@example.com> # orders\n@v1 2026-01-04T03:04:05Z T <t@example.com> # first\n")
    scripts = {f"{kind}/{name}.sql": "BEGIN;\nROLLBACK;\n" for kind in ("deploy", "revert", "verify") for name in ("users", "orders")}
    return write(tmp_path / "sqitch", {"sqitch.conf": "[core]\n\tengine = pg\n", "sqitch.plan": plan, **scripts})


@pytest.fixture
def uri() -> str:
    """A real PostgreSQL."""
    found = os.environ.get("PLUMBLINE_TEST_URI")
    if not found:
        pytest.skip("no PostgreSQL: $PLUMBLINE_TEST_URI is not set")
    return found


@pytest.fixture
def target(uri: str) -> Iterator[plumbline.Target]:
    with plumbline.connect(uri) as connected:
        yield connected


@pytest.fixture
def schemas() -> dict[str, Any]:
    """Two databases that differ a little, their snapshots and their diff, as the command line gives them."""
    path = os.environ.get("PLUMBLINE_CASES")
    if not path:
        pytest.skip("$PLUMBLINE_CASES is not set: see tests/bindings/prepare.py")
    found: dict[str, Any] = json.loads(Path(path).with_name("schemas.json").read_text())
    return found


class Stalled:
    """A server that takes connections and says nothing, ever."""

    def __init__(self, on_connection: Callable[[], Any]) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.uri = f"postgresql://nobody@127.0.0.1:{self.listener.getsockname()[1]}/none?sslmode=disable"
        self.on_connection, self.connections = on_connection, []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                self.connections.append(self.listener.accept()[0])
            except OSError:
                return
            self.connections[-1].recv(1)  # the client speaks first: it waits for us from here on
            self.on_connection()

    def close(self) -> None:
        self.listener.close()
        for connection in self.connections:
            connection.close()


@pytest.fixture
def stalled() -> Iterator[Callable[[Callable[[], Any]], Stalled]]:
    """stalled(function): a server that never answers, and calls the function when somebody waits for it."""
    servers: list[Stalled] = []

    def start(on_connection: Callable[[], Any]) -> Stalled:
        servers.append(Stalled(on_connection))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def cases() -> list[Any]:
    """The founding scenarios, for parametrize."""
    path = os.environ.get("PLUMBLINE_CASES")
    if not path:
        return [pytest.param(None, id="none", marks=pytest.mark.skip(reason="$PLUMBLINE_CASES is not set: see tests/bindings/prepare.py"))]
    return [pytest.param(case, id=case["name"]) for case in json.loads(Path(path).read_text())]

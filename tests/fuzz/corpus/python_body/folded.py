"""Python around the operations"""
import textwrap
from typing import Sequence, Union

import sqlalchemy as sa
from alembic import context, op

revision: str = "folded"
down_revision: Union[str, Sequence[str], None] = "batches"

SCHEMA = "app"
TABLES = ("users", "orders")
COLUMNS = {"a": sa.Integer(), "b": sa.String(3)}
TRIGGER = textwrap.dedent(
    """
    CREATE TRIGGER {table}_touch BEFORE UPDATE ON {table}
      FOR EACH ROW EXECUTE FUNCTION touch()
    """
).strip()


def stamps(index=False, **options):
    return [sa.Column(name, sa.DateTime(), index=index, **options) for name in ("made_at", "changed_at")]


def names(prefix):
    found = []
    for table in TABLES:
        found.append(f"{prefix}_{table}")
    return found


def upgrade():
    for table in TABLES:
        op.execute(TRIGGER.format(table=table))
        for name, type_ in COLUMNS.items():
            op.add_column(table, sa.Column(name, type_, nullable=name != "a"), schema=SCHEMA)
    for number, (old, new) in enumerate([("x", "y"), ("z", "w")], start=1):
        op.alter_column("t%d" % number, old, new_column_name=new)
    op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), *stamps(index=True, nullable=False))
    op.execute("DROP TABLE " + ", ".join(names("old")) + (" CASCADE" if len(TABLES) > 1 else ""))
    bind = op.get_bind()
    if bind.dialect.name == "postgresql" and not context.is_offline_mode():
        op.execute("SELECT 'postgresql'")
    elif bind.engine.name == "sqlite":
        op.execute("SELECT 'sqlite'")
    counter = 0
    for a in range(3):
        if a == 1:
            continue
        counter += a

        def inner(value, *, times=2):
            op.execute(f"SELECT {value!r}, {value:>4}, {counter}" + ", 1" * times)

        inner("x" * a, times=a)
    options = dict(nullable=False)
    options.update({"server_default": "0"})
    op.add_column("t", sa.Column("c", sa.Integer, **options))
    assert counter == 2
    try:
        op.execute("SELECT 'finally'")
    finally:
        op.execute("SELECT 'done'")


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)

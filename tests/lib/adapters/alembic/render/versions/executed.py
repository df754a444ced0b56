"""what is sent as text, and rows"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql import column, table

revision = "executed"
down_revision = "enumerations"

accounts = table("accounts", column("id", sa.Integer), column("name", sa.String), column("Is On", sa.Boolean))


def upgrade():
    op.execute("SELECT 'a'::text, 'it''s', \"B\", E'\\n', $$ ; $$ ")
    op.execute("SELECT '12\\:30', a\\:\\:int, '50%' FROM t")
    op.execute(sa.text("UPDATE t SET a = :a, b = :b_2 WHERE c::int = :c").bindparams(a="x'y", b_2=None, c=3))
    op.execute("CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN NEW.a := 1; RETURN NEW; END; $$ LANGUAGE plpgsql")
    op.get_bind().execute(sa.text("INSERT INTO t VALUES (:a, :b)"), {"a": 1, "b": True})
    op.get_bind().exec_driver_sql("INSERT INTO t VALUES (':a', '\\:')")
    op.execute(accounts.update().where(accounts.c.name == op.inline_literal("a")).values(name=op.inline_literal("b")))
    op.execute(accounts.update().where(accounts.c.id > 3).where(accounts.c.name.is_(None)).values({"Is On": True}))
    op.execute(accounts.insert().values(id=1, name="n"))
    op.execute(accounts.delete().where(sa.or_(accounts.c.id == 1, accounts.c.id == 2)))
    op.execute(sa.delete(accounts).where(accounts.c.name.in_(["a", "b"])))
    op.bulk_insert(accounts, [{"id": 1, "name": "it's"}, {"id": 2, "name": None}])
    made = op.create_table("made", sa.Column("id", sa.Integer, primary_key=True), sa.Column("v", sa.Text))
    op.bulk_insert(made, [{"v": "a:b"}])
    op.execute(sa.schema.CreateSequence(sa.Sequence("seq", start=5, increment=2)))
    op.execute(sa.schema.CreateSchema("Extra"))
    op.execute(sa.DDL("CREATE EXTENSION pg_trgm"))


def downgrade():
    op.execute(sa.schema.DropSequence(sa.Sequence("seq", schema="s")))
    op.execute(sa.schema.DropSchema("Extra", cascade=True))
    op.execute(accounts.delete())

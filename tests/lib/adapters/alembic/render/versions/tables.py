"""create_table and drop_table, with everything that may stand in them"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "tables"
down_revision = None


def upgrade():
    op.create_table(
        "plain",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("big", sa.BigInteger, nullable=False),
        sa.Column("Mixed", sa.String(20), server_default="it's 50%"),
        sa.Column("select", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now()),
        sa.Column("made", sa.TIMESTAMP(), server_default=sa.text("CURRENT_TIMESTAMP"), comment="when 'it' was"),
        sa.Column("by", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE", onupdate="SET NULL")),
        sa.Column("code", sa.Text, unique=True, index=True),
        sa.Column("slug", sa.Text, unique=True),
        sa.Column("rank", sa.Integer, sa.CheckConstraint("rank > 0", name="ck_rank"), index=True),
        comment="a table",
    )
    op.create_table(
        "keyed",
        sa.Column("a", sa.SmallInteger(), nullable=False),
        sa.Column("b", sa.BigInteger(), sa.ForeignKey("sales.orders.id", name="fk_b", deferrable=True, initially="DEFERRED")),
        sa.Column("c", sa.Integer(), sa.Identity(always=True, start=10, increment=5, cycle=False)),
        sa.Column("d", sa.Integer(), sa.Identity(), nullable=True),
        sa.Column("e", sa.Integer(), sa.Computed("a * 2", persisted=True)),
        sa.CheckConstraint("a > b", name="ck_keyed"),
        sa.UniqueConstraint("a", "b", name=op.f("uq_keyed"), deferrable=True),
        sa.ForeignKeyConstraint(["a", "b"], ["other.x", "other.y"], match="FULL"),
        sa.PrimaryKeyConstraint("a", "c", name="pk_keyed"),
        sa.Index("ix_keyed", "b", sa.text("a DESC"), unique=True),
        schema="sales",
    )
    op.create_table("small", sa.Column("id", sa.SmallInteger, primary_key=True), if_not_exists=True)
    op.create_table("large", sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False))
    op.create_table("linked", sa.Column("id", sa.Integer, sa.ForeignKey("plain.id"), primary_key=True))
    op.create_table("given", sa.Column("id", sa.Integer, primary_key=True, server_default=sa.text("7")))
    op.create_table(
        "pair",
        sa.Column("x", sa.Integer, primary_key=True),
        sa.Column("y", sa.Integer, primary_key=True, autoincrement=True),
    )
    op.create_table("empty")
    op.create_table(
        "parted",
        sa.Column("day", sa.Date, index=True),
        sa.Column("room", postgresql.INT4RANGE()),
        postgresql.ExcludeConstraint(("room", "&&"), ("day", "="), name="ex_parted", where="day > '2020-01-01'"),
        sa.UniqueConstraint("day", postgresql_nulls_not_distinct=True, postgresql_include=["room"]),
        schema="Sales",
        prefixes=["UNLOGGED"],
        postgresql_partition_by="RANGE (day)",
    )


def downgrade():
    op.drop_table("plain")
    op.drop_table("keyed", schema="sales")
    op.drop_table("Mixed Case", if_exists=True)
    op.rename_table("plain", "planar")
    op.rename_table("keyed", "Keyed", schema="a.b")
    op.create_table_comment("plain", "it's", existing_comment="x", schema="sales")
    op.create_table_comment("plain", None)
    op.drop_table_comment("plain")

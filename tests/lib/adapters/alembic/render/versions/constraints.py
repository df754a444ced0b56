"""constraints of tables that exist"""
import sqlalchemy as sa
from alembic import op

revision = "constraints"
down_revision = "indexes"


def upgrade():
    op.create_foreign_key("fk_a", "t", "u", ["a"], ["id"])
    op.create_foreign_key(None, "t", "u", ["a", "B"], ["id", "c"], ondelete="SET NULL", onupdate="CASCADE")
    op.create_foreign_key(
        op.f("fk_b"), "t", "t", ["a"], ["id"], source_schema="s", referent_schema="S", deferrable=True,
        initially="DEFERRED", match="FULL", postgresql_not_valid=True,
    )
    op.create_unique_constraint("uq_a", "t", ["a", "b"])
    op.create_unique_constraint(None, "t", ["a"], schema="s", deferrable=False)
    op.create_unique_constraint("uq_b", "t", ["a"], postgresql_nulls_not_distinct=True)
    op.create_primary_key("pk_t", "t", ["id", "b"])
    op.create_primary_key(None, "t", ["id"], schema="s")
    op.create_check_constraint("ck_a", "t", "a > 0 AND b <> '\\:x'::text")
    op.create_check_constraint("ck_b", "t", sa.column("a").in_(["x", "y"]))
    op.create_check_constraint("ck_c", "t", sa.func.length(sa.column("a")) >= 5, schema="s", postgresql_not_valid=True)
    op.create_check_constraint("ck_d", "t", sa.or_(sa.column("a").isnot(None), sa.column("b") != sa.text("c")))
    op.create_exclude_constraint("ex_a", "t", ("period", "&&"), ("room", "="), where="room <> 'x'", using="gist")


def downgrade():
    op.drop_constraint("fk_a", "t", type_="foreignkey")
    op.drop_constraint(op.f("uq_a"), "t", schema="s", if_exists=True)
    op.drop_constraint("Ck", "T", "check")

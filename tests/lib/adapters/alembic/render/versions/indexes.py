"""indexes"""
import sqlalchemy as sa
from alembic import op

revision = "indexes"
down_revision = "types"


def upgrade():
    op.create_index("ix_a", "t", ["a"])
    op.create_index(op.f("ix_t_a"), "t", ["a", "B"], unique=True, schema="s")
    op.create_index(None, "t", ["a"])
    op.create_index(None, "t", ["a"], schema="s")
    op.create_index("ix_b", "t", [sa.text("lower(a)"), "b"], postgresql_where=sa.text("a IS NOT NULL"))
    op.create_index("ix_c", "t", [sa.func.lower(sa.column("a"))], postgresql_using="GIN")
    op.create_index("ix_d", "t", ["a"], postgresql_using="gin", postgresql_ops={"a": "gin_trgm_ops"})
    op.create_index("ix_e", "t", ["a"], postgresql_include=["b", "C"], postgresql_with={"fillfactor": 50})
    op.create_index("ix_f", "t", [sa.column("a").desc(), sa.text("b NULLS LAST")], if_not_exists=True)
    op.create_index("ix_g", "t", [sa.desc("a") if False else sa.column("a").desc().nulls_last()])
    op.create_index("ix_h", "t", ["a"], postgresql_where=sa.column("a") == "x")
    op.create_index(
        "ix_i", "t", ["a"],
        postgresql_where=sa.and_(sa.column("a") > 3, sa.or_(sa.column("b").is_(None), sa.column("c").in_([1, 2])), sa.column("d") == sa.true()),
    )
    op.create_index("ix_j", "t", ["a"], unique=True, postgresql_nulls_not_distinct=True, postgresql_tablespace="Fast")
    op.create_index("ix_k", "t", [sa.literal_column("a || b"), sa.func.coalesce(sa.column("b"), "x")])
    op.create_index(op.f("ix_a_name_that_is_much_longer_than_postgresql_would_take_it_as_it_is_here"), "t", ["a"])
    op.create_index("ix_n", "t", [sa.text("lower(a)"), "b"], postgresql_ops={"lower(a)": "text_pattern_ops"})
    op.create_index("ix_l", "t", ["data"], postgresql_where="deleted_at IS NULL")


def downgrade():
    op.drop_index("ix_a", table_name="t")
    op.drop_index(op.f("ix_t_a"), "t", schema="s")
    op.drop_index("IX", if_exists=True)
    op.drop_index("ix_b", table_name="t", postgresql_where=sa.text("x"), postgresql_using="gin")
    with op.get_context().autocommit_block():
        op.create_index("ix_m", "t", ["a"], postgresql_concurrently=True, if_not_exists=True)
        op.drop_index("ix_m", postgresql_concurrently=True, if_exists=True)
        op.execute("ALTER TYPE kinds ADD VALUE IF NOT EXISTS 'z'")
    op.execute("SELECT 1")

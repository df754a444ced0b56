"""batch_alter_table on PostgreSQL is plain ALTER"""
import sqlalchemy as sa
from alembic import op

revision = "batches"
down_revision = "executed"


def upgrade():
    with op.batch_alter_table("t", schema="s") as batch_op:
        batch_op.add_column(sa.Column("a", sa.Integer(), nullable=True))
        batch_op.alter_column("b", existing_type=sa.Text(), nullable=False, new_column_name="c")
        batch_op.drop_column("d")
        batch_op.create_index(batch_op.f("ix_t_a"), ["a"], unique=False)
        batch_op.create_index("ix_t_b", ["b"], unique=True)
        batch_op.create_unique_constraint("uq_t", ["a", "b"])
        batch_op.create_foreign_key("fk_t", "u", ["a"], ["id"], ondelete="CASCADE", referent_schema="v")
        batch_op.create_check_constraint("ck_t", "a > 0")
        batch_op.create_primary_key("pk_t", ["a"])
        batch_op.create_table_comment("x")
    with op.batch_alter_table("plain", recreate="never", naming_convention={"fk": "x"}) as batch:
        batch.drop_constraint("uq_t", type_="unique")
        batch.drop_index("ix_t_a")
        batch.drop_table_comment()


def downgrade():
    pass

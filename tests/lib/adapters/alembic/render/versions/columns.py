"""columns: add, alter, drop"""
import sqlalchemy as sa
from alembic import op

revision = "columns"
down_revision = "tables"


def upgrade():
    op.add_column("t", sa.Column("a", sa.Integer()))
    op.add_column("t", sa.Column("b", sa.String(length=5), nullable=False, server_default=""), schema="s")
    op.add_column("t", sa.Column("c", sa.Integer, sa.ForeignKey("u.id")))
    op.add_column("t", sa.Column("d", sa.Integer, unique=True, comment="x"), if_not_exists=True)
    op.add_column("t", sa.Column("e", sa.Integer, index=True), schema="s")
    op.add_column("t", sa.Column("f", sa.Integer, unique=True, index=True))
    op.add_column("T", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("t", sa.Column("g", sa.Numeric(10, 2), sa.CheckConstraint("g > 0")))
    op.add_column("t", sa.Column("h", sa.Integer, sa.Computed("a + 1")))
    op.add_column("t", sa.Column("i", sa.Enum("x", "y", name="kinds")))
    op.add_column("t", sa.Column("j", sa.Enum("x", "yy", native_enum=False, create_constraint=True, name="ck_j")))
    op.add_column("t", sa.Column("k", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("t", sa.Column("m", sa.Integer, sa.ForeignKey("u.id", use_alter=True, name="m_of_u", ondelete="SET NULL")))
    op.add_column("t", sa.Column("l", sa.JSON, server_default=sa.text("'{}'::json")))


def downgrade():
    op.alter_column("t", "a", nullable=False)
    op.alter_column("t", "a", existing_type=sa.Integer(), nullable=True, schema="s")
    op.alter_column("t", "a", server_default="x")
    op.alter_column("t", "a", server_default=None)
    op.alter_column("t", "a", server_default=sa.func.now())
    op.alter_column("t", "a", server_default=sa.Identity(start=3))
    op.alter_column("t", "a", existing_server_default=sa.Identity(), server_default=None)
    op.alter_column("t", "a", new_column_name="b")
    op.alter_column("t", "A", new_column_name="order")
    op.alter_column("t", "a", type_=sa.BigInteger())
    op.alter_column("t", "a", type_=sa.Integer(), postgresql_using="a::integer", existing_type=sa.Text())
    op.alter_column("t", "a", comment="it's")
    op.alter_column("t", "a", comment=None, existing_comment="x")
    op.alter_column(
        "t", "a", nullable=True, server_default="1", new_column_name="z", type_=sa.Text, comment="c", schema="a.b"
    )
    op.drop_column("t", "a")
    op.drop_column("T", "User", schema="s", if_exists=True)

"""names that need quotes, and those that do not"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql import quoted_name

revision = "quoted"
down_revision = "folded"

NAMES = ["a", "A", "user", "name", "1a", "a1", "$a", "a$", "a b", "ä", 'a"b', "a.b", "order", "value", "Authorization", "_x", "date", "end"]


def upgrade():
    for name in NAMES:
        op.create_table(name, sa.Column(name, sa.Integer), schema=name)
        op.rename_table(name, name, schema=name)
        op.create_index(name, name, [name], schema=name)
        if "." not in name:
            op.create_foreign_key(name, name, name, [name], [name], referent_schema=name)
    op.drop_column("t", quoted_name("plain", quote=True))


def downgrade():
    for name in NAMES:
        op.drop_index(name, schema=name)
        op.drop_constraint(name, name, type_="unique")
        op.alter_column(name, name, new_column_name=name, comment=name, type_=sa.Enum("a", name=name, schema=name))

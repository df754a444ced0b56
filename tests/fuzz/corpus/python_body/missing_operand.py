"""enumerations, by themselves and within tables"""
import enum

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "enumerations"
down_revision = "constraints"


class Colour(str, enum.Enum):
    red = "r"
    green = "g"


mood = postgresql.ENUM("sad", "it's", name="mood", create_type=False)


def upgrade():
    mood.create(op.get_bind(), checkfirst=True)
    sa.Enum("a", "b", name="Kind", schema="s").create(op.get_bind())
    op.create_table("t", sa.Column("a", sa.Enum("x", "y", name="xy")), sa.Column("b", sa.Enum("x", "y", name="xy")))
    op.create_table("u", sa.Column("a", sa.Enum("x", "y", name="xy")), sa.Column("m", mood))
    op.create_table("v", sa.Column("c", sa.Enum(Colour)), sa.Column("l", postgresql.ARRAY(postgresql.ENUM("p", name="l"))))
    op.create_table("w", sa.Column("c", sa.Enum(Colour, name="shade", native_enum=False, create_constraint=True)), schema="s")
    op.execute(f"UPDATE v SET c = '{Colour.red.value}' WHERE c = '{Colour.green.name}'")
    for colour in Colour:
        op.execute("SELECT '%s'" % colour.value)


def downgrade():
    mood.drop(op.get_bind(), checkfirst=False)
    sa.Enum(name="Kind", schema="s").drop(op.get_bind(), checkfirst=True)
    postgresql.ENUM(name=2xy").drop(op.get_bind())

"""Products

Revision ID: 0002
Revises: 0001
"""
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE TABLE product (id bigint PRIMARY KEY, title text NOT NULL)")


def downgrade():
    op.execute("DROP TABLE product")

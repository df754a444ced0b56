"""Accounts

Revision ID: 0001
Revises: None
"""
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE TABLE account (id bigint PRIMARY KEY, email text NOT NULL)")


def downgrade():
    op.execute("DROP TABLE account")

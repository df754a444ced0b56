"""An audit log

Revision ID: 0003
Revises: 0002
"""
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE TABLE audit_log (id bigint PRIMARY KEY, entry text NOT NULL)")


def downgrade():
    op.execute("DROP TABLE audit_log")

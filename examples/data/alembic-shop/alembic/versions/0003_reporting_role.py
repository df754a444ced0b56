"""A role for the reports

Revision ID: 0003
Revises: 0002
"""
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE ROLE shop_reports NOLOGIN")


def downgrade():
    op.execute("DROP ROLE shop_reports")

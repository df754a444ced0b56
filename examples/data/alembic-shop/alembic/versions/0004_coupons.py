"""Coupons

Revision ID: 0004
Revises: 0003
"""
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE TABLE coupon (code text PRIMARY KEY, percent int NOT NULL)")


def downgrade():
    op.execute("DROP TABLE coupon")

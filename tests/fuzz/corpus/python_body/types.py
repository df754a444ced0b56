"""every type that PostgreSQL's dialect writes"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.dialects.postgresql import JSONB, UUID

revision = "types"
down_revision = "columns"

TYPES = [
    sa.String, sa.String(3), sa.String(collation="C"), sa.VARCHAR(length=7), sa.Unicode(8), sa.Text, sa.UnicodeText(),
    sa.TEXT, sa.CHAR(2), sa.Integer, sa.INTEGER, sa.INT, sa.BigInteger, sa.BIGINT(), sa.SmallInteger, sa.SMALLINT,
    sa.Boolean, sa.BOOLEAN(), sa.DateTime, sa.DateTime(True), sa.DateTime(timezone=False), sa.TIMESTAMP(timezone=True),
    sa.Date, sa.DATE, sa.Time, sa.Time(timezone=True), sa.Interval, sa.Interval(second_precision=6),
    sa.Interval(native=False), sa.Numeric, sa.Numeric(5), sa.Numeric(precision=5, scale=2), sa.NUMERIC(scale=1, precision=3),
    sa.DECIMAL(4, 2), sa.Float, sa.Float(53), sa.FLOAT(precision=4), sa.REAL, sa.Double, sa.Double(5), sa.DOUBLE_PRECISION,
    sa.LargeBinary, sa.LargeBinary(9), sa.BLOB, sa.PickleType, sa.JSON, sa.JSON(none_as_null=True), sa.Uuid,
    sa.Uuid(native_uuid=False), sa.UUID, sa.ARRAY(sa.Integer), sa.ARRAY(sa.String(3), dimensions=2),
    postgresql.ARRAY(sa.Text()), postgresql.ARRAY(sa.String(collation="C")), postgresql.BIT, postgresql.BIT(3), postgresql.BIT(varying=True),
    postgresql.BIT(5, varying=True), postgresql.BYTEA, postgresql.CIDR, postgresql.CITEXT, postgresql.DATERANGE,
    postgresql.DOUBLE_PRECISION(precision=53), postgresql.ENUM("a", name="e", create_type=False), postgresql.HSTORE,
    postgresql.HSTORE(text_type=sa.Text()), postgresql.INET, postgresql.INT4RANGE, postgresql.INT8RANGE, postgresql.INTERVAL,
    postgresql.INTERVAL(fields="DAY TO SECOND"), postgresql.INTERVAL(precision=3), postgresql.JSON, JSONB, JSONB(astext_type=sa.Text()),
    postgresql.MACADDR, postgresql.MACADDR8, postgresql.MONEY, postgresql.NUMRANGE, postgresql.OID, postgresql.REGCLASS,
    postgresql.REGCONFIG, postgresql.TIME(precision=2), postgresql.TIMESTAMP(precision=3, timezone=True), postgresql.TSQUERY,
    postgresql.TSRANGE, postgresql.TSTZRANGE, postgresql.TSVECTOR, UUID, UUID(as_uuid=True), postgresql.INT4MULTIRANGE,
    sa.JSON().with_variant(JSONB(), "postgresql"), JSONB().with_variant(sa.JSON(), "sqlite"),
    sa.String(255).with_variant(mysql.LONGTEXT(), "mysql", "mariadb"), sa.Enum("a", "bb", native_enum=False),
    sa.Enum("a", "bb", native_enum=False, length=9), sa.Enum(native_enum=False),
]


def upgrade():
    op.create_table("t", *[sa.Column(f"c{i}", type_) for i, type_ in enumerate(TYPES)])


def downgrade():
    for i, type_ in enumerate(TYPES):
        op.alter_column("t", f"c{i}", type_=type_)

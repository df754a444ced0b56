revision = "b2"
down_revision = "a1"
depends_on = "zz"

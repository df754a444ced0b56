#!/usr/bin/env python3
"""Trees of a given size: generate.py alembic|sqitch|sqlx COUNT FOLDER [--forks N] [--bytes N] [--tables N]. The same arguments give the same bytes.

Sizes are those of real trees: 2.8 kB an Alembic revision, about 0.5 kB an SQL script. --forks puts N pairs of branches, each merged again,
into an Alembic chain; --bytes sets the size of a file (at least what the tool needs); --tables spreads that many over the revisions of a chain
without forks, each with an index and a foreign key to the one before.
"""
import argparse
import hashlib
import random
from pathlib import Path

NOUNS = ("account", "order", "invoice", "payment", "product", "coupon", "address", "shipment", "refund", "message", "session", "token")
COLUMNS = ("name", "state", "note", "amount_cents", "created_at", "updated_at", "reference", "currency", "country", "locale")
TYPES = ("sa.String(length=120)", "sa.Integer()", "sa.BigInteger()", "sa.DateTime(timezone=True)", "sa.Boolean()", "sa.Text()")

ENV = '''import os

from alembic import context
from sqlalchemy import create_engine

url = os.environ.get("DATABASE_URL")
if url:
    with create_engine(url).connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
'''


def identifier(number):
    return hashlib.sha256(b"plumbline %d" % number).hexdigest()[:12]


def operations(chance, number, size):
    table = f"{chance.choice(NOUNS)}_{number}"
    text = f'    op.create_table(\n        "{table}",\n        sa.Column("id", sa.BigInteger(), nullable=False),\n'
    while len(text) < size:
        column = f"{chance.choice(COLUMNS)}_{text.count('sa.Column')}"
        text += f'        sa.Column("{column}", {chance.choice(TYPES)}, nullable={chance.choice(("True", "False"))}),\n'
    return table, text + '        sa.PrimaryKeyConstraint("id"),\n    )\n'


def several_tables(tables, size):
    """The operations of one revision that makes the tables of these numbers, and those that take them away."""
    up, down = "", ""
    for number in tables:
        table, text = operations(random.Random(number), 0, size // max(1, len(tables)) - 200)
        text = text.replace(f'"{table}"', f'"item_{number}"')
        if number:
            text = text.replace('        sa.PrimaryKeyConstraint("id"),\n', '        sa.Column("before_id", sa.BigInteger(), nullable=True),\n'
                                '        sa.PrimaryKeyConstraint("id"),\n'
                                f'        sa.ForeignKeyConstraint(["before_id"], ["item_{number - 1}.id"]),\n')
            text += f'    op.create_index(op.f("ix_item_{number}_before_id"), "item_{number}", ["before_id"], unique=False)\n'
        up, down = up + text, f'    op.drop_table("item_{number}")\n' + down
    return up or "    pass\n", down or "    pass\n"


def alembic_revision(number, parents, size, tables=None):
    chance = random.Random(number)
    down = "None" if not parents else repr(parents[0]) if len(parents) == 1 else repr(tuple(parents))
    head = f'"""Change {number} of the shop\n\nRevision ID: {identifier(number)}\nRevises: {", ".join(parents)}\n"""\n'
    head += "from alembic import op\nimport sqlalchemy as sa\n\n\n# revision identifiers, used by Alembic.\n"
    head += f"revision = '{identifier(number)}'\ndown_revision = {down}\nbranch_labels = None\ndepends_on = None\n\n\n"
    table, up = operations(chance, number, max(0, size - len(head) - 160))
    down_text = f'    op.drop_table("{table}")\n'
    if size < 400:
        up, down_text = "    pass\n", "    pass\n"
    if tables is not None:
        up, down_text = several_tables(tables, size - len(head) - 160)
    return head + "def upgrade():\n" + up + "\n\ndef downgrade():\n" + down_text


def alembic(count, folder, forks, size, tables):
    versions = folder / "alembic" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = alembic\n")
    (folder / "alembic" / "env.py").write_text(ENV)
    number, tips = 0, []
    every = count // forks if forks else count + 1
    while number < count:
        wide = forks and number % every == every - 3 and len(tips) == 1 and number + 3 <= count
        if wide:  # two children and their merge
            for child in (number, number + 1):
                write_revision(versions, child, tips, size)
            tips = [identifier(number), identifier(number + 1)]
            number += 2
        own = range(tables * number // count, tables * (number + 1) // count) if tables else None
        write_revision(versions, number, tips, size, own)
        tips = [identifier(number)]
        number += 1
    return tips[0]


def write_revision(versions, number, parents, size, tables=None):
    (versions / f"{identifier(number)}_change_{number}.py").write_text(alembic_revision(number, parents, size, tables))


def sql(number, size):
    chance = random.Random(number)
    text = f"CREATE TABLE {chance.choice(NOUNS)}_{number} (\n  id bigint PRIMARY KEY"
    while len(text) < size - 4:
        text += f",\n  {chance.choice(COLUMNS)}_{text.count(' text')} text"
    return text + "\n);\n"


def sqitch(count, folder, size):
    for kind in ("deploy", "revert", "verify"):
        (folder / kind).mkdir(parents=True)
    (folder / "sqitch.conf").write_text('[core]\n\tengine = pg\n[engine "pg"]\n\ttarget = db:pg:\n')
    plan = ["%syntax-version=1.0.0", "%project=bench", "%uri=https://example.com/bench/", ""]
    for number in range(count):
        chance = random.Random(number)
        name = f"{chance.choice(NOUNS)}_{number}"
        needs = f" [{previous}]" if number and number % 3 == 0 else ""
        plan.append(f"{name}{needs} {2020 + number // 8760 % 80}-01-{1 + number // 24 % 28:02}T{number % 24:02}:00:00Z "
                    f"Shop Team <shop@example.com> # Adds {name} for the shop")
        if number % 50 == 49:
            plan.append(f"@v{number // 50} {2020 + number // 8760 % 80}-01-{1 + number // 24 % 28:02}T{number % 24:02}:30:00Z "
                        "Shop Team <shop@example.com> # A release")
        previous = name
        (folder / "deploy" / f"{name}.sql").write_text(f"-- Deploy bench:{name} to pg\nBEGIN;\n\n{sql(number, size)}\nCOMMIT;\n")
        (folder / "revert" / f"{name}.sql").write_text(f"-- Revert bench:{name} from pg\nBEGIN;\n\nDROP TABLE {name};\n\nCOMMIT;\n")
        (folder / "verify" / f"{name}.sql").write_text(f"-- Verify bench:{name} on pg\nBEGIN;\n\nSELECT id FROM {name} WHERE false;\n\nROLLBACK;\n")
    (folder / "sqitch.plan").write_text("\n".join(plan) + "\n")


def sqlx(count, folder, size):
    (folder / "migrations").mkdir(parents=True)
    for number in range(1, count + 1):
        (folder / "migrations" / f"{number:06}_change_{number}.sql").write_text(sql(number, size))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("tool", choices=("alembic", "sqitch", "sqlx"))
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--forks", type=int, default=0)
    parser.add_argument("--bytes", type=int, default=0)
    parser.add_argument("--tables", type=int, default=0)
    options = parser.parse_args()
    if options.tool == "alembic":
        print(alembic(options.count, options.folder, options.forks, options.bytes or 2800, options.tables))
    elif options.tool == "sqitch":
        sqitch(options.count, options.folder, options.bytes or 400)
    else:
        sqlx(options.count, options.folder, options.bytes or 500)


if __name__ == "__main__":
    main()

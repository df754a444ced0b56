"""Records what the real alembic sends for the revisions of this folder and of tests/scenarios.

    record.py            compares with recorded.json; exit status 1 when it differs, 77 without alembic 1.20.1
    record.py --update   writes recorded.json, as with PLUMBLINE_UPDATE set

Each body runs in offline mode, as `alembic upgrade --sql` runs it. A bind is there besides, which writes what it is
given in the same way, so that `.create(op.get_bind())` can be recorded; a query through it ends the body.
"""
import contextlib
import importlib.util
import json
import os
import pathlib
import re
import sys
import warnings

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[4]
UNORDERED = re.compile(r"CREATE (UNIQUE )?INDEX |ALTER TABLE .* ADD (CONSTRAINT|FOREIGN KEY|UNIQUE|CHECK)")
try:
    import alembic
    import sqlalchemy as sa
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
except ImportError:
    alembic = None


class Bind:
    """Writes instead of sending."""

    name = "postgresql"

    def __init__(self, dialect, sent):
        self.dialect = dialect
        self.engine = self
        self.sent = sent

    def schema_for_object(self, item):
        return getattr(item, "schema", None)

    def _run_ddl_visitor(self, visitor, element, **options):
        options["checkfirst"] = False
        visitor(self.dialect, self, **options).traverse_single(element)

    def execute(self, statement, parameters=None):
        if parameters:
            statement = statement.bindparams(**parameters)
        is_definition = isinstance(statement, sa.schema.ExecutableDDLElement)
        options = {} if is_definition else {"compile_kwargs": {"literal_binds": True}}
        text = str(statement.compile(dialect=self.dialect, **options))
        self.sent.append(text)
        if text.lstrip().upper().startswith("SELECT"):
            raise LookupError("rows are needed")

    def exec_driver_sql(self, text):
        self.sent.append(text)


def sent_by(path, direction):
    """The statements, and the error that ended the body."""
    sent = []
    context = MigrationContext.configure(
        dialect_name="postgresql",
        dialect_opts={"paramstyle": "named"},
        opts={"as_sql": True, "literal_binds": True},
    )
    context.dialect._backslash_escapes = False  # as with a server, whose standard_conforming_strings is on
    context.dialect.supports_virtual_generated_columns = False  # as with servers before 18
    context.impl.static_output = sent.append
    bind = Bind(context.impl.dialect, sent)
    Operations.get_bind = lambda self: bind
    alembic.context.is_offline_mode = lambda: False
    with Operations.context(context):
        specification = importlib.util.spec_from_file_location("revision", path)
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        try:
            getattr(module, direction)()
        except Exception as error:  # noqa: BLE001: whatever the body raises is recorded
            return sent, type(error).__name__
    return sent, None


def in_order(statements):
    """SQLAlchemy keeps a table's indexes and constraints in sets: runs of them come in any order."""
    result = []
    while statements:
        count = 0
        while count < len(statements) and UNORDERED.match(statements[count]):
            count += 1
        result += sorted(statements[:count]) or statements[:1]
        statements = statements[max(count, 1):]
    return result


def record():
    warnings.simplefilter("ignore")
    sys.dont_write_bytecode = True
    paths = sorted(HERE.glob("versions/*.py"))
    paths += sorted(path for path in (ROOT / "tests/scenarios").glob("**/versions/*.py"))
    recorded = {}
    for path in paths:
        entry = {}
        for direction in ("upgrade", "downgrade"):
            with contextlib.redirect_stderr(None):
                statements, error = sent_by(path, direction)
            # Blanks are not compared: of the text only words are kept.
            entry[direction] = in_order([" ".join(text.split()).rstrip("; ") for text in statements])
            if error:
                entry[direction + "_error"] = error
        recorded[str(path.relative_to(ROOT))] = entry
    return json.dumps(recorded, indent=1, ensure_ascii=False) + "\n"


def main():
    if alembic is None or alembic.__version__ != "1.20.1":
        print("[skip] no alembic 1.20.1 here")
        return 77
    file = HERE / "recorded.json"
    text = record()
    if "--update" in sys.argv or os.environ.get("PLUMBLINE_UPDATE"):
        file.write_text(text, encoding="utf-8")
        return 0
    if file.read_text(encoding="utf-8") == text:
        return 0
    print("recorded.json is not what alembic sends; record.py --update writes it, then look at the difference")
    return 1


if __name__ == "__main__":
    sys.exit(main())

/// What bodies of revisions send, for sources that show one thing each. The texts are those of
/// `alembic upgrade --sql` (1.20.1); render_recorded_test.cpp compares whole files.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "adapters/alembic/render/render.hpp"

namespace plumbline::adapters::alembic {
namespace {

StatementList render_body(const std::string& body) {
  std::string text =
      "import sqlalchemy as sa\nfrom alembic import op\nfrom sqlalchemy.dialects import "
      "postgresql\n"
      "def upgrade():\n";
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    text += "    " + body.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return render_revision(text, "versions/1.py", Direction::deploy);
}

/// The statements, `;` between; an opaque one as `?why`, with `!` where it is about rows only.
std::string summary(const StatementList& list) {
  std::string text;
  for (const Statement& statement : list.statements) {
    if (!text.empty()) text += "; ";
    text += statement.opaque.empty() ? statement.sql
                                     : (statement.only_data ? "?!" : "?") + statement.opaque;
  }
  return text;
}

}  // namespace

TEST_CASE("constants, loops and own functions are folded") {
  struct Row {
    const char* name;
    const char* body;
    const char* sql;
  };
  const std::vector<Row> rows = {
      {"concatenation", "op.execute('a' + \" b\" 'c')", "a bc"},
      {"per cent", "op.execute('x %s %d' % ('y', 3))", "x y 3"},
      {"format", "op.execute('{} {n}'.format('y', n=1))", "y 1"},
      {"f-string", "n = 'y'\nop.execute(f'{n!r} {n:>3} {{}}')", "'y'   y {}"},
      {"join", "op.execute(', '.join(['a', 'b']).upper())", "A, B"},
      {"loop over tuples",
       "for a, (b, c) in [(1, (2, 3)), (4, (5, 6))]:\n    op.execute(f'{a}{b}{c}')", "123; 456"},
      {"enumerate and zip",
       "for i, (a, b) in enumerate(zip('ab', ['c', 'd']), 1):\n    op.execute(f'{i}{a}{b}')",
       "1ac; 2bd"},
      {"items", "for k, v in {'a': 1, 'b': 2}.items():\n    op.execute(f'{k}{v}')", "a1; b2"},
      {"range", "for i in range(1, 6, 2):\n    op.execute(str(i))", "1; 3; 5"},
      {"comprehension", "op.execute(' '.join(f'x{i}' for i in range(3) if i != 1))", "x0 x2"},
      {"break", "for i in range(9):\n    if i == 2:\n        break\n    op.execute(str(i))",
       "0; 1"},
      {"own function",
       "def f(t, *, n='z', **k):\n    for c in k:\n        op.execute(f'{t}{n}{c}')\n    return "
       "'r'\nop.execute(f('a', b=1))",
       "azb; r"},
      {"condition", "if 1 + 1 == 2 and not []:\n    op.execute('a')\nelse:\n    op.execute('b')",
       "a"},
      {"dialect", "if op.get_bind().dialect.name != 'postgresql':\n    return\nop.execute('a')",
       "a"},
      {"dialect of the context",
       "if op.get_context().dialect.name == 'postgresql':\n    op.execute('a')", "a"},
      {"dialect of the engine",
       "bind = op.get_bind()\nif bind.engine.name != 'postgresql':\n    return\nop.execute('a')",
       "a"},
      {"names in the order of an index",
       "op.create_index('i', 't', ['a', sa.desc('b'), sa.nulls_first('c')])",
       "CREATE INDEX i ON t (a, b DESC, c NULLS FIRST)"},
      {"a check before the change",
       "found = []\nfor t in ['a', 'b']:\n    if op.get_bind().scalar(sa.text(f'SELECT {t}')):\n"
       "        found.append(t)\nif found:\n    raise ValueError(found)\nop.execute('c')",
       "SELECT a; SELECT b; c"},
      {"dedent",
       "import textwrap\nop.execute(textwrap.dedent('''\n      a\n        b\n    ''').strip())",
       "a\n  b"},
      {"several statements", "op.execute('a; b \\';\\'; -- c;\\n d;')", "a; b ';'; d"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(summary(render_body(row.body)) == row.sql);
  }
}

TEST_CASE("what cannot be known is opaque, with the reason") {
  struct Row {
    const char* name;
    const char* body;
    const char* sql;
  };
  const std::vector<Row> rows = {
      {"rows of a query",
       "for row in op.get_bind().execute(sa.text('SELECT a')):\n    op.execute(f'DROP TABLE "
       "{row.a}')",
       "SELECT a; ?the rows of a query decide"},
      {"rows written by rows",
       "c = op.get_bind()\nfor row in c.execute(sa.text('SELECT a')):\n    "
       "c.execute(sa.text('UPDATE t SET a = :a'), {'a': row.a})",
       "SELECT a; ?!the rows of a query decide"},
      {"the live schema",
       "if 'a' in sa.inspect(op.get_bind()).get_table_names():\n    "
       "op.drop_table('a')\nop.drop_table('b')",
       "?sa.inspect() reads the live schema; DROP TABLE b"},
      {"a return in doubt",
       "if sa.inspect(op.get_bind()).has_table('a'):\n    return\nop.drop_table('b')",
       "?sa.inspect() reads the live schema"},
      {"a name bound in doubt",
       "n = 'a'\nif sa.inspect(op.get_bind()).has_table('a'):\n    n = 'b'\nop.drop_table(n)",
       "?sa.inspect() reads the live schema"},
      {"an imported function", "from app.helpers import change\nchange(op)\nop.execute('a')",
       "?imported \"app.helpers.change\"; a"},
      {"Python's own library is harmless",
       "import logging\nlogging.getLogger('x').info('y')\nop.execute('a')", "a"},
      {"an imported constant in a condition",
       "from app.config import KIND\nif KIND == 'x':\n    op.execute('a')\nelse:\n    "
       "op.execute('b')\nop.execute('c')",
       "?imported \"app.config.KIND\"; ?imported \"app.config.KIND\"; c"},
      {"an imported flag", "from app.config import IS_ON\nif IS_ON:\n    op.execute('a')",
       "?imported \"app.config.IS_ON\""},
      {"as many rounds as something unknown says",
       "names = []\nif sa.inspect(op.get_bind()).has_table('a'):\n    names.append('a')\nfor _ in "
       "names:\n    op.execute('a')\nop.execute('b')",
       "?a change that depends on something unknown; b"},
      {"while", "while sa.inspect(op.get_bind()).x():\n    op.execute('a')", "?a while loop"},
      {"try", "try:\n    op.execute('a')\nexcept Exception:\n    pass\nop.execute('b')",
       "?a try that catches errors; b"},
      {"an ORM session",
       "from sqlalchemy.orm import Session\ns = "
       "Session(bind=op.get_bind())\ns.add(1)\nop.execute('b')",
       "?!an ORM session; b"},
      {"a parameter without value", "op.execute('SELECT :a')",
       "?!the parameter \":a\" has no value"},
      {"the order of a set",
       "for x in {'a', 'b'}:\n    op.execute(x)\nop.execute(sorted({'d', 'c'})[0])",
       "?the order of a set; c"},
      {"a text that is known to be an INSERT",
       "import random\nop.execute(f\"INSERT INTO t VALUES "
       "('{random.random()}')\")\nop.execute('DROP "
       "TABLE ' + "
       "str(random.random()))",
       "?!imported \"random.random\"; ?imported \"random.random\""},
      {"lambda", "f = lambda: 1\nop.execute('b')", "?a statement that is not followed; b"},
      {"raise", "raise NotImplementedError('no')\nop.execute('b')",
       "?!it raises NotImplementedError"},
      {"endless recursion", "def f():\n    f()\nf()",
       "?functions that call one another too deeply"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(summary(render_body(row.body)) == row.sql);
  }
}

TEST_CASE("of what each run has another, one stands for all") {
  struct Row {
    const char* body;
    const char* sql;
  };
  const std::vector<Row> rows = {
      {"t = sa.table('t', sa.column('id'), sa.column('at'))\nop.bulk_insert(t, [{'id': "
       "uuid.uuid4(), "
       "'at': datetime.utcnow()}, {'id': str(uuid.uuid4()), 'at': datetime.now()}])",
       "INSERT INTO t (id, at) VALUES ('00000000-0000-4000-8000-000000000001', now()); INSERT INTO "
       "t "
       "(id, at) VALUES ('00000000-0000-4000-8000-000000000002', now())"},
      {"op.get_bind().execute(sa.text('UPDATE t SET id = :id, at = :at'), {'id': uuid.uuid4(), "
       "'at': "
       "datetime.now(timezone.utc)})",
       "UPDATE t SET id = '00000000-0000-4000-8000-000000000001', at = now()"},
      {"op.execute(\"INSERT INTO t VALUES ('{}', '{}')\".format(uuid.uuid4(), datetime.utcnow()))",
       "INSERT INTO t VALUES ('00000000-0000-4000-8000-000000000001', 'now')"},
      {"op.execute(f\"UPDATE t SET at = '{datetime.utcnow()}'\")", "UPDATE t SET at = 'now'"},
      // What they are a part of, or decide, is as unknown as ever.
      {"op.execute(f'CREATE TABLE t_{uuid.uuid4()} ()')", "?a format that is not followed"},
      {"op.create_table(str(uuid.uuid4()))", "?a name that is not followed"},
      {"op.execute(f\"UPDATE t SET a = 'at {datetime.utcnow()}'\")",
       "?!a format that is not followed"},
      {"op.execute(f\"UPDATE t SET a = '{datetime.utcnow():%Y}'\")",
       "?!a format that is not followed"},
      {"if datetime.utcnow() > datetime(2020, 1, 1):\n    op.execute('a')",
       "?a condition that is not followed"},
      {"if str(uuid.uuid4()) == 'x':\n    op.execute('a')", "?a condition that is not followed"},
      {"op.execute(f\"UPDATE t SET a = '{uuid.uuid4().hex}'\")", "?!a format that is not followed"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.body));
    CHECK(summary(render_body("import uuid\nfrom datetime import datetime, timezone\n" +
                              std::string(row.body))) == row.sql);
  }
}

TEST_CASE("parameters of the driver are put in as it does") {
  struct Row {
    const char* call;
    const char* sql;
  };
  const std::vector<Row> rows = {
      {"execute('SELECT a FROM t WHERE n = %s AND b LIKE \\'x%%\\' AND i = %s', ('it', 3))",
       "SELECT a FROM t WHERE n = 'it' AND b LIKE 'x%' AND i = 3"},
      {"exec_driver_sql('UPDATE t SET a = %(a)s, b = %(b)s', {'a': None, 'b': True})",
       "UPDATE t SET a = NULL, b = true"},
      {"execute('UPDATE t SET a = :a', {'a': 1})", "UPDATE t SET a = 1"},
      {"exec_driver_sql('UPDATE t SET a = %s', (1, 2))", "?!parameters of the driver"},
      {"exec_driver_sql('UPDATE t SET a = %s, b = %s', (1,))", "?!parameters of the driver"},
      {"exec_driver_sql('UPDATE t SET a = %d', (1,))", "?!parameters of the driver"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.call));
    CHECK(summary(render_body("op.get_bind()." + std::string(row.call))) == row.sql);
  }
}

TEST_CASE("types of well-known libraries are PostgreSQL's there") {
  struct Row {
    const char* type;
    const char* sql;
  };
  const std::vector<Row> rows = {
      {"sqlalchemy_utils.types.uuid.UUIDType(binary=False)", "UUID"},
      {"sqlalchemy_utils.UUIDType", "UUID"},
      {"sqlalchemy_utils.UUIDType(native=False)", ""},
      {"sqlalchemy_utils.TSVectorType('a', 'b')", "TSVECTOR"},
      {"sqlalchemy_utils.JSONType()", "JSON"},
      {"sqlalchemy_utils.types.encrypted.encrypted_type.StringEncryptedType()", "VARCHAR"},
      {"sqlalchemy_utils.StringEncryptedType(sa.Text, 'key', length=9)", ""},
      {"sqlalchemy_utils.EncryptedType()", "BYTEA"},
      {"sqlalchemy_utils.PhoneNumberType()", ""},
      {"fastapi_users_db_sqlalchemy.generics.GUID()", "UUID"},
      {"fastapi_users_db_sqlalchemy.generics.TIMESTAMPAware(timezone=True)",
       "TIMESTAMP WITH TIME ZONE"},
      {"sqlmodel.sql.sqltypes.GUID()", "UUID"},
      {"sqlmodel.sql.sqltypes.AutoString(length=3)", "VARCHAR(3)"},
      {"sqlmodel.sql.sqltypes.types.Uuid()", "UUID"},
      {"citext.CIText()", "CITEXT"},
      {"pgvector.sqlalchemy.Vector(3)", "VECTOR(3)"},
      {"own.GUID()", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.type));
    const std::string module = std::string(row.type).substr(0, std::string(row.type).find('.'));
    const std::string sql =
        *row.sql == '\0' ? "" : "ALTER TABLE t ADD COLUMN a " + std::string(row.sql);
    const StatementList list =
        render_body("import " + module + "\nop.add_column('t', sa.Column('a', " + row.type + "))");
    REQUIRE(list.statements.size() == 1);
    CHECK(list.statements[0].sql == sql);
  }
}

TEST_CASE("a statement stands where its call does") {
  const StatementList list =
      render_body("\u00e4 = 1; op.execute(\n  'a'\n)\nfor x in 'bc':\n    op.execute(x)");
  REQUIRE(list.statements.size() == 3);
  CHECK(list.file == "versions/1.py");
  CHECK(list.in_transaction);
  CHECK(list.statements[0].where.line == 5);
  CHECK(list.statements[0].where.column == 12);
  CHECK(list.statements[0].end_line == 7);
  CHECK(list.statements[2].where.line == 9);
}

TEST_CASE("a query without whose rows the body raises needs rows") {
  struct Row {
    const char* name;
    const char* body;
    bool needs_rows;
  };
  const std::string query =
      "row = op.get_bind().execute(sa.text('SELECT id FROM t WHERE e = :e'), {'e': "
      "'x'}).fetchone()\n";
  const std::vector<Row> rows = {
      {"is None", "if row is None:\n    raise RuntimeError()", true},
      {"not", "if not row:\n    raise RuntimeError()", true},
      {"else", "if row:\n    op.execute('a')\nelse:\n    raise RuntimeError()", true},
      {"assert", "assert row is not None", true},
      {"raised where it is there", "if row is not None:\n    raise RuntimeError()", false},
      {"no raise", "if row is None:\n    op.execute('a')", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const StatementList list = render_body(query + row.body);
    REQUIRE(!list.statements.empty());
    CHECK(list.statements[0].sql == "SELECT id FROM t WHERE e = 'x'");
    CHECK(list.statements[0].needs_rows == row.needs_rows);
  }
}

TEST_CASE("a row of which a part is taken at once must be there") {
  struct Row {
    const char* query;
    const char* taken;
    bool needs_rows;
  };
  const std::vector<Row> rows = {
      {"SELECT id FROM t", ".fetchone()[0]", true},
      {"SELECT id FROM t", ".first()['id']", true},
      {"SELECT id FROM t", ".fetchone()", false},
      {"SELECT id FROM t", ".fetchall()[1:]", false},
      {"SELECT count(*) FROM t", ".fetchone()[0]", false},
      {"SELECT version()", ".fetchone()[0]", false},
  };
  for (const Row& row : rows) {
    const std::string body =
        std::string("x = op.get_bind().execute(sa.text('") + row.query + "'))" + row.taken;
    CAPTURE(body);
    const StatementList list = render_body(body);
    REQUIRE(!list.statements.empty());
    CHECK(list.statements[0].needs_rows == row.needs_rows);
  }
}

TEST_CASE("a select of one table's columns is written out") {
  const std::string tables =
      "t = sa.table('users', sa.column('id'), sa.column('email'))\n"
      "o = sa.table('orgs', sa.column('id'), schema='app')\nrow = op.get_bind().execute(";
  struct Row {
    const char* select;
    const char* sql;  // "" = not followed
  };
  const std::vector<Row> rows = {
      {"sa.select(t.c.id).where(t.c.email == 'x')",
       "SELECT users.id \nFROM users \nWHERE users.email = 'x'"},
      {"sa.select(t.c.id, t.c.email).where(t.c.email == 'x', t.c.id == 1)",
       "SELECT users.id, users.email \nFROM users \nWHERE users.email = 'x' AND users.id = 1"},
      {"sa.select(o.c.id)", "SELECT app.orgs.id \nFROM app.orgs"},
      {"sa.select(t.c.id).where(t.c.email == o.c.id)", ""},
      {"sa.select(t.c.id, o.c.id)", ""},
      {"sa.select(t)", ""},
      {"sa.select(t.c.id).limit(1)", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.select));
    const StatementList list =
        render_body(tables + row.select + ").fetchone()\nif not row:\n    raise ValueError()");
    REQUIRE(!list.statements.empty());
    CHECK(list.statements[0].sql == row.sql);
    CHECK(list.statements[0].needs_rows);
  }
}

TEST_CASE("deep and long sources are bounded") {
  const auto repeat = [](std::string_view text, int count) {
    std::string all;
    for (int i = 0; i < count; ++i) all += text;
    return all;
  };
  for (const std::string& body :
       {"op.execute(" + repeat("(", 5000) + "'a'" + repeat(")", 5000) + ")",
        "op.execute('a'" + repeat(" + 'a'", 5000) + ")", "x = " + repeat("-", 5000) + "1",
        "x = " + repeat("not ", 5000) + "1", "x = " + repeat("a if b else ", 5000) + "1",
        "x = a" + repeat("[a", 5000), "x = a" + repeat(".a", 5000),
        "x = '" + repeat("a", 5000) + "' * 99999999"})
    CHECK(render_body(body).statements.size() <= 2);
  std::string nested;
  for (int i = 0; i < 3000; ++i)
    nested += std::string(static_cast<std::size_t>(i), ' ') + "if x:\n";
  CHECK_NOTHROW(render_body(nested));
  CHECK(render_body(
            "for a in range(9999):\n  for b in range(9999):\n    for c in range(9999):\n      pass")
            .statements.size() == 1);
}

}  // namespace plumbline::adapters::alembic

/// What an import would leave, for sources that show one thing each. The answers are Python 3.11's.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "adapters/alembic/read_revision.hpp"

namespace plumbline::adapters::alembic {
namespace {

RevisionFile read(const std::string& text, Presence other_modules = Presence::unknown) {
  return read_revision(text, {.file_name = "001_step.py",
                              .path = "/project/versions/001_step.py",
                              .find_module = [=](std::string_view) { return other_modules; }});
}

std::string error_of(const RevisionFile& file) { return file.failure ? file.failure->text : ""; }

}  // namespace

TEST_CASE("the id is what the import leaves bound") {
  struct Row {
    const char* name;
    const char* text;
    const char* id;
  };
  const std::vector<Row> rows = {
      {"plain", "revision = 'a1'", "a1"},
      {"annotated", "revision: str = \"a1\"", "a1"},
      {"last assignment wins", "revision = 'x'\nrevision = 'a1'", "a1"},
      {"through a name", "X = 'a1'\nrevision = X", "a1"},
      {"chained", "a = revision = b = 'a1'", "a1"},
      {"tuple", "(revision, x), y = ('a1', 2), 3", "a1"},
      {"walrus", "(revision := 'a1')", "a1"},
      {"semicolon", "x = 1; revision = 'a1'; y = 2", "a1"},
      {"concatenation", "revision = 'a' + \"1\"", "a1"},
      {"adjacent", "revision = ('a'  # first\n  '1')", "a1"},
      {"percent", "revision = 'a%d' % 1", "a1"},
      {"format", "revision = '{}{}'.format('a', 1)", "a1"},
      {"f-string", "n = 1\nrevision = f'a{n}'", "a1"},
      {"f-string with width", "n = 1\nrevision = f'{n:03d}'", "001"},
      {"augmented", "revision = 'a'\nrevision += '1'", "a1"},
      {"loop", "for revision in ('x', 'y', 'a1'):\n    pass", "a1"},
      {"loop that is left", "for revision in ('a1', 'y'):\n    break", "a1"},
      {"condition that is known", "if 1 > 2:\n    revision = 'x'\nelse:\n    revision = 'a1'",
       "a1"},
      {"type checking",
       "from typing import TYPE_CHECKING\nrevision = 'a1'\nif TYPE_CHECKING:\n"
       "    revision = 'x'",
       "a1"},
      {"try without an exception",
       "try:\n    revision = 'a1'\nexcept Exception:\n    revision = 'x'", "a1"},
      {"try with else",
       "try:\n    x = 1\nexcept Exception:\n    revision = 'x'\nelse:\n"
       "    revision = 'a1'",
       "a1"},
      {"name error caught", "try:\n    revision = NOWHERE\nexcept NameError:\n    revision = 'a1'",
       "a1"},
      {"own file name", "import os\nrevision = os.path.basename(__file__).split('_')[0]", "001"},
      {"path", "from pathlib import Path\nrevision = Path(__file__).stem", "001_step"},
      {"in functions it does not count", "revision = 'a1'\ndef f():\n    revision = 'x'\n", "a1"},
      {"in strings it does not count",
       "revision = 'a1'\ndef f():\n    '''\nrevision = 'x'\n    '''\n", "a1"},
      {"in brackets it does not count",
       "revision = 'a1'\ndef f():\n    g(\nrevision = 'x'\n    )\n", "a1"},
      {"conditional", "revision = 'a1' if True else 'x'", "a1"},
      {"or", "revision = None or 'a1'", "a1"},
      {"subscript", "ids = ['x', 'a1']\nrevision = ids[-1]", "a1"},
      {"carriage returns", "x = 1\rrevision = 'a1'\r", "a1"},
      {"byte order mark", "\xEF\xBB\xBFrevision = 'a1'", "a1"},
      {"escapes", "revision = '\\x61\\u0031'", "a1"},
      {"raw", "revision = r'a\\1'", "a\\1"},
      {"continuation", "revision = \\\n  'a1'", "a1"},
      {"match is a name", "match = 'a1'\nrevision = match", "a1"},
  };
  for (const Row& row : rows) {
    {
      CAPTURE(std::string(row.name));
      const RevisionFile file = read(std::string(row.text) + "\ndown_revision = None\n");
      CHECK(error_of(file).empty());
      CHECK(file.opaque.empty());
      CHECK(file.id == std::string(row.id));
    }
  }
}

TEST_CASE("what only running could tell is opaque, never guessed") {
  const std::vector<const char*> sources = {
      "import os\nrevision = os.environ['REV']",
      "from settings import revision",
      "revision = compute()\ndef compute():\n    return 'x'",
      "import random\nif random.random() > 1:\n    revision = 'a'\nelse:\n    revision = 'b'",
      "import shop\ntry:\n    shop.load()\n    revision = 'a'\nexcept Exception:\n    revision = "
      "'b'",
      "revision = 'a'\nwhile unknown():\n    revision = 'b'\n",
      "ids = ['a']\nids.append('b')\nrevision = ids[-1]",
      "revision = [r for r in ('a', 'b')][0]",
      "revision = 'a'\nglobals()['revision'] = 'b'",
  };
  for (const char* source : sources) {
    CAPTURE(std::string(source));
    const RevisionFile file = read(std::string("def unknown(): pass\ndef compute(): pass\n") +
                                   source + "\ndown_revision = None\n");
    CHECK(error_of(file).empty());
    REQUIRE(file.opaque.size() == 1);
    CHECK(file.opaque[0].attribute == "revision");
    CHECK_FALSE(file.has_id());
  }
}

TEST_CASE("a label of another module is opaque, and the rest is known") {
  const RevisionFile file = read(
      "from shop import cli\nrevision = 'a'\ndown_revision = None\n"
      "branch_labels = (cli.EXPAND, 'known')\n");
  CHECK(file.id == "a");
  REQUIRE(file.labels.size() == 1);
  CHECK(file.labels[0].text == "known");
  REQUIRE(file.opaque.size() == 1);
  CHECK(file.opaque[0].attribute == "branch_labels");
  CHECK(file.opaque[0].where.line == 4);
  CHECK(file.opaque[0].where.column == 18);
}

TEST_CASE("what stops the import is told with its place") {
  struct Row {
    const char* text;
    const char* error;
    int line;
  };
  const std::vector<Row> rows = {
      {"revision = 'a'\n", "AttributeError: module '001_step_py' has no attribute 'down_revision'",
       1},
      {"revision = 'a\n", "SyntaxError: unterminated string literal (001_step.py, line 1)", 1},
      {"x = (1,\n", "SyntaxError: '(' was never closed (001_step.py, line 1)", 1},
      {"x = 1)\n", "SyntaxError: unmatched ')' (001_step.py, line 1)", 1},
      {"def f():\n    x = (1]\n",
       "SyntaxError: closing parenthesis ']' does not match opening parenthesis '(' (001_step.py, "
       "line 2)",
       2},
      {"<<<<<<< HEAD\nrevision = 'a'\n", "SyntaxError: invalid syntax (001_step.py, line 1)", 1},
      {"  revision = 'a'\n", "SyntaxError: unexpected indent (001_step.py, line 1)", 1},
      {"if True:\nrevision = 'a'\n",
       "SyntaxError: expected an indented block (001_step.py, line 2)", 2},
      {"def f()\n    pass\n", "SyntaxError: expected ':' (001_step.py, line 1)", 1},
      {"revision =\n", "SyntaxError: invalid syntax (001_step.py, line 1)", 1},
      {"\nrevision = X\n", "NameError: name 'X' is not defined", 2},
      {"from . import x\n", "ImportError: attempted relative import with no known parent package",
       1},
      {"revision = None\ndown_revision = None\n", "TypeError: 'NoneType' object is not iterable",
       1},
      {"revision = 'a-b'\ndown_revision = None\n",
       "Character(s) '-' not allowed in revision identifier 'a-b'", 1},
      {"revision = 'a'\ndown_revision = ('b', 'a')\n", "Self-loop is detected in revisions (a)", 2},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.text));
    const RevisionFile file = read(row.text);
    CHECK(error_of(file) == row.error);
    if (file.failure) CHECK(file.failure->where.line == row.line);
  }
}

TEST_CASE("a module that nothing speaks for is missing, a guarded one is not") {
  CHECK(error_of(read("import shop\nrevision = 'a'\ndown_revision = None\n", Presence::no)) ==
        "ModuleNotFoundError: No module named 'shop'");
  CHECK(error_of(read("import shop\nrevision = 'a'\ndown_revision = None\n")).empty());
  CHECK(error_of(read("try:\n    import shop\nexcept ImportError:\n    shop = None\n"
                      "revision = 'a'\ndown_revision = None\n",
                      Presence::no))
            .empty());
}

TEST_CASE("positions are those of the literal") {
  const RevisionFile file = read(
      "\"\"\"é\"\"\"\nrevision = 'b'\ndown_revision = (\n    'ä', 'c',\n)\ndepends_on = ['d']\n");
  CHECK(file.id_where.line == 2);
  CHECK(file.id_where.column == 12);
  REQUIRE(file.down.size() == 2);
  CHECK(file.down[0].where.line == 4);
  CHECK(file.down[0].where.column == 5);
  CHECK(file.down[1].where.column == 10);
  REQUIRE(file.depends_on.size() == 1);
  CHECK(file.depends_on[0].where.line == 6);
  CHECK(file.depends_on[0].where.column == 15);
}

TEST_CASE("a downgrade that does nothing is known as such") {
  const auto way_back = [](const std::string& body) {
    return read("revision = 'a'\ndown_revision = None\n\ndef downgrade():\n" + body).way_back;
  };
  CHECK(way_back("    pass\n") == WayBack::nothing);
  CHECK(way_back("    \"\"\"Nothing.\"\"\"\n    # really\n    pass\n\nx = 1\n") ==
        WayBack::nothing);
  CHECK(way_back("    ...\n") == WayBack::nothing);
  CHECK(way_back("    raise NotImplementedError(\"no\")\n") == WayBack::raises);
  CHECK(way_back("    op.drop_table('x')\n") == WayBack::statements);
  CHECK(way_back("    pass\n    op.drop_table('x')\n") == WayBack::statements);
}

TEST_CASE("hostile sources cost a finding, not the process") {
  const std::string tail = "\ndown_revision = None\n";
  SUBCASE("brackets") {
    const RevisionFile file =
        read("revision = " + std::string(5000, '(') + "'a'" + std::string(5000, ')') + tail);
    CHECK(error_of(file) == "SyntaxError: too many nested parentheses (001_step.py, line 1)");
  }
  SUBCASE("brackets in a function") {
    const RevisionFile file = read("def f():\n    x = " + std::string(5000, '[') + tail);
    CHECK(error_of(file) == "SyntaxError: too many nested parentheses (001_step.py, line 2)");
  }
  SUBCASE("brackets that Python still takes") {
    const RevisionFile file =
        read("revision = " + std::string(150, '(') + "'a'" + std::string(150, ')') + tail);
    CHECK(file.opaque.size() == 1);
  }
  SUBCASE("a line of ten million bytes") {
    const RevisionFile file =
        read("x = '" + std::string(10'000'000, 'y') + "'\nrevision = 'a'" + tail);
    CHECK(file.id == "a");
  }
  SUBCASE("a sum of many terms") {
    std::string sum = "revision = 'a'";
    for (int i = 0; i < 20'000; ++i) sum += " + 'b'";
    CHECK(read(sum + tail).id.size() == 20'001);
  }
  SUBCASE("a text that doubles") {
    std::string text = "a = 'x'\n";
    for (int i = 0; i < 200; ++i) text += "a = a + a\n";
    CHECK(read(text + "revision = a" + tail).opaque.size() == 1);
  }
  SUBCASE("NUL bytes") {
    CHECK(error_of(read(std::string("revision = 'a'\0", 15) + tail)) ==
          "SyntaxError: source code cannot contain null bytes (001_step.py, line 1)");
  }
}

}  // namespace plumbline::adapters::alembic

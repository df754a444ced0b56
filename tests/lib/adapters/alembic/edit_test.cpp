/// Revision files edited: metadata alone, in the file's own style.
#include <doctest/doctest.h>

#include "adapters/alembic/adapter.hpp"
#include "adapters/alembic/metadata.hpp"
#include "plumbline/error.hpp"
#include "support/scratch_folder.hpp"
#include "system/files.hpp"

using namespace plumbline;
using namespace plumbline::adapters;

namespace {

using tests::ScratchFolder;

const std::string scenario =
    std::string(PLUMBLINE_SOURCE_DIR) + "/tests/scenarios/basketball-040-041";

std::unique_ptr<Tree> open(const std::string& folder) {
  const Adapter& adapter = alembic::adapter();
  return adapter.open(adapter.place_of(folder), {});
}

/// The change that this file declares.
const Change* change_of(const Tree& tree, std::string_view file) {
  for (const Change& change : tree.plan().changes)
    if (change.deploy.file.ends_with(file)) return &change;
  return nullptr;
}

/// Revisions 001 and 002, and a second 002 whose text is given.
std::string renumbered(const std::string& text, const std::string& name = "002_b.py") {
  const ScratchFolder folder;
  folder.write("alembic.ini", "[alembic]\nscript_location = m\n");
  folder.write("m/env.py", "");
  folder.write("m/versions/001_a.py",
               "revision = '001'\ndown_revision = None\ndef upgrade(): pass\n");
  folder.write("m/versions/002_0.py",
               "revision = '002'\ndown_revision = '001'\ndef upgrade(): pass\n");
  folder.write("m/versions/" + name, text);
  const auto tree = open(folder.path());
  EditRequest request;
  request.renumber = {change_of(*tree, name)};
  request.tail = "002";
  const EditResult result = tree->edit(request);
  if (!result.refusal.empty()) return result.refusal;
  CHECK(result.new_ids == std::vector<std::string>{"003"});
  apply_fix(folder.path(), result.fix);
  const std::string to =
      result.fix.renames.empty() ? "m/versions/" + name : result.fix.renames[0].to;
  return to.substr(11) + "|" + system::read_file(folder.file(to));
}

}  // namespace

TEST_CASE("the scenario's file is renumbered as a person did it") {
  const auto tree = open(scenario);
  EditRequest request;
  request.renumber = {change_of(*tree, "041_add_westside_streamlit_ro_role.py")};
  request.tail = "043";
  const EditResult result = tree->edit(request);
  CHECK(result.refusal == "");
  CHECK(result.fix.edits.size() == 4);
  REQUIRE(result.fix.renames.size() == 1);
  CHECK(result.fix.renames[0] == Rename{"alembic/versions/041_add_westside_streamlit_ro_role.py",
                                        "alembic/versions/044_add_westside_streamlit_ro_role.py"});
  const ScratchFolder folder;
  folder.write(result.fix.renames[0].from,
               system::read_file(scenario + "/" + result.fix.renames[0].from));
  apply_fix(folder.path(), result.fix);
  CHECK(system::read_file(folder.file(result.fix.renames[0].to)) ==
        system::read_file(scenario + "/expected-fix/" + result.fix.renames[0].to));
}

TEST_CASE("only what says which revision it is changes") {
  struct Case {
    const char* name;
    std::string before;
    std::string after;
  };
  const std::string body = "def upgrade():\n    op.execute(\"revision = '002'\")\n";
  const std::vector<Case> cases = {
      {"bare", "revision = '002'\ndown_revision = '001'\n" + body,
       "003_b.py|revision = '003'\ndown_revision = '002'\n" + body},
      {"annotated, double quotes, comments",
       "revision: str = \"002\"  # 002\ndown_revision: Union[str, None] = \"001\"  # 001\n" + body,
       "003_b.py|revision: str = \"003\"  # 002\ndown_revision: Union[str, None] = \"002\"  # "
       "001\n" +
           body},
      {"CRLF and a docstring",
       "\"\"\"002\r\n\r\nRevision ID: 002\r\nRevises: "
       "001\r\n\"\"\"\r\nrevision='002'\r\ndown_revision="
       "'001'\r\n" +
           body,
       "003_b.py|\"\"\"002\r\n\r\nRevision ID: 003\r\nRevises: "
       "002\r\n\"\"\"\r\nrevision='003'\r\ndown_"
       "revision='002'\r\n" +
           body},
      {"a docstring that says something else",
       "'''x\nRevision ID: 2\nRevises: 1 (was 001)\n'''\nrevision = '002'\ndown_revision = "
       "'001'\n" +
           body,
       "003_b.py|'''x\nRevision ID: 2\nRevises: 1 (was 001)\n'''\nrevision = '003'\ndown_revision "
       "= "
       "'002'\n" +
           body},
      {"a base",
       "\"\"\"x\n\nRevision ID: 002\nRevises: \n\"\"\"\nrevision = '002'\ndown_revision = None\n" +
           body,
       "003_b.py|\"\"\"x\n\nRevision ID: 003\nRevises: 002\n\"\"\"\nrevision = "
       "'003'\ndown_revision = "
       "'002'\n" +
           body},
      {"a base, without a blank",
       "\"\"\"x\nRevises:\n\"\"\"\nrevision = '002'\ndown_revision = None\n" + body,
       "003_b.py|\"\"\"x\nRevises: 002\n\"\"\"\nrevision = '003'\ndown_revision = '002'\n" + body},
      {"a merge",
       "\"\"\"x\nRevises: 001, 002\n\"\"\"\nrevision = u'002'\ndown_revision = ('001', '000')\n" +
           body,
       "003_b.py|\"\"\"x\nRevises: 001, 002\n\"\"\"\nrevision = u'003'\ndown_revision = '002'\n" +
           body},
      {"a byte order mark, and a function before",
       "\xEF\xBB\xBF# x\ndef f():\n    revision = 1\nrevision = '002'\ndown_revision = '001'\n" +
           body,
       "003_b.py|\xEF\xBB\xBF# x\ndef f():\n    revision = 1\nrevision = '003'\ndown_revision = "
       "'002'\n" +
           body},
      {"Latin-1",
       "# -*- coding: latin-1 -*-\n\"\"\"gr\xf6\xdf"
       "e\"\"\"\nrevision = '002'\ndown_revision = '001'\n" +
           body,
       "003_b.py|# -*- coding: latin-1 -*-\n\"\"\"gr\xf6\xdf"
       "e\"\"\"\nrevision = '003'\ndown_revision = '002'\n" +
           body},
      {"no final newline", "def upgrade(): pass\nrevision = '002'\ndown_revision = '001'",
       "003_b.py|def upgrade(): pass\nrevision = '003'\ndown_revision = '002'"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.name);
    CHECK(renumbered(row.before) == row.after);
  }
}

TEST_CASE("the id in a file's name is changed where it stands alone") {
  const std::string text = "revision = '002'\ndown_revision = '001'\ndef upgrade(): pass\n";
  struct Case {
    std::string before;
    std::string after;
  };
  for (const Case& one : std::vector<Case>{{"2024_01_01-002_b.py", "2024_01_01-003_b.py"},
                                           {"x002_002.py", "x002_003.py"},
                                           {"add_b.py", "add_b.py"},
                                           {"002.py", "003.py"}}) {
    CAPTURE(one.before);
    const std::string result = renumbered(text, one.before);
    CHECK(result.substr(0, result.find('|')) == one.after);
  }
}

TEST_CASE("a file that says it in another way is not edited") {
  struct Case {
    const char* name;
    std::string text;
    std::string why;
  };
  const std::vector<Case> cases = {
      {"set twice", "revision = '002'\nrevision = '002'\ndown_revision = '001'\n",
       "revision is not set by one plain assignment"},
      {"a constant", "ID = '002'\nrevision = ID\ndown_revision = '001'\n",
       "its revision is no plain text"},
      {"two statements in a line", "revision = '002'; down_revision = '001'\n",
       "revision is not set by one plain assignment"},
      {"set again in a block",
       "revision = '002'\ndown_revision = '001'\nif True:\n    revision = '002'\n",
       "what it sets is set again elsewhere in it"},
      {"put together", "revision = '0' '02'\ndown_revision = '001'\n",
       "its revision is no plain text"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.name);
    CHECK(renumbered(row.text + "def upgrade(): pass\n") ==
          "\"m/versions/002_b.py\" cannot be edited: " + row.why);
  }
}

TEST_CASE("heads are joined by a revision as the tree's others are written") {
  const ScratchFolder folder;
  folder.write("alembic.ini", "[alembic]\nscript_location = m\n");
  folder.write("m/env.py", "");
  folder.write("m/versions/001_a.py",
               "revision: str = \"001\"\ndown_revision = None\ndef upgrade() -> None: pass\n");
  folder.write(
      "m/versions/002_b.py",
      "\"\"\"b\n\nRevision ID: 002\nRevises: 001\nCreate Date: 2026-01-02 03:04:05\n\n\"\"\"\n"
      "revision: str = \"002\"\ndown_revision = \"001\"\ndef upgrade() -> None: pass\n");
  folder.write("m/versions/003_c.py",
               "revision: str = \"003\"\ndown_revision = \"001\"\ndef upgrade() -> None: pass\n");
  EditRequest request;
  request.merge = {"002", "003"};
  const EditResult result = open(folder.path())->edit(request);
  CHECK(result.merge_id == "004");
  REQUIRE(result.fix.creations.size() == 1);
  CHECK(result.fix.creations[0].file == "m/versions/004_merge_002_and_003.py");
  CHECK(result.fix.creations[0].text ==
        "\"\"\"merge 002 and 003\n\nRevision ID: 004\nRevises: 002, 003\n"
        "Create Date: 2026-01-02 03:04:05\n\n\"\"\"\n"
        "from typing import Sequence, Union\n\n"
        "# revision identifiers, used by Alembic.\n"
        "revision: str = \"004\"\n"
        "down_revision: Union[str, Sequence[str], None] = (\"002\", \"003\")\n"
        "branch_labels: Union[str, Sequence[str], None] = None\n"
        "depends_on: Union[str, Sequence[str], None] = None\n\n\n"
        "def upgrade() -> None:\n    pass\n\n\ndef downgrade() -> None:\n    pass\n");
  apply_fix(folder.path(), result.fix);
  const auto merged = open(folder.path());
  CHECK(merged->plan().heads == std::vector<std::string>{"004"});
  CHECK(merged->plan().findings.empty());
}

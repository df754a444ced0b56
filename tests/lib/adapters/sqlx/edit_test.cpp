/// Versions renumbered by renaming files, and the rows that make sqlx take a change for applied.
#include <doctest/doctest.h>

#include "adapters/sqlx/adapter.hpp"
#include "support/scratch_folder.hpp"
#include "system/digest.hpp"

using namespace plumbline;
using namespace plumbline::adapters;

namespace {

using tests::ScratchFolder;

std::unique_ptr<Tree> open(const ScratchFolder& folder) {
  const Adapter& adapter = sqlx::adapter();
  return adapter.open(adapter.place_of(folder.path()), {});
}

/// "old>new" of each rename when every shadowed change is renumbered.
std::string renumber(const std::vector<std::string>& names) {
  const ScratchFolder folder;
  for (const std::string& name : names)
    folder.write("migrations/" + name, "select '" + name + "';");
  const auto tree = open(folder);
  EditRequest request;
  for (const Change& change : tree->plan().changes)
    if (change.shadowed) request.renumber.push_back(&change);
  const EditResult result = tree->edit(request);
  if (!result.refusal.empty()) return result.refusal;
  std::string shown;
  for (const Rename& rename : result.fix.renames)
    shown += rename.from.substr(11) + ">" + rename.to.substr(11) + " ";
  apply_fix(folder.path(), result.fix);
  CHECK(open(folder)->plan().findings.empty());
  return shown;
}

}  // namespace

TEST_CASE("a version of its own, in the style of the newest one") {
  struct Case {
    const char* name;
    std::vector<std::string> files;
    std::string expected;
  };
  const std::vector<Case> cases = {
      {"sequential", {"1_a.sql", "2_b.sql", "2_c.sql"}, "2_c.sql>3_c.sql "},
      {"padded",
       {"0001_a.sql", "0002_b.sql", "0002_c.sql", "0009_d.sql"},
       "0002_c.sql>0010_c.sql "},
      {"padded otherwise", {"007_a.sql", "7_b.sql"}, "7_b.sql>8_b.sql "},
      {"timestamps",
       {"20240131235959_a.sql", "20240131235959_b.sql"},
       "20240131235959_b.sql>20240201000000_b.sql "},
      {"a leap day",
       {"20240228235959_a.sql", "20240228235959_b.sql"},
       "20240228235959_b.sql>20240229000000_b.sql "},
      {"no date, though as long",
       {"20241331235959_a.sql", "20241331235959_b.sql"},
       "20241331235959_b.sql>20241331235960_b.sql "},
      {"three of one version",
       {"1_a.sql", "1_b.sql", "1_c.sql"},
       "1_b.sql>2_b.sql 1_c.sql>3_c.sql "},
      {"the way back goes along",
       {"1_a.up.sql", "1_a.down.sql", "1_b.up.sql", "1_b.down.sql"},
       "1_b.up.sql>2_b.up.sql 1_b.down.sql>2_b.down.sql "},
      {"nothing behind the last one",
       {"9223372036854775807_a.sql", "9223372036854775807_b.sql"},
       "there is no version behind the last one"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.name);
    CHECK(renumber(row.files) == row.expected);
  }
}

TEST_CASE("the row that tells sqlx a change is applied") {
  const ScratchFolder folder;
  folder.write("migrations/1_it's_new.sql", "select 1;");
  const auto tree = open(folder);
  CHECK(
      tree->register_commands({&tree->plan().changes[0]}) ==
      std::vector<std::string>{
          "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) "
          "VALUES (1, 'it''s new', TRUE, '\\x" +
          system::sha384_hex("select 1;") + "', -1);"});
}

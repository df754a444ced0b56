/// Bodies of revisions against what the real alembic 1.20.1 sends for them: render/versions holds
/// each operation of Alembic and each type, tests/scenarios whole trees. render/record.py records.
#include <doctest/doctest.h>
#include <simdjson.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "adapters/alembic/render/render.hpp"

namespace plumbline::adapters::alembic {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Blanks as the recorder leaves them; those within literals too, on both sides alike.
std::string squeeze(const std::string& sql) {
  std::string text;
  for (const char c : sql) {
    const bool is_blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!is_blank)
      text.push_back(c);
    else if (!text.empty() && text.back() != ' ')
      text.push_back(' ');
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

/// Whether SQLAlchemy keeps such in a set, so that runs of them come in any order.
bool is_unordered(const std::string& sql) {
  if (sql.starts_with("CREATE INDEX ") || sql.starts_with("CREATE UNIQUE INDEX ")) return true;
  if (!sql.starts_with("ALTER TABLE ")) return false;
  for (const char* words : {" ADD CONSTRAINT", " ADD FOREIGN KEY", " ADD UNIQUE", " ADD CHECK"})
    if (sql.find(words) != std::string::npos) return true;
  return false;
}

void sort_runs(std::vector<std::string>& texts) {
  for (auto first = texts.begin(); first != texts.end();) {
    const auto last = std::find_if_not(first, texts.end(), is_unordered);
    std::sort(first, last);
    first = last == first ? std::next(first) : last;
  }
}

/// `list` begins with the recorded statements; what follows is only about rows, and only where the
/// recorded body ended with an error.
void compare(const StatementList& list, const std::vector<std::string>& recorded, bool has_error) {
  const std::vector<Statement>& statements = list.statements;
  REQUIRE(statements.size() >= recorded.size());
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    // 0016 of console-raptor writes a time that datetime() gives: a row like any other.
    const bool is_row = !statements[i].opaque.empty() && recorded[i].starts_with("INSERT");
    if (is_row) CHECK(statements[i].only_data);
    texts.push_back(is_row ? recorded[i] : squeeze(statements[i].sql));
  }
  sort_runs(texts);
  CHECK(texts == recorded);
  for (std::size_t i = recorded.size(); i < statements.size(); ++i) {
    CHECK(has_error);
    CHECK(statements[i].opaque != "");
    CHECK(statements[i].only_data);
  }
}

}  // namespace

TEST_CASE("every recorded body is rendered as alembic sends it") {
  const fs::path root(PLUMBLINE_SOURCE_DIR);
  simdjson::dom::parser parser;
  const simdjson::dom::object files =
      parser.load((root / "tests/lib/adapters/alembic/render/recorded.json").string());
  std::size_t bodies = 0;
  for (const auto [file, entry] : files) {
    const std::string name(file);
    CAPTURE(name);
    const std::string text = read_text(root / name);
    REQUIRE(!text.empty());
    for (const bool is_upgrade : {true, false}) {
      CAPTURE(is_upgrade);
      const std::string key = is_upgrade ? "upgrade" : "downgrade";
      std::vector<std::string> recorded;
      for (const auto sql : entry[key].get_array()) recorded.emplace_back(std::string_view(sql));
      simdjson::dom::element error;
      const bool has_error = entry[key + "_error"].get(error) == simdjson::SUCCESS;
      compare(render_revision(text, name, is_upgrade ? Direction::deploy : Direction::revert),
              recorded, has_error);
      ++bodies;
    }
  }
  CHECK(bodies > 200);
}

TEST_CASE("types that a bind makes are skipped when the catalog has them") {
  const fs::path root(PLUMBLINE_SOURCE_DIR);
  const std::string text =
      read_text(root / "tests/lib/adapters/alembic/render/versions/enumerations.py");
  const StatementList up = render_revision(text, "e.py", Direction::deploy);
  REQUIRE(up.statements.size() > 2);
  CHECK(up.statements[0].is_guarded);        // checkfirst=True
  CHECK_FALSE(up.statements[1].is_guarded);  // sa.Enum does not ask by default
  CHECK_FALSE(up.statements[2].is_guarded);  // nor does a table
  const StatementList down = render_revision(text, "e.py", Direction::revert);
  REQUIRE(down.statements.size() == 3);
  CHECK_FALSE(down.statements[0].is_guarded);
  CHECK(down.statements[1].is_guarded);
  CHECK(down.statements[2].is_guarded);  // postgresql.ENUM asks by default
}

}  // namespace plumbline::adapters::alembic

/// What every adapter promises, run against each of them: a new adapter adds its sample tree here
/// and nothing else.
#include <doctest/doctest.h>
#include <simdjson.h>

#include <algorithm>
#include <set>

#include "adapters/adapter.hpp"
#include "plumbline/error.hpp"
#include "support/scratch_folder.hpp"
#include "system/files.hpp"

using namespace plumbline;
using adapters::Adapter;
using adapters::Place;
using adapters::Tree;
using plumbline::tests::ScratchFolder;

namespace {

struct File {
  const char* name;
  const char* text;
};

/// A good tree of three changes in one line, and the file that a hostile hand would spoil first.
struct Sample {
  const char* tool;
  std::vector<File> files;
  const char* main_file;
  std::vector<std::string> names;  ///< ids, or names where ids are hashes, in plan order
};

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all = {
      {"sqitch",
       {{"sqitch.conf", "[core]\n\tengine = pg\n[engine \"pg\"]\n\ttarget = db:pg:shop\n"},
        {"sqitch.plan",
         "%syntax-version=1.0.0\n%project=shop\n\n"
         "users 2024-03-01T10:00:00Z Ada <ada@example.com> # Users\n"
         "orders [users] 2024-03-02T10:00:00Z Ada <ada@example.com> # Orders\n"
         "items [orders] 2024-03-03T10:00:00Z Ada <ada@example.com> # Items\n"},
        {"deploy/users.sql", "CREATE TABLE users (id int);\n"},
        {"deploy/orders.sql", "CREATE TABLE orders (id int);\n"},
        {"deploy/items.sql", "CREATE TABLE items (id int);\n"},
        {"revert/users.sql", "DROP TABLE users;\n"},
        {"revert/orders.sql", "DROP TABLE orders;\n"},
        {"revert/items.sql", "DROP TABLE items;\n"},
        {"verify/users.sql", "SELECT 1;\n"},
        {"verify/orders.sql", "SELECT 1;\n"},
        {"verify/items.sql", "SELECT 1;\n"}},
       "sqitch.plan",
       {"users", "orders", "items"}},
      {"alembic",
       {{"alembic.ini",
         "[alembic]\nscript_location = %(here)s/alembic\nsqlalchemy.url = postgresql:///shop\n"},
        {"alembic/env.py", "\n"},
        {"alembic/versions/001_users.py",
         "\"\"\"users\"\"\"\nrevision = '001'\ndown_revision = None\n\ndef upgrade():\n    "
         "pass\n\ndef downgrade():\n    op.drop_table('users')\n"},
        {"alembic/versions/002_orders.py",
         "\"\"\"orders\"\"\"\nrevision = '002'\ndown_revision = '001'\n\ndef upgrade():\n    "
         "pass\n\ndef downgrade():\n    op.drop_table('orders')\n"},
        {"alembic/versions/003_items.py",
         "\"\"\"items\"\"\"\nrevision = '003'\ndown_revision = '002'\n\ndef upgrade():\n    "
         "pass\n\ndef downgrade():\n    op.drop_table('items')\n"}},
       "alembic/versions/002_orders.py",
       {"001", "002", "003"}},
      {"sqlx",
       {{"migrations/1_users.sql", "CREATE TABLE users (id int);\n"},
        {"migrations/2_orders.sql", "CREATE TABLE orders (id int);\n"},
        {"migrations/3_items.sql", "CREATE TABLE items (id int);\n"}},
       "migrations/2_orders.sql",
       {"1", "2", "3"}},
  };
  return all;
}

const Sample& sample_of(const Adapter& adapter) {
  const auto found = std::ranges::find_if(
      samples(), [&](const Sample& sample) { return sample.tool == adapter.tool(); });
  REQUIRE_MESSAGE(found != samples().end(), "no sample tree for ", std::string(adapter.tool()));
  return *found;
}

void write_sample(const ScratchFolder& folder, const Sample& sample) {
  for (const File& file : sample.files) folder.write(file.name, file.text);
}

std::unique_ptr<Tree> open_sample(const Adapter& adapter, const ScratchFolder& folder) {
  return adapter.open(adapter.place_of(folder.path()), {});
}

/// What holds for every plan, good or bad.
void check_invariants(const Tree& tree) {
  const Plan& plan = tree.plan();
  std::set<std::string> seen;
  for (const Change& change : plan.changes) {
    if (!change.shadowed) CHECK(seen.insert(change.id).second);
    CHECK(change.where.line >= 0);
    for (const Direction direction : {Direction::deploy, Direction::revert, Direction::verify}) {
      const StatementList list = tree.statements(change, direction);
      CHECK_FALSE(list.file.starts_with('/'));
      CHECK((!list.file.empty() || list.statements.empty()));
      for (const Statement& statement : list.statements) {
        CHECK(statement.sql.empty() == !statement.opaque.empty());
        CHECK_FALSE(statement.where.file.empty());
        CHECK(statement.end_line >= statement.where.line);
      }
    }
  }
  for (const std::string& head : plan.heads) {
    CHECK(
        std::ranges::any_of(plan.changes, [&](const Change& change) { return change.id == head; }));
  }
  for (const Finding& finding : plan.findings) {
    CHECK(find_rule(finding.rule) != nullptr);
    CHECK_FALSE(finding.message.empty());
    CHECK(finding.message.find('\n') == std::string::npos);
    CHECK_FALSE(finding.where.file.starts_with('/'));
  }
  const std::string json = tree.tool_json();
  simdjson::dom::parser parser;
  CHECK(parser.parse(json).error() == simdjson::SUCCESS);
}

}  // namespace

TEST_CASE("a good tree is found by its folder, read in order, and has nothing wrong") {
  for (const Adapter* adapter : adapters::all()) {
    CAPTURE(std::string(adapter->tool()));
    const Sample& sample = sample_of(*adapter);
    const ScratchFolder folder;
    write_sample(folder, sample);
    std::vector<Place> places;
    for (const char* inside : {"", "migrations", "alembic"}) {
      if (!system::is_folder(folder.file(inside))) continue;
      const system::Folder opened(folder.file(inside));
      for (const Place& place : adapter->detect(opened, opened.entries())) places.push_back(place);
    }
    REQUIRE_FALSE(places.empty());
    const std::unique_ptr<Tree> tree = adapter->open(places.front(), {});
    const Plan& plan = tree->plan();
    CHECK(plan.tool == adapter->tool());
    CHECK_FALSE(plan.refusal.has_value());
    CHECK(std::ranges::none_of(
        plan.findings, [](const Finding& finding) { return finding.severity > Severity::info; }));
    std::vector<std::string> names;
    for (const Change& change : plan.changes)
      names.push_back(plan.traits.ids_are_hashes ? change.name : change.id);
    CHECK(names == sample.names);
    CHECK(plan.heads == std::vector<std::string>{plan.changes.back().id});
    CHECK(plan.bases == std::vector<std::string>{plan.changes.front().id});
    for (const Change& change : plan.changes) {
      CHECK(change.deploy.exists);
      CHECK(tree->find(change.id) == &change);
    }
    CHECK_FALSE(tree->claims().empty());
    for (const std::string& claim : tree->claims()) CHECK(claim.starts_with('/'));
    check_invariants(*tree);
  }
}

TEST_CASE("an unrelated folder is no tree") {
  const ScratchFolder folder;
  folder.write("readme.md", "# nothing\n");
  folder.write("src/main.py", "print(1)\n");
  for (const Adapter* adapter : adapters::all()) {
    CAPTURE(std::string(adapter->tool()));
    const system::Folder opened(folder.path());
    CHECK(adapter->detect(opened, opened.entries()).empty());
  }
}

TEST_CASE("whatever the main file holds, loading ends in findings and the rest still loads") {
  const std::string contents[] = {
      "",
      std::string("\0\0\0", 3),
      "\xff\xfe\x00\x41",
      "\xEF\xBB\xBFselect 1;\n",
      "\r\n\r\n\r",
      std::string(5000, '(') + std::string(5000, '['),
      std::string(1 << 20, 'x'),
      "'''\n\"\"\" $$ /* -- \\",
      "revision = \ndown_revision = (\n%project\nusers [",
      std::string("a\0b # \xc3\x28\n", 9),
  };
  for (const Adapter* adapter : adapters::all()) {
    const Sample& sample = sample_of(*adapter);
    for (const std::string& content : contents) {
      CAPTURE(std::string(adapter->tool()));
      CAPTURE(content.substr(0, 40));
      const ScratchFolder folder;
      write_sample(folder, sample);
      folder.write(sample.main_file, content);
      const std::unique_ptr<Tree> tree = open_sample(*adapter, folder);
      REQUIRE(tree != nullptr);
      check_invariants(*tree);
    }
  }
}

TEST_CASE("loading twice gives the same plan") {
  for (const Adapter* adapter : adapters::all()) {
    CAPTURE(std::string(adapter->tool()));
    const ScratchFolder folder;
    write_sample(folder, sample_of(*adapter));
    const auto first = open_sample(*adapter, folder);
    const auto second = open_sample(*adapter, folder);
    CHECK(first->plan().changes == second->plan().changes);
    CHECK(first->plan().findings == second->plan().findings);
    CHECK(first->tool_json() == second->tool_json());
  }
}

TEST_CASE("checksums are left out only when nobody needs them") {
  for (const Adapter* adapter : adapters::all()) {
    CAPTURE(std::string(adapter->tool()));
    const ScratchFolder folder;
    write_sample(folder, sample_of(*adapter));
    const auto tree = open_sample(*adapter, folder);
    for (const Change& change : tree->plan().changes) {
      if (tree->plan().traits.records_checksums) CHECK_FALSE(change.deploy.checksum.empty());
    }
  }
}

TEST_CASE("questions that a tool has no answers for are refused, not guessed") {
  for (const Adapter* adapter : adapters::all()) {
    CAPTURE(std::string(adapter->tool()));
    const ScratchFolder folder;
    write_sample(folder, sample_of(*adapter));
    const auto tree = open_sample(*adapter, folder);
    try {
      static_cast<void>(tree->answer("nothing.txt", ""));
      FAIL("no error");
    } catch (const Error& error) {
      CHECK(error.status() == Status::argument);
    }
  }
}

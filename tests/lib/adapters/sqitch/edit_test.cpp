/// Lines of a plan repaired, and those that are left as they are.
#include <doctest/doctest.h>

#include "adapters/sqitch/adapter.hpp"
#include "adapters/sqitch/plan_file.hpp"
#include "support/scratch_folder.hpp"
#include "system/files.hpp"

using namespace plumbline;
using namespace plumbline::adapters;

namespace {

using tests::ScratchFolder;

const std::string header = "%syntax-version=1.0.0\n%project=shop\n\n";

struct Repaired {
  std::string plan;   ///< without the header
  std::string notes;  ///< "+rule line" for what was done, "-message" for what was not
};

Repaired repair(const std::string& lines, const EditRequest& request) {
  const ScratchFolder folder;
  folder.write("sqitch.conf", "[core]\nengine = pg\n");
  folder.write("sqitch.plan", header + lines);
  const Adapter& adapter = sqitch::adapter();
  const auto tree = adapter.open(adapter.place_of(folder.path()), {});
  const EditResult result = tree->edit(request);
  apply_fix(folder.path(), result.fix);
  Repaired repaired{system::read_file(folder.file("sqitch.plan")).substr(header.size()), ""};
  for (const EditNote& note : result.notes)
    repaired.notes += note.is_done ? "+" + note.rule + " " + std::to_string(note.where.line) + "\n"
                                   : "-" + note.message + "\n";
  return repaired;
}

EditRequest everything() {
  EditRequest request;
  request.lines = true;
  request.wants = [](std::string_view) { return true; };
  return request;
}

EditRequest with_history() {
  EditRequest request = everything();
  request.origin = [](const std::string&, int line) -> std::optional<Origin> {
    if (line == 9) return std::nullopt;
    return Origin{"Ada Byron", "ada@example.com", 1'709'287'200};
  };
  return request;
}

}  // namespace

TEST_CASE("brackets are taken off timestamps, and nothing else changes") {
  const Repaired repaired = repair(
      "users [2024-03-01T10:00:00Z] Ada <a@b> # x\r\n"
      "orders [users] [2024-03-02T10:00:00Z]  Ada <a@b>\n"
      "bills [orders] 2024-03-03T10:00:00Z Ada <a@b> # [2024]",
      everything());
  CHECK(repaired.plan ==
        "users 2024-03-01T10:00:00Z Ada <a@b> # x\r\n"
        "orders [users] 2024-03-02T10:00:00Z  Ada <a@b>\n"
        "bills [orders] 2024-03-03T10:00:00Z Ada <a@b> # [2024]");
  CHECK(repaired.notes == "+plan/bracketed-timestamp 4\n+plan/bracketed-timestamp 5\n");
}

TEST_CASE("the history fills in who and when") {
  struct Case {
    const char* name;
    std::string before;
    std::string after;
  };
  const std::vector<Case> cases = {
      {"both", "users # all of them\n",
       "users 2024-03-01T10:00:00Z Ada Byron <ada@example.com> # all of them\n"},
      {"both, with requirements and blanks", "users [a:b]  \n",
       "users [a:b] 2024-03-01T10:00:00Z Ada Byron <ada@example.com>  \n"},
      {"the planner", "users 2020-01-01T00:00:00Z # x\n",
       "users 2020-01-01T00:00:00Z Ada Byron <ada@example.com> # x\n"},
      {"the timestamp", "users [a:b] Bob <b@c>\n", "users [a:b] 2024-03-01T10:00:00Z Bob <b@c>\n"},
      {"a tag", "users 2020-01-01T00:00:00Z B <b@c>\n@v1\n",
       "users 2020-01-01T00:00:00Z B <b@c>\n@v1 2024-03-01T10:00:00Z Ada Byron "
       "<ada@example.com>\n"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.name);
    const Repaired repaired = repair(row.before, with_history());
    CHECK(repaired.plan == row.after);
    CHECK(sqitch::read_plan(header + repaired.plan, "sqitch.plan").findings.empty());
    CHECK(repair(row.before, everything()).plan == row.before);
  }
}

TEST_CASE("what only its author can tell stays") {
  struct Case {
    const char* name;
    std::string line;
    std::string why;
  };
  const std::vector<Case> cases = {
      {"another form of a date", "users 2024-03-01 Bob <b@c>\n",
       "-line 4 has something in the place of what is missing: only its author can tell what was "
       "meant\n"},
      {"git does not know it", "\n\n\n\n\nusers\n",
       "-line 9 says neither when nor by whom: git does not know the line either\n"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.name);
    const Repaired repaired = repair(row.line, with_history());
    CHECK(repaired.plan == row.line);
    CHECK(repaired.notes == row.why);
  }
  CHECK(repair("users\n", everything()).notes ==
        "-line 4 says neither when nor by whom: git may know, which is asked with --git\n");
}

TEST_CASE("a change that is applied does not become another one") {
  const std::string broken = "users [2024-03-01T10:00:00Z] Ada <a@b>\n";
  const std::string meant = "users 2024-03-01T10:00:00Z Ada <a@b>\n";
  const std::string id = sqitch::read_plan(header + meant, "sqitch.plan").changes.at(0).id;
  Registry registry;
  registry.exists = true;
  registry.rows.push_back({.id = id, .name = "users"});
  EditRequest request = with_history();
  request.registry = &registry;
  CHECK(repair(broken, request).plan == meant);
  registry.rows[0].id = std::string(40, 'a');
  const Repaired refused = repair(broken, request);
  CHECK(refused.plan == broken);
  CHECK(refused.notes == "-change \"users\" is applied as " + std::string(40, 'a') +
                             ", and the repaired plan would make another change of it: write the "
                             "line as it was deployed\n");
  CHECK(repair("users\n", request).plan == "users\n");
  // A change of another name is not concerned.
  registry.rows[0].name = "orders";
  CHECK(repair(broken, request).plan == meant);
}

#include "gate/record.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <sstream>

#include "gate/record/place.hpp"
#include "plumbline/error.hpp"
#include "plumbline/render.hpp"
#include "sample_run.hpp"
#include "support/scratch_folder.hpp"

using namespace plumbline;
using gate::Record;
using tests::sample_run;
using tests::ScratchFolder;

namespace {

constexpr std::array names = {"gates.sqlite", "gates.jsonl"};

/// What the functions of a Record are called with, in the order of a gate.
void record_all(Record& record, const GateRun& run) {
  record.begin(run);
  for (const GateStep& step : run.steps) {
    if (step.state == StepState::not_reached) continue;
    record.step_started({.project = step.project, .name = step.name});
    record.step_done(step);
  }
  record.finish(run);
}

Status status_of(const std::string& path) {
  try {
    Record::open(path)->begin(sample_run());
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find(path) != std::string::npos);
    return error.status();
  }
  return Status::ok;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

}  // namespace

TEST_CASE("a run is read as it was recorded") {
  for (const char* name : names) {
    CAPTURE(name);
    const ScratchFolder folder;
    GateRun run = sample_run();
    record_all(*Record::open(folder.file(name)), run);
    const History history = read_history(folder.file(name));
    REQUIRE(history.runs.size() == 1);
    CHECK(render_json(history.runs[0]) == render_json(run));
    CHECK(history.runs[0].steps[0].changes[0].statements[0].rows == 3000);
    CHECK_FALSE(history.runs[0].steps[0].changes[0].statements[1].rows.has_value());
    // Recorded anew, it gives the same once more.
    record_all(*Record::open(folder.file("again.jsonl")), history.runs[0]);
    CHECK(render_json(read_history(folder.file("again.jsonl")).runs.at(0)) == render_json(run));
  }
}

TEST_CASE("a run that was not finished is red and says where it stopped") {
  for (const char* name : names) {
    CAPTURE(name);
    const ScratchFolder folder;
    const std::string path = folder.file(name);
    GateRun run = sample_run();
    run.passed = true;
    run.detail.clear();
    const auto detail = [&] {
      const History history = read_history(path);
      REQUIRE(history.runs.size() == 1);
      CHECK_FALSE(history.runs[0].passed);
      CHECK(history.runs[0].finished_at == 0);
      CHECK(history.runs[0].version == "v1.2");
      CHECK(history.runs[0].kind == GateKind::dry_run);
      return history.runs[0].detail;
    };
    const auto record = Record::open(path);
    record->begin(run);
    CHECK(detail() == "interrupted");
    record->step_started({.name = "roles"});
    CHECK(detail() == "interrupted in step \"roles\"");
    record->step_done({.name = "roles", .state = StepState::passed, .duration_us = 5});
    CHECK(detail() == "interrupted");
    record->step_started({.project = "console", .name = "upgrade", .subject = "0016"});
    record->step_started({.project = "backend", .name = "upgrade"});
    CHECK(detail() == "interrupted in step \"upgrade\" of \"console\"");
    record->step_done({.project = "console", .name = "upgrade", .state = StepState::passed});
    CHECK(detail() == "interrupted in step \"upgrade\" of \"backend\"");
    record->step_done({.project = "backend",
                       .name = "upgrade",
                       .state = StepState::failed,
                       .detail = "relation \"a\" already exists"});
    CHECK(detail() == "relation \"a\" already exists");
    const History history = read_history(path);
    const std::vector<GateStep>& steps = history.runs[0].steps;
    REQUIRE(steps.size() == 3);
    CHECK(steps[0].state == StepState::passed);
    CHECK(steps[0].duration_us == 5);
    CHECK(steps[1].project == "console");
    CHECK(steps[2].state == StepState::failed);
    record->finish(run);
    CHECK(read_history(path).runs[0].passed);
  }
}

TEST_CASE("the last step of a name is the one that ends") {
  const ScratchFolder folder;
  const auto record = Record::open(folder.file("gates.sqlite"));
  record->begin(sample_run());
  for (const char* subject : {"0016", "0022", "0022"}) {
    record->step_started({.project = "console", .name = "upgrade", .subject = subject});
    record->step_done({.project = "console",
                       .name = "upgrade",
                       .subject = subject,
                       .state = StepState::passed,
                       .fingerprint = subject});
  }
  const History history = read_history(folder.file("gates.sqlite"));
  REQUIRE(history.runs[0].steps.size() == 3);
  CHECK(history.runs[0].steps[0].fingerprint == "0016");
  CHECK(history.runs[0].steps[2].fingerprint == "0022");
  CHECK(history.runs[0].detail == "interrupted");
}

TEST_CASE("the newest run comes first, and runs can be chosen") {
  for (const char* name : names) {
    CAPTURE(name);
    const ScratchFolder folder;
    const std::string path = folder.file(name);
    for (int i = 0; i < 6; ++i) {
      GateRun run = sample_run(gate::new_run_id());
      run.started_at += i;
      run.version = i % 2 == 0 ? "even" : "odd";
      run.tier = i < 3 ? "staging" : "production";
      record_all(*Record::open(path), run);
    }
    const auto starts = [&](const HistoryOptions& options) {
      std::vector<std::int64_t> all;
      for (const GateRun& run : read_history(path, options).runs) {
        all.push_back(run.started_at - sample_run().started_at);
      }
      return all;
    };
    CHECK(starts({}) == std::vector<std::int64_t>{5, 4, 3, 2, 1, 0});
    CHECK(starts({.limit = 2}) == std::vector<std::int64_t>{5, 4});
    CHECK(starts({.version = "even"}) == std::vector<std::int64_t>{4, 2, 0});
    CHECK(starts({.limit = 1, .version = "odd", .tier = "staging"}) ==
          std::vector<std::int64_t>{1});
    CHECK(starts({.version = "nothing"}).empty());
  }
}

TEST_CASE("the columns are those that a person asks with SQL") {
  const ScratchFolder folder;
  const std::string path = folder.file("gates.sqlite");
  GateRun run = sample_run();
  run.detail = std::string(5000, 'x') + "é";
  record_all(*Record::open(path), run);
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  const auto ask = [&](const char* sql) {
    sqlite3_stmt* statement = nullptr;
    REQUIRE(sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) == SQLITE_OK);
    std::string row;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        const unsigned char* text = sqlite3_column_text(statement, i);
        row += text == nullptr ? "-" : reinterpret_cast<const char*>(text);
        row += '|';
      }
    }
    sqlite3_finalize(statement);
    return row;
  };
  CHECK(ask("SELECT version, tier, gate_kind, passed, length(cast(detail AS blob)), started_at,"
            " finished_at FROM gate_runs") ==
        "v1.2|staging|dry-run|0|4096|1767323045000006|1767323047500006|");
  CHECK(ask("SELECT number, project, name, subject, state FROM gate_steps ORDER BY number") ==
        "0|console|upgrade|0016|passed|1|console|seed|seeds/admins.sql|failed|2||heads||"
        "not-reached|");
  sqlite3_close(database);
}

TEST_CASE("nobody else can read the record") {
  for (const char* name : names) {
    const ScratchFolder folder;
    const std::string path = folder.file(std::string("state/plumbline/") + name);
    const auto old_mask = ::umask(0);
    Record::open(path)->begin(sample_run());
    ::umask(old_mask);
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
    REQUIRE(::stat(folder.file("state/plumbline").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0700U);
  }
}

TEST_CASE("the usual place") {
  using gate::record_path;
  using system::Environment;
  using Values = std::map<std::string, std::string>;
  CHECK(record_path("x", Environment(Values{})) == "x");
  CHECK(record_path("", Environment(Values{{"HOME", "/h"}})).empty());
  CHECK(record_path(std::nullopt, Environment(Values{{"XDG_STATE_HOME", "/s"}, {"HOME", "/h"}})) ==
        "/s/plumbline/gates.sqlite");
  CHECK(record_path(std::nullopt, Environment(Values{{"XDG_STATE_HOME", "s"}, {"HOME", "/h"}})) ==
        "/h/.local/state/plumbline/gates.sqlite");
  CHECK_THROWS_AS(record_path(std::nullopt, Environment(Values{{"HOME", ""}})), Error);
}

TEST_CASE("what is no record is refused and left as it is") {
  struct Row {
    const char* name;
    const char* file;
    std::string content;
    Status opened;
    Status read;
  };
  const std::string newer = R"({"schema":"plumbline.record/2","event":"begin","id":"1"})";
  const std::array rows = {
      Row{"a text", "gates.sqlite", std::string(200, 'a'), Status::format, Status::format},
      Row{"a text as lines", "gates.jsonl", "hello\n", Status::ok, Status::format},
      Row{"another document", "gates.jsonl", "{\"a\":1}\n", Status::ok, Status::format},
      Row{"a newer one", "gates.jsonl", newer + "\n", Status::ok, Status::format},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const ScratchFolder folder;
    folder.write(row.file, row.content);
    CHECK(status_of(folder.file(row.file)) == row.opened);
    CHECK(bytes_of(folder.file(row.file)).starts_with(row.content));
    try {
      read_history(folder.file(row.file));
      FAIL("not refused");
    } catch (const Error& error) {
      CHECK(error.status() == row.read);
    }
  }
  const ScratchFolder folder;
  CHECK_THROWS_AS(read_history(folder.file("absent.sqlite")), Error);
  CHECK_THROWS_AS(read_history(""), Error);
  CHECK(status_of(folder.path()) == Status::io);
  CHECK(status_of(folder.path() + "/.jsonl/") == Status::io);
  CHECK(status_of("/proc/no/gates.sqlite") == Status::io);
  CHECK(status_of("/dev/null/gates.jsonl") == Status::io);
}

TEST_CASE("an SQLite database of something else, of a newer Plumbline, or damaged, is refused") {
  struct Row {
    const char* name;
    const char* sql;
  };
  const std::array rows = {
      Row{"of something else", "CREATE TABLE cookies (id INTEGER)"},
      Row{"newer", "PRAGMA user_version = 2"},
      Row{"without its tables", "DROP TABLE gate_steps"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const ScratchFolder folder;
    const std::string path = folder.file("gates.sqlite");
    const bool is_other = std::string_view(row.name) == "of something else";
    if (!is_other) record_all(*Record::open(path), sample_run());
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    REQUIRE(sqlite3_exec(database, row.sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
    try {
      record_all(*Record::open(path), sample_run("2"));
      FAIL("not refused");
    } catch (const Error& error) {
      CHECK(error.status() == Status::format);
    }
  }
  const ScratchFolder folder;
  const std::string path = folder.file("gates.sqlite");
  record_all(*Record::open(path), sample_run());
  std::string bytes = bytes_of(path);
  std::fill(bytes.begin() + 100, bytes.end(), '\x5a');
  std::ofstream(path, std::ios::binary) << bytes;
  try {
    read_history(path);
    FAIL("not refused");
  } catch (const Error& error) {
    CHECK(error.status() == Status::format);
  }
}

TEST_CASE("a torn last line is as if it had never been") {
  const ScratchFolder folder;
  const std::string path = folder.file("gates.jsonl");
  record_all(*Record::open(path), sample_run("1"));
  const std::string whole = bytes_of(path);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::ofstream(path, std::ios::binary) << whole.substr(0, size);
    const History history = read_history(path);
    REQUIRE(history.runs.size() <= 1);
    if (!history.runs.empty()) {
      CHECK_FALSE(history.runs[0].passed);
      CHECK(history.runs[0].finished_at == 0);
    }
    if (size % 97 != 0) continue;
    record_all(*Record::open(path), sample_run("2"));
    const History both = read_history(path);
    CHECK(both.runs.size() == history.runs.size() + 1);
  }
}

TEST_CASE("nothing is kept where nothing is wanted") {
  record_all(*Record::open(""), sample_run());
}

TEST_CASE("run ids are in the order of time and never the same") {
  std::set<std::string> all;
  std::string last;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = gate::new_run_id();
    CHECK(id.size() == 30);
    CHECK(id.substr(0, 21) >= last);
    last = id.substr(0, 21);
    all.insert(id);
  }
  CHECK(all.size() == 1000);
}

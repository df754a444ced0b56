#include "adapters/alembic/run/runner.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>

#include "adapters/alembic/run/driver.hpp"
#include "adapters/alembic/run/interpreter.hpp"
#include "adapters/alembic/run/messages.hpp"
#include "adapters/alembic/run/url_ways.hpp"
#include "adapters/tool_process.hpp"
#include "core/json.hpp"
#include "plumbline/error.hpp"
#include "postgres/catalog/schema_watch.hpp"
#include "postgres/trace/queries.hpp"
#include "postgres/uri.hpp"
#include "system/child.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/redact.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::alembic {

namespace {

/// Alembic is told once what it needs; commands and answers follow.
class AlembicRunner final : public Runner {
 public:
  AlembicRunner(const RunFacts& facts, const RunnerOptions& options)
      : facts_(facts),
        options_(options),
        root_(system::real_path(facts.place.root)),
        directory_(find_directory(options.working_directory, facts.place.root)) {
    interpreter_ = find_interpreter(options.interpreter, directory_, facts.environment);
    read_ways();
    start();
  }

  RunOutcome upgrade(const postgres::Writable& database, const std::string& upto) override {
    return run({"upgrade", upto.empty() ? "head" : upto}, &database, {});
  }
  RunOutcome downgrade(const postgres::Writable& database, const std::string& downto) override {
    return run({"downgrade", downto.empty() ? "base" : downto}, &database, {});
  }
  [[nodiscard]] bool can_walk() const noexcept override { return true; }
  WalkOutcome walk(const postgres::Writable& database, const Walk& walk) override;
  std::optional<RunOutcome> verify(const postgres::Writable& /*database*/) override {
    return std::nullopt;
  }
  RunOutcome check_heads(std::vector<std::string>& heads) override {
    heads.clear();
    return run({"heads"}, nullptr, {.lines = &heads});
  }
  void release() override;
  [[nodiscard]] std::vector<std::string> not_covered() const override {
    std::vector<std::string> lines = {
        "connections that migrations make by other means than SQLAlchemy, psycopg2, psycopg and "
        "asyncpg, in a process of their own say, are not watched"};
    if (!options_.with_trace) return lines;
    lines.emplace_back("statements that a migration sends past SQLAlchemy are run and not traced");
    lines.emplace_back(
        "locks of statements that run outside of a transaction (autocommit_block) are not seen");
    return lines;
  }

 private:
  /// A walk as far as it has come.
  struct Walking {
    const Walk& walk;
    std::size_t done = 0;
    bool is_proof = false;  ///< the next look is the second one at the end
    std::string unwatched = {};
  };
  /// What a command tells besides how it went.
  struct Told {
    std::vector<std::string>* lines = nullptr;
    Walking* walking = nullptr;
  };

  void read_ways();
  void start();
  [[nodiscard]] std::map<std::string, std::string> environment() const;
  [[nodiscard]] std::string settings() const;
  void ask(const std::vector<std::string>& words, const postgres::Writable* database,
           const Told& told);
  RunOutcome run(const std::vector<std::string>& words, const postgres::Writable* database,
                 const Told& told);
  void begin_walk(const DriverMessage& message, const Walking& walking);
  void look(const DriverMessage& message, Walking& walking);
  [[nodiscard]] bool goes_on(Walking& walking);
  void take(const DriverMessage& message, RunOutcome& outcome);
  void take_trace(const DriverMessage& message, RunOutcome& outcome);
  void tell(const ChangeRun& change, bool is_done);
  void fail(const DriverMessage& message, RunOutcome& outcome);
  void die(RunOutcome& outcome);
  [[noreturn]] void refuse_missing(const DriverMessage& message);
  [[nodiscard]] std::string shown(const std::string& text) const;
  [[nodiscard]] std::string file_of(const std::string& path) const;

  RunFacts facts_;
  RunnerOptions options_;
  std::string root_;
  std::string directory_;
  std::string interpreter_;
  std::string drivername_;
  std::string host_token_;
  UrlWays ways_;
  system::Redactor redactor_;
  std::string last_database_;  ///< as JSON; heads need one as well, for what env.py may do
  std::unique_ptr<system::Child> child_;
  bool is_ready_ = false;
  std::size_t traced_ = 0;  ///< place of the change whose statements are being told
};

void AlembicRunner::read_ways() {
  std::string text;
  try {
    if (!facts_.script_folder.empty())
      text = system::read_file(system::join_path(facts_.script_folder, "env.py"), facts_.limits);
  } catch (const Error&) {
    text.clear();  // Alembic says so in its own words
  }
  ways_ = find_url_ways(text);
  drivername_ = drivername_of(facts_.configured_url);
  for (const auto& [name, value] : facts_.environment.all()) {
    const std::string_view drivername = drivername_of(value);
    if (drivername.empty()) continue;
    if (drivername_.empty() && ways_.variables.contains(name)) drivername_ = drivername;
    ways_.variables[name] = system::format("{{url:{}}}", drivername);
  }
  for (const auto& [name, value] : options_.environment) ways_.variables[name] = value;
  ways_.arguments.insert(ways_.arguments.end(), options_.arguments.begin(),
                         options_.arguments.end());
  std::random_device chance;
  host_token_ = system::format("plumb-scratch-{:08x}.invalid", chance());
}

std::map<std::string, std::string> AlembicRunner::environment() const {
  std::map<std::string, std::string> kept = clean_environment(facts_.environment);
  kept["PYTHONDONTWRITEBYTECODE"] = "1";  // nothing is left in the user's folders
  for (const auto& [name, value] : options_.environment) kept[name] = value;
  return kept;
}

std::string AlembicRunner::settings() const {
  const bool is_root = directory_ == root_;
  core::JsonWriter json(core::JsonWriter::Layout::compact);
  json.begin_object();
  json.member("file", is_root ? facts_.place.file : system::join_path(root_, facts_.place.file));
  json.member("drivername", drivername_);
  json.member("is_async", ways_.is_async);
  json.member("host_token", host_token_);
  json.strings("arguments", ways_.arguments);
  json.key("variables").begin_object();
  for (const auto& [name, value] : ways_.variables) json.member(name, value);
  json.end_object();
  if (options_.with_trace) {
    json.key("queries").begin_object();
    json.member("relations", postgres::relations_query);
    json.member("locks", postgres::own_locks_query);
    json.member("files", postgres::files_query).end_object();
  }
  json.end_object();
  return std::move(json).finish() + "\n";
}

void AlembicRunner::start() {
  child_ = std::make_unique<system::Child>(std::vector<std::string>{interpreter_, "-"},
                                           system::ChildOptions{.directory = directory_,
                                                                .environment = environment(),
                                                                .has_input = true,
                                                                .has_channel = true,
                                                                .joins_errors = true,
                                                                .on_output = {}});
  child_->give_input(driver_program());
  child_->close_input();
  child_->send(settings());
  child_->write_pending();
  is_ready_ = false;
}

std::string AlembicRunner::shown(const std::string& text) const { return redactor_.apply(text); }

/// As the plan names it, relative to the root where it stands there.
std::string AlembicRunner::file_of(const std::string& path) const {
  if (path.empty()) return {};
  const std::string real = system::real_path(system::join_path(directory_, path));
  if (real.empty()) return path;
  return real.starts_with(root_ + "/") ? real.substr(root_.size() + 1) : real;
}

void AlembicRunner::ask(const std::vector<std::string>& words, const postgres::Writable* database,
                        const Told& told) {
  if (database != nullptr) {
    redactor_.add_uri(database->uri());
    std::map<std::string, std::string> facts = {
        {"host", ""}, {"port", "5432"}, {"dbname", ""}, {"user", ""}, {"password", ""}};
    std::map<std::string, std::string> more;
    for (const auto& [name, value] : postgres::parse_uri(database->uri()))
      (facts.contains(name) ? facts : more)[name] = value;
    core::JsonWriter json(core::JsonWriter::Layout::compact);
    json.begin_object();
    for (const auto& [name, value] : facts) json.member(name, value);
    json.key("options").begin_object();
    for (const auto& [name, value] : more) json.member(name, value);
    json.end_object().end_object();
    last_database_ = std::move(json).finish();
  }
  core::JsonWriter json(core::JsonWriter::Layout::compact);
  json.begin_object().member("command", "run").strings("words", words);
  json.member("tells_lines", told.lines != nullptr);
  json.member("walks", told.walking != nullptr).end_object();
  std::string line = std::move(json).finish();
  line.pop_back();  // its bracket, for one member more
  child_->send(line + ", \"database\": " + (last_database_.empty() ? "null" : last_database_) +
               "}\n");
}

RunOutcome AlembicRunner::run(const std::vector<std::string>& words,
                              const postgres::Writable* database, const Told& told) {
  if (!child_ || !child_->is_running()) start();
  RunOutcome outcome;
  if (is_ready_) child_->clear_output();
  ask(words, database, told);
  while (true) {
    const auto line = child_->read_line();
    if (!line) {
      die(outcome);
      return outcome;
    }
    const DriverMessage message = read_driver_message(*line);
    if (message.kind == "missing") refuse_missing(message);
    if (message.kind == "ready") {
      is_ready_ = true;
    } else if (message.kind == "line" && told.lines != nullptr) {
      told.lines->push_back(shown(message.get("text")));
    } else if (message.kind == "walk" && told.walking != nullptr) {
      begin_walk(message, *told.walking);
    } else if (message.kind == "look" && told.walking != nullptr) {
      look(message, *told.walking);
    } else if (message.kind == "lost" && told.walking != nullptr) {
      told.walking->unwatched = shown(message.get("why"));
    } else if (message.kind == "done") {
      return outcome;
    } else if (message.kind == "failed") {
      fail(message, outcome);
      return outcome;
    } else {
      take(message, outcome);
    }
  }
}

WalkOutcome AlembicRunner::walk(const postgres::Writable& database, const Walk& walk) {
  const std::string end = walk.is_down ? "base" : "head";
  Walking walking{.walk = walk};
  WalkOutcome outcome;
  outcome.run = run({walk.is_down ? "downgrade" : "upgrade", walk.to.empty() ? end : walk.to},
                    &database, {.walking = &walking});
  outcome.unwatched = std::move(walking.unwatched);
  // That failure would be of ours.
  if (!outcome.unwatched.empty()) outcome.run.failure.reset();
  return outcome;
}

void AlembicRunner::begin_walk(const DriverMessage& message, const Walking& walking) {
  using postgres::SchemaWatch;
  walking.walk.watch->change_connection();
  const std::string name = "plumbline_look_" + message.get("name");
  core::JsonWriter json(core::JsonWriter::Layout::compact);
  json.begin_object();
  json.strings("prepare",
               SchemaWatch::prepare_sql(name, static_cast<int>(message.number("version")),
                                        SchemaWatch::Looker::writer));
  json.member("question", walking.walk.watch->execute_sql(name));
  json.strings("deallocate", SchemaWatch::deallocate_sql(name));
  json.end_object();
  child_->send(std::move(json).finish() + "\n");
}

bool AlembicRunner::goes_on(Walking& walking) {
  try {
    return walking.walk.on_state(walking.done++);
  } catch (...) {
    child_->end();
    throw;
  }
}

void AlembicRunner::look(const DriverMessage& message, Walking& walking) {
  using postgres::SchemaWatch;
  SchemaWatch& watch = *walking.walk.watch;
  SchemaWatch::Taken taken = watch.take(message.get("text"));
  const bool is_end = walking.done == walking.walk.count;
  if (taken == SchemaWatch::Taken::done && is_end && !std::exchange(walking.is_proof, true)) {
    watch.verify();
    taken = SchemaWatch::Taken::again;
  }
  if (taken == SchemaWatch::Taken::unfit) walking.unwatched = not_watchable;
  const bool goes = taken == SchemaWatch::Taken::done && goes_on(walking);
  core::JsonWriter json(core::JsonWriter::Layout::compact);
  json.begin_object();
  json.member("again", taken == SchemaWatch::Taken::again);
  json.member("goes_on", goes);
  json.member("question", watch.execute_sql("plumbline_look_" + message.get("name")));
  json.end_object();
  child_->send(std::move(json).finish() + "\n");
}

void AlembicRunner::take(const DriverMessage& message, RunOutcome& outcome) {
  if (message.kind == "start") {
    ChangeRun change{.change = message.get("change"),
                     .name = message.get("name"),
                     .file = file_of(message.get("file")),
                     .duration_us = 0,
                     .statements = {}};
    outcome.changes.push_back(std::move(change));
    tell(outcome.changes.back(), false);
  } else if (message.kind == "end" && !outcome.changes.empty()) {
    outcome.changes.back().duration_us = message.number("duration");
    tell(outcome.changes.back(), true);
  } else {
    take_trace(message, outcome);
  }
}

/// What a transaction did is told when it ends, by the place of each change in this run.
void AlembicRunner::take_trace(const DriverMessage& message, RunOutcome& outcome) {
  if (message.kind == "statement") {
    traced_ = static_cast<std::size_t>(message.number("index"));
    if (traced_ >= outcome.changes.size()) return;
    StatementRun statement{.sql = shown(message.get("sql")),
                           .file = file_of(message.get("file")),
                           .line = static_cast<std::size_t>(message.number("line")),
                           .duration_us = message.number("duration"),
                           .rows = {},
                           .locks = {},
                           .rewrites = {}};
    if (!message.get("rows").empty()) statement.rows = message.number("rows");
    outcome.changes[traced_].statements.push_back(std::move(statement));
    return;
  }
  if (traced_ >= outcome.changes.size() || outcome.changes[traced_].statements.empty()) return;
  StatementRun& statement = outcome.changes[traced_].statements.back();
  if (message.kind == "lock") {
    statement.locks.push_back({.mode = message.get("mode"),
                               .object = message.get("object"),
                               .held_us = message.number("held")});
  } else if (message.kind == "rewrite") {
    statement.rewrites.push_back(message.get("object"));
  }
}

void AlembicRunner::tell(const ChangeRun& change, bool is_done) {
  if (!options_.on_change) return;
  try {
    options_.on_change(change, is_done);
  } catch (...) {
    child_->end();
    throw;
  }
}

void AlembicRunner::fail(const DriverMessage& message, RunOutcome& outcome) {
  const auto text = [&](std::string_view name) { return shown(message.get(name)); };
  child_->take_output();
  RunFailure failure{.message = text("message"),
                     .output = output_tail(shown(child_->output())),
                     .sqlstate = message.get("sqlstate"),
                     .detail = text("detail"),
                     .exception = message.get("exception"),
                     .change = message.get("change"),
                     .file = file_of(message.get("file")),
                     .line = static_cast<std::size_t>(message.number("line")),
                     .statement = text("statement"),
                     .rule = message.get("rule")};
  if (failure.change.empty() && !failure.file.empty()) {
    const auto at = std::ranges::find_if(facts_.plan->changes, [&](const Change& change) {
      return change.where.file == failure.file;
    });
    if (at != facts_.plan->changes.end()) failure.change = at->id;
  }
  outcome.failure = std::move(failure);
}

/// The process has ended in the middle of a command: by a signal, or by an exit of its own.
void AlembicRunner::die(RunOutcome& outcome) {
  // One that has only closed the channel does not end by itself.
  constexpr std::chrono::milliseconds patience{2'000};
  if (!child_->wait(system::Deadline(patience))) child_->end();
  const std::string output = output_tail(shown(child_->output()));
  const std::string how = child_->exit_status()
                              ? system::format("with exit status {}", *child_->exit_status())
                              : system::format("by signal {}", child_->signal());
  if (!is_ready_) {
    throw Error(Status::tool,
                ErrorFields{.message = system::format("\"{}\" ended {} before Alembic could run",
                                                      interpreter_, how),
                            .detail = output,
                            .hint = "name the interpreter of this tree in plumbline.toml",
                            .sqlstate = "",
                            .where = {}});
  }
  RunFailure failure;
  failure.message = "Python ended " + how;
  failure.output = output;
  if (!outcome.changes.empty()) {
    failure.change = outcome.changes.back().change;
    failure.file = outcome.changes.back().file;
  }
  outcome.failure = std::move(failure);
}

void AlembicRunner::refuse_missing(const DriverMessage& message) {
  child_->end();
  throw Error(Status::tool,
              ErrorFields{.message = system::format("\"{}\" cannot import \"{}\"", interpreter_,
                                                    message.get("module")),
                          .detail = message.get("message"),
                          .hint = system::format(
                              "install it there (\"{} -m pip install alembic\"), or name "
                              "the interpreter of this tree in plumbline.toml",
                              interpreter_),
                          .sqlstate = "",
                          .where = {}});
}

void AlembicRunner::release() {
  if (!child_ || !child_->is_running() || !is_ready_) return;
  child_->send("{\"command\": \"release\"}\n");
  while (const auto line = child_->read_line()) {
    if (read_driver_message(*line).kind == "done") return;
  }
}

}  // namespace

std::unique_ptr<Runner> make_runner(const RunFacts& facts, const RunnerOptions& options) {
  const bool has_file =
      facts.place.file.ends_with(".ini") || system::base_name(facts.place.file) == "pyproject.toml";
  if (!has_file) {
    throw Error(Status::unsupported,
                system::format("\"{}\" has no alembic.ini, so Alembic cannot run it",
                               system::escape_for_display(facts.place.root)));
  }
  return std::make_unique<AlembicRunner>(facts, options);
}

}  // namespace plumbline::adapters::alembic

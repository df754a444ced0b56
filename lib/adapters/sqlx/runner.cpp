/// The native runner: by the library's rules, as a service that embeds sqlx would migrate.
#include <algorithm>
#include <utility>

#include "adapters/sqlx/run.hpp"
#include "adapters/sqlx/rust_text.hpp"
#include "adapters/sqlx/tree.hpp"
#include "plumbline/error.hpp"
#include "postgres/catalog/schema_watch.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::sqlx {

namespace {

class SqlxRunner final : public Runner {
 public:
  SqlxRunner(const SqlxTree& tree, RunnerOptions options)
      : tree_(tree), options_(std::move(options)) {}

  RunOutcome upgrade(const postgres::Writable& database, const std::string& upto) override {
    return run(database, RunAction::run, upto);
  }
  RunOutcome downgrade(const postgres::Writable& database, const std::string& downto) override {
    return run(database, RunAction::revert, downto);
  }
  [[nodiscard]] bool can_walk() const noexcept override { return true; }
  WalkOutcome walk(const postgres::Writable& database, const Walk& walk) override;
  std::optional<RunOutcome> verify(const postgres::Writable& /*database*/) override {
    return std::nullopt;
  }
  RunOutcome check_heads(std::vector<std::string>& heads) override {
    heads = tree_.plan().heads;  // the newest version: sqlx's plan is a line
    return {};
  }
  void release() override {}  // each run has closed its connection
  [[nodiscard]] std::vector<std::string> not_covered() const override;

 private:
  RunOutcome run(const postgres::Writable& database, RunAction action, const std::string& version,
                 const std::function<bool(postgres::Session&)>& on_state = {});

  const SqlxTree& tree_;
  RunnerOptions options_;
};

RunOutcome SqlxRunner::run(const postgres::Writable& database, RunAction action,
                           const std::string& version,
                           const std::function<bool(postgres::Session&)>& on_state) {
  RunRequest request;
  request.action = action;
  request.with_trace = options_.with_trace;
  request.on_change = options_.on_change;
  request.on_state = on_state;
  if (!version.empty()) {
    request.target = parse_i64(version);
    if (!request.target)
      throw Error(Status::argument, system::format("\"{}\" is no version of sqlx", version));
  }
  RunReport report = run_migrations(tree_.run_source(), database, request);
  return {.changes = std::move(report.changes), .failure = std::move(report.failure)};
}

WalkOutcome SqlxRunner::walk(const postgres::Writable& database, const Walk& walk) {
  WalkOutcome outcome;
  std::optional<postgres::SessionWatch> looking;
  std::size_t done = 0;
  const auto look = [&](postgres::Session& session) {
    if (!looking) looking.emplace(session, *walk.watch, postgres::SchemaWatch::Looker::writer);
    bool is_watched = looking->look();
    if (is_watched && done == walk.count) {
      walk.watch->verify();
      is_watched = looking->look();
    }
    if (!is_watched) outcome.unwatched = not_watchable;
    return is_watched && walk.on_state(done++);
  };
  outcome.run = run(database, walk.is_down ? RunAction::revert : RunAction::run, walk.to, look);
  return outcome;
}

std::vector<std::string> SqlxRunner::not_covered() const {
  const auto one_way = std::ranges::count_if(tree_.plan().changes, [](const Change& change) {
    return !change.shadowed && change.deploy.exists && !change.revert.exists;
  });
  if (one_way == 0) return {};
  return {system::format("{} of {} migrations have no down file: sqlx never takes them back",
                         one_way, tree_.plan().changes.size())};
}

}  // namespace

std::unique_ptr<Runner> SqlxTree::make_runner(const RunnerOptions& options) const {
  return std::make_unique<SqlxRunner>(*this, options);
}

RunSource SqlxTree::run_source() const {
  return {.resolution = resolution_,
          .config = config_,
          .root = root_,
          .directory = directory_,
          .has_config_file = system::is_file(system::join_path(root_, config_file_)),
          .limits = limits_};
}

}  // namespace plumbline::adapters::sqlx

/// What the command line was told. Filled by options.cpp (the only file beside main.cpp that knows
/// CLI11).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plumbline/diff.hpp"
#include "plumbline/gate.hpp"
#include "plumbline/prediction.hpp"
#include "plumbline/project.hpp"
#include "plumbline/rule.hpp"
#include "plumbline/schema.hpp"
#include "plumbline/sqlx_runner.hpp"

namespace plumbline::cli {

struct Options {
  std::string command;  ///< "check", "plan" …
  std::vector<std::string> paths = {"."};
  std::string db;
  bool has_db = false;
  std::string tool;
  std::string config;
  std::string format;                ///< of stdout
  std::vector<std::string> outputs;  ///< "FORMAT:FILE"
  std::string fail_on = "error";
  std::string color = "auto";
  bool is_verbose = false;
  std::string ask;         ///< plan --ask FILE
  std::string rule;        ///< explain RULE
  std::string action;      ///< of scratch or sqlx: "init", "run" …
  bool with_rows = false;  ///< status --rows
  std::string snapshot;    ///< check --snapshot FILE
  bool does_update_baseline = false;
  bool only_fingerprint = false;  ///< snapshot --fingerprint
  int deadline_ms = 0;            ///< of opening, and of checking; 0 = none
  std::int64_t max_file_bytes = 0;
  int timeout_ms = 0;                 ///< of connection and statements; 0 = the library's defaults
  bool does_write = false;            ///< fix --write
  std::string heads = "linearise";    ///< fix --heads
  std::string change;                 ///< effects --change
  bool with_all_scripts = false;      ///< effects --all: revert and verify scripts too
  std::optional<std::string> record;  ///< history --record; absent: the usual place
  std::string file = "-";             ///< classify FILE
  std::string sqlstate;               ///< classify --sqlstate
  std::string step;                   ///< classify --step
  std::string events;                 ///< gate --events FILE
  HistoryOptions history;
  std::string scratch;  ///< --scratch
  std::string like;     ///< sqlx --like
  SqlxOptions sqlx;
  PredictOptions predict;
  GateOptions gate;
  CheckOptions check;
  FixOptions fix;
  SchemaOptions schema;
  DiffOptions diff;
  BuiltSchemaOptions build;
};

/// The exit statuses that the README lists.
enum Exit : int {
  exit_ok = 0,
  exit_findings = 1,
  exit_usage = 2,
  exit_undone = 3,
  exit_refused = 4,
  exit_interrupted = 130
};

/// Parses the command line. Returns an exit status when there is nothing to run (help, wrong
/// usage), else -1.
int parse_options(int argument_count, char** arguments, Options& options);

/// What may end a call early: Ctrl-C where a database is read, and --deadline.
CallControl call_control(const Options& options);
/// Opens one of the paths that the options name.
Repository open_repository(const Options& options, const std::string& path);
/// The database that --db names.
Target open_target(const Options& options);
Target open_target(const Options& options, const std::string& uri);
/// The tree at PATH, or the only one below it: some documents speak of one tree. Throws Error
/// (not_found, ambiguous).
const Project& only_project(const Repository& repository, const Options& options);

int run_check(const Options& options);
int run_verify(const Options& options);
int run_plan(const Options& options);
int run_status(const Options& options);
int run_predict(const Options& options);
int run_effects(const Options& options);
int run_snapshot(const Options& options);
int run_diff(const Options& options);
int run_doctor(const Options& options);
int run_sqlx_command(const Options& options);
int run_explain(const Options& options);
int run_fix(const Options& options);
int run_scratch(const Options& options);
int run_history(const Options& options);
int run_classify(const Options& options);
int run_gate(const Options& options);
int run_dry_run(const Options& options);

}  // namespace plumbline::cli

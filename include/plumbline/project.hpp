/// The ways in: open what is below a path, check it, compare it with a database.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/checksums.hpp"
#include "plumbline/event.hpp"
#include "plumbline/gate.hpp"
#include "plumbline/limits.hpp"
#include "plumbline/pipeline.hpp"
#include "plumbline/plan.hpp"
#include "plumbline/prediction.hpp"
#include "plumbline/registry.hpp"
#include "plumbline/repair.hpp"
#include "plumbline/report.hpp"
#include "plumbline/schema.hpp"
#include "plumbline/settings.hpp"
#include "plumbline/statement.hpp"
#include "plumbline/status.hpp"
#include "plumbline/target.hpp"

namespace plumbline {

struct OpenOptions {
  std::string config;  ///< plumbline.toml; "" = the nearest at or above PATH
  std::string tool;    ///< only this tool; "" = all
  /// Environment that the tools would see; absent = the process's own.
  std::optional<std::map<std::string, std::string>> environment;
  Limits limits;
  bool with_pipeline = true;  ///< read deploy pipelines too
  /// Less than `all` cannot tell `modified`, `none` nor `identical-scripts`.
  Checksums checksums = Checksums::all;
  CallControl control;  ///< of Repository::open; progress tells each tree that was read
  /// No check looks at the attributes of changes and registry rows, and they are a quarter of a
  /// large plan: false may leave them empty.
  bool with_attributes = true;
};

class Repository;
class Server;
struct KnownTarget;

struct CheckOptions {
  std::vector<std::string> only;    ///< families, rules or globs; empty = all
  std::vector<std::string> skip;    ///< likewise; wins over `only`
  std::vector<std::string> expect;  ///< "billing_*=6", "processed_stripe_events", "role:app_ro"
  /// Instead of the live one, for the family `drift`; with it, expectations need no target. Must
  /// outlive the call.
  const Schema* schema = nullptr;
  /// Other repositories whose changes may have made what the database holds. Must outlive the call.
  std::vector<const Repository*> beside;
  /// Count in the database which rows would make pending statements fail (SET NOT NULL, UNIQUE,
  /// CHECK, foreign keys), each to a thousand. Reads those tables.
  bool preflight = false;
  /// A change as its tool names it: rules of family `script` judge what comes behind it in its
  /// plan. With `use_git` also a revision of git: they judge changes whose files differ from it.
  /// "" = what the registry has as pending; without a registry everything.
  std::string since;
  /// The report of an earlier check, in JSON: what it found is not told again. Absent: that of
  /// plumbline.toml; "" = none.
  std::optional<std::string> baseline;
  /// What paths of this check have before them in that report: a report may be of several PATHs.
  std::string baseline_prefix;
  bool use_git = false;  ///< may ask git which commit a modified script matches
  std::size_t max_per_rule = 1'000;
  bool with_excerpts = true;  ///< read the source lines that findings point at
  CallControl control;        ///< progress tells each tree that was checked
};

/// Whether a check with these options can give a finding of `family`, so that its facts must be
/// read.
bool asks_for_family(const CheckOptions& options, std::string_view family);

struct PlannedSchemaOptions {
  int server_version = 0;  ///< 150000; 0 = that of the built-in grammar
  /// Gets, for each object of the schema, the id of the change that made it, "" for what was there.
  std::vector<std::string>* makers = nullptr;
  CallControl control;
};

struct BuiltSchemaOptions {
  /// A server on which a database may be made, and is dropped, "" for libpq's environment; absent:
  /// that of plumbline.toml, else an ephemeral one.
  std::optional<std::string> server;
  const Server* running = nullptr;  ///< instead of starting one; must outlive the call
  bool create_roles = false;        ///< on `server`: make roles that migrations need, dropped after
  bool infer = true;                ///< make roles and rows that migrations need and nobody gave
  SchemaOptions schema;             ///< how it is read; its control is the whole call's
};

/// One tree of one tool. Immutable; shared freely between threads.
class Project {
 public:
  [[nodiscard]] const std::string& path()
      const noexcept;  ///< relative to the opened PATH, "." for itself
  [[nodiscard]] const Plan& plan() const noexcept;
  [[nodiscard]] const Settings& settings() const noexcept;

  /// The tool's own answers, in the form of tests/conformance.
  [[nodiscard]] std::string tool_json() const;
  /// The tool's answers to the questions in a file of that name (`queries.json`, `names.txt`,
  /// `uris.txt`). Throws Error (argument) for a name that this tool has no questions for.
  [[nodiscard]] std::string answer(std::string_view file_name, std::string_view questions) const;
  /// The change that the tool would take for `reference`; null for none or several.
  [[nodiscard]] const Change* find(std::string_view reference) const;
  /// What the tool sends to the server for one change of this plan, in order. Reads the script now;
  /// without one, and for one that is missing, the list has no file. Throws Error: io, limit.
  [[nodiscard]] StatementList statements(const Change& change, Direction direction) const;
  /// What the tool recorded in `target`, seen beside this plan.
  [[nodiscard]] Registry read_registry(Target& target) const;
  /// As Repository::check, of this tree: deploy pipelines, unused suppressions and objects that no
  /// change names are the repository's, where every tree is known.
  [[nodiscard]] Report check(Target* target, const CheckOptions& options = {}) const;
  /// As Repository::verify, of this tree.
  [[nodiscard]] Report verify(Target& target, const CheckOptions& options = {}) const;
  /// What can be repaired in the files, as one set; nothing is written. With a target what it has
  /// decides which of two files has run, and nothing is moved that it has. Throws Error as check
  /// does, and tool (git).
  [[nodiscard]] FixResult fix(Target* target, const FixOptions& options = {}) const;

  /// What the next deploy would do to the database, statement by statement, in the order of the
  /// tool, to the first that fails; the rest is not reached. Nothing is run. `target` null: on
  /// `options.schema`. Throws Error as predict_scripts, and not_found for `upto`.
  [[nodiscard]] Prediction predict(Target* target, const PredictOptions& options = {}) const;
  /// What a script requires, creates, drops and alters, from its text alone.
  [[nodiscard]] std::vector<StatementEffects> effects(const Change& change,
                                                      Direction direction) const;
  /// The schema as the plan would build it in an empty database, up to the change that the tool
  /// would take for `upto` ("" = all). Throws Error: not_found, unsupported with the places that
  /// cannot be known, cancelled, timeout.
  [[nodiscard]] Schema planned_schema(std::string_view upto,
                                      const PlannedSchemaOptions& options = {}) const;
  /// The schema that the tool itself builds: its migrations are run in an empty database, up to the
  /// change that it would take for `upto` ("" = all), with the roles and seeds of plumbline.toml.
  /// Throws Error: not_found, tool (a migration that fails, a program that is missing), refused,
  /// server, connection, configuration, timeout, cancelled.
  [[nodiscard]] Schema built_schema(std::string_view upto,
                                    const BuiltSchemaOptions& options = {}) const;

  /// As Repository::gate, of this tree.
  [[nodiscard]] GateRun gate(const GateOptions& options = {}) const;

  struct State;
  explicit Project(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  [[nodiscard]] const State& state() const noexcept { return *state_; }

 private:
  std::shared_ptr<const State> state_;
};

/// Everything found below a path. Immutable; shared freely between threads.
class Repository {
 public:
  /// Finds every tree below `path`; a path inside one (a plan file, a versions folder) gives that
  /// one; none found is an empty repository. Throws Error: not_found, io, limit, configuration
  /// (plumbline.toml), argument (unknown tool), cancelled, timeout.
  static Repository open(const std::string& path, const OpenOptions& options = {});

  [[nodiscard]] std::span<const Project> projects() const noexcept;
  [[nodiscard]] const Pipeline& pipeline() const noexcept;

  /// Everything that can be known: files alone when `target` is null, else registry, live schema
  /// and expectations too. Throws Error: argument, server, connection, timeout, cancelled, busy.
  [[nodiscard]] Report check(Target* target, const CheckOptions& options = {}) const;
  /// Applied and pending, as each tool judges. Reads the registries only.
  [[nodiscard]] StatusReport status(Target& target) const;
  /// After a deploy: each plan fully in its registry, something applied at all, `expect` holds.
  /// Throws Error as check does, and not_found with neither a tree nor an expectation.
  [[nodiscard]] Report verify(Target& target, const CheckOptions& options = {}) const;
  /// Runs the migrations of every tree for real, on scratch databases, and records what happened.
  /// This runs the project's own code. A red run is a result; Error is thrown for what keeps a gate
  /// from being run: not_found (no tree), tool (no server programs, no alembic), refused (a guard,
  /// no right to make databases), configuration, io (the record), cancelled, timeout. The record
  /// then says red with the reason.
  [[nodiscard]] GateRun gate(const GateOptions& options = {}) const;

  struct State;

 private:
  friend std::vector<KnownTarget> find_targets(const Repository& repository);  // scratch.hpp
  explicit Repository(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

}  // namespace plumbline

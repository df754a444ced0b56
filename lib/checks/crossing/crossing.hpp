/// Plan × registry × live schema, by simulation: what each change makes, whether it is there, and
/// what the pending ones would do. The facts of the drift, deploy and script rules. Pure: scripts
/// come through a function, nothing is asked of a server.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plumbline/diff.hpp"
#include "plumbline/plan.hpp"
#include "plumbline/prediction.hpp"
#include "plumbline/registry.hpp"
#include "plumbline/schema.hpp"
#include "plumbline/statement.hpp"
#include "sql/simulator.hpp"

namespace plumbline::checks {

/// The statements of a change in one direction.
using ReadStatements = std::function<StatementList(const Change&, Direction)>;

/// One script with its verdicts. Same length.
struct RunScript {
  StatementList list;
  std::vector<StatementVerdict> verdicts;
  /// By the place of a statement with CASCADE that surely succeeds: what it drops without naming
  /// it, `view "public.v"`.
  std::map<std::size_t, std::vector<std::string>> fallen;

  /// The first statement that fails, or none.
  [[nodiscard]] std::optional<std::size_t> failing() const;
  /// The first one of which not all is known, though it was reached; none when all is.
  [[nodiscard]] std::optional<std::size_t> unknown() const;
};

/// One thing that a change makes and that the live schema has or lacks.
struct Evidence {
  ObjectKind kind{};
  std::string object;    ///< CatalogObject::name
  std::string property;  ///< of a changed property; "" for an object made or dropped
  std::string expected;  ///< of a property
  std::string found;     ///< of a property
  bool is_there = false;
  bool is_implied = false;  ///< part of another piece of evidence
};

enum class Presence { nothing, absent, partly, there };

/// A guard that passes over something of another shape.
struct HiddenDifference {
  Position where;
  int end_line = 0;
  ObjectKind kind{};
  std::string object;  ///< "public.billing_plan"
  /// "column active is missing", "column currency is text, not character(3)"
  std::vector<std::string> differences;
};

/// What is known of one change.
struct ChangeState {
  const Change* change = nullptr;
  bool is_applied = false;
  bool is_old = false;       ///< rules over scripts leave it out: it is applied, or before `since`
  bool is_shadowed = false;  ///< another file took its id: looked at to tell which one was run
  Presence presence = Presence::nothing;
  std::vector<Evidence> evidence;
  bool is_known = true;            ///< every statement's effects are known
  std::string why_unknown;         ///< where and why, when not
  RunScript from_nothing;          ///< on what the changes before it made, starting from nothing
  RunScript again;                 ///< the same once more, where the tool may do that; else empty
  std::vector<std::string> roles;  ///< that it needs and no change before it makes
  std::vector<std::string> made;   ///< names of what it made, sorted
};

/// What the next deploy does with a pending change.
struct PendingRun {
  const Change* change = nullptr;
  RunScript deploy;
  RunScript verify;  ///< sqitch with verification on; else empty
  std::vector<HiddenDifference> hidden;
};

/// What sqitch's revert after a failed deploy would drop.
struct Destruction {
  const Change* change = nullptr;  ///< whose revert script
  std::string table;               ///< CatalogObject::name
  std::string schema;
  std::string own;
  std::optional<std::int64_t> rows;  ///< filled in by who can count; absent = not counted
  bool at_least = false;             ///< `rows` is where counting stopped
  Position where;                    ///< of the DROP
};

/// What a pending statement takes for granted of rows that are there now: to be counted.
struct RowQuestion {
  enum class Kind { not_null, unique, foreign_key, check };
  Kind kind{};
  const Change* change = nullptr;
  Position where;
  int end_line = 0;
  std::string schema;  ///< names as they are live now
  std::string table;
  std::vector<std::string> columns;
  std::string other_schema;  ///< of a foreign key: what it refers to
  std::string other_table;
  std::vector<std::string> other_columns;
  std::string expression;  ///< of a check: printed by us, over the table's columns and the system's
  bool is_prepared = false;                ///< a statement before it writes rows of the table
  std::optional<std::int64_t> violations;  ///< absent = not counted
  bool at_least = false;
};

struct Crossing {
  int server_version = 150000;
  const Schema* live = nullptr;      ///< what it was crossed with; null = the files alone
  std::vector<ChangeState> changes;  ///< in plan order
  std::vector<PendingRun> pending;   ///< in deploy order, to the first one that fails
  std::vector<const Change*> not_reached;
  bool verification_fails = false;  ///< the last of `pending` stops at its verify script
  bool reverts = false;             ///< the failed deploy then reverts what it had deployed
  std::vector<Destruction> destroyed;
  std::vector<RowQuestion> questions;
  std::string revert_fails;  ///< why a revert script fails in turn; "" when none does
  /// Objects of the applied changes that are there and defined otherwise.
  std::vector<Difference> changed;
  std::vector<const Change*> changed_by;  ///< the change that made each of `changed`
  std::vector<Unchecked> unchecked;
};

/// How the tool goes on after a failure.
struct DeployManner {
  bool verifies = false;     ///< sqitch deploy.verify
  bool reverts_all = false;  ///< sqitch's default mode
};

struct CrossingOptions {
  sql::SimulatorOptions simulator;
  DeployManner manner;
};

/// From the files alone: `changes` without evidence, each run on what those before it made.
Crossing cross_plan(const Plan& plan, const ReadStatements& read, const CrossingOptions& options);
/// `registry` null: all changes are pending. What is given lives as long as the Crosser.
///
/// In two halves: the first one needs no schema, so it can run while a server is asked for it.
class Crosser {
 public:
  Crosser(const Plan& plan, const Registry* registry, const ReadStatements& read,
          const CrossingOptions& options);
  ~Crosser();
  Crosser(const Crosser&) = delete;
  Crosser& operator=(const Crosser&) = delete;
  /// What the applied changes make, starting from nothing.
  void run_applied();
  /// REQUIRES: run_applied() is done. Once.
  Crossing cross(const Schema& live);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Both halves.
Crossing cross(const Plan& plan, const Registry* registry, const Schema& live,
               const ReadStatements& read, const CrossingOptions& options);

}  // namespace plumbline::checks

/// What the script rules know at a statement: what was made, added or locked before it. Used by the
/// rules of this folder alone.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checks/script/script.hpp"
#include "sql/node.hpp"

namespace plumbline::checks::script {

using sql::Node;

/// One statement, or one inside of a DO block.
struct Step {
  const Statement* statement = nullptr;
  Node node;
  std::string_view sql;
  bool in_transaction = false;  ///< others can be in the same one
  bool in_block = false;        ///< of DO
};

/// What a statement locks so that somebody else waits.
struct Lock {
  std::string table;
  std::string_view mode;  ///< "ACCESS EXCLUSIVE"
  /// Rows can't be read either; else not be written.
  bool stops_reads = false;
};

class Scene {
 public:
  explicit Scene(const ScriptOptions& options) : options_(options) {}

  [[nodiscard]] int version() const noexcept { return options_.server_version; }
  [[nodiscard]] const ScriptOptions& options() const noexcept { return options_; }
  [[nodiscard]] const Script& script() const noexcept { return *script_; }

  /// "public.orders": of a RangeVar, or of a list of names.
  [[nodiscard]] std::string name_of(const Node& range_var) const;
  [[nodiscard]] std::string name_of_list(const Node& names) const;
  /// Of "t.g" or "s.t.g" the table.
  [[nodiscard]] std::string owner_of(const Node& names) const;
  /// Whether it may hold rows or have users: no script made it before.
  [[nodiscard]] bool existed(const std::string& name) const { return !made_.contains(name); }
  [[nodiscard]] bool existed(const Node& range_var) const { return existed(name_of(range_var)); }
  [[nodiscard]] bool is_domain_with_check(const std::string& name) const;
  /// "" when it is not known.
  [[nodiscard]] std::string column_type(const std::string& table, std::string_view column) const;
  /// A valid constraint says that the column holds no NULL.
  [[nodiscard]] bool is_proven_not_null(const std::string& table, std::string_view column) const;
  /// A constraint that this transaction added as NOT VALID.
  [[nodiscard]] bool was_added_here(const std::string& table, std::string_view constraint) const {
    return added_here_.contains(table + "." + std::string(constraint));
  }
  [[nodiscard]] const std::vector<std::string>& new_values() const noexcept { return new_values_; }
  [[nodiscard]] const std::vector<Lock>& held() const noexcept { return held_; }
  [[nodiscard]] bool has_lock_timeout() const noexcept { return has_lock_timeout_; }
  [[nodiscard]] std::size_t transactions_begun() const noexcept { return transactions_begun_; }
  [[nodiscard]] bool is_in_own_transaction() const noexcept { return in_own_transaction_; }
  [[nodiscard]] const std::string& last_altered() const noexcept { return last_altered_; }

  /// True once a script for each key.
  bool is_first(std::string_view key) { return seen_.emplace(key).second; }
  void report(std::string_view rule, std::string message, const std::string& object = {});

  // For the loop over statements.
  void begin_script(const Script& script);
  void begin_step(const Step& step) { step_ = &step; }
  /// Remembers what the statement did, once every rule has seen it.
  void follow(const Step& step);
  [[nodiscard]] bool is_in_transaction() const noexcept {
    return in_own_transaction_ || script_->list->in_transaction;
  }
  [[nodiscard]] std::vector<Finding> take() { return std::move(findings_); }

 private:
  void follow_table(const Node& node);
  void follow_alter(const Node& node);
  void follow_constraint(const std::string& table, const Node& constraint);
  void follow_transaction(const Node& node);
  void follow_setting(const Node& node);
  void end_transaction();

  const ScriptOptions& options_;
  const Script* script_ = nullptr;
  const Step* step_ = nullptr;
  std::string default_schema_ = "public";
  std::set<std::string, std::less<>> made_;
  std::set<std::string, std::less<>> domains_;              // with constraints
  std::map<std::string, std::string, std::less<>> proofs_;  // "table.constraint" → column
  std::set<std::string, std::less<>> valid_;                // "table.column"
  std::set<std::string, std::less<>> added_here_;           // "table.constraint"
  std::vector<std::string> new_values_;
  std::vector<Lock> held_;
  std::string last_altered_;
  bool has_lock_timeout_ = false;
  bool in_own_transaction_ = false;
  std::size_t transactions_begun_ = 0;
  std::set<std::string, std::less<>> seen_;
  std::vector<Finding> findings_;
};

/// The locks on tables that existed before which somebody could wait for.
std::vector<Lock> locks_of(const Node& node, const Scene& scene);

/// Calls `visit` with each command of an ALTER TABLE on a table that existed before.
template <typename Visit>
void for_each_command(const Step& step, const Scene& scene, Visit visit) {
  if (!step.node.is_a("AlterTableStmt") || step.node.text("objtype") != "OBJECT_TABLE") return;
  const std::string table = scene.name_of(step.node["relation"]);
  if (!scene.existed(table)) return;
  for (const Node command : step.node["cmds"]) visit(table, command);
}

/// The name at the end of a list of names: "int4" of pg_catalog.int4.
std::string_view last_name(const Node& names) noexcept;
/// A function that gives another value for each row, called anywhere below; "" for none. One that
/// the system does not have counts, because functions are volatile unless they say otherwise.
std::string volatile_call(const Node& expression);

}  // namespace plumbline::checks::script

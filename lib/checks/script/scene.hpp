/// What the script rules know at a statement: what was made, added or locked before it. Used by the
/// rules of this folder alone.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/script/script.hpp"
#include "checks/script/tables.hpp"
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

/// A finding and what it rests on.
struct Reported {
  Finding finding;
  bool is_doubtful = false;  ///< right only when an earlier script has run
  bool is_taste = false;     ///< an info of a rule over statements
};

/// What a later statement may still make: a comment, an index on these columns, or without columns
/// a primary key.
struct Wanted {
  std::string table;  ///< or what wants the comment
  std::vector<std::string> columns;
  std::string comment;     ///< "table public.orders"; "" for an index or a key
  std::size_t script = 0;  ///< place in what is judged
  Reported reported;
};

class Scene {
 public:
  explicit Scene(const ScriptOptions& options) : options_(options), tables_(options.schema) {}

  [[nodiscard]] int version() const noexcept { return options_.server_version; }
  [[nodiscard]] const ScriptOptions& options() const noexcept { return options_; }
  [[nodiscard]] const Script& script() const noexcept { return *script_; }

  /// "public.orders": of a RangeVar, or of a list of names.
  [[nodiscard]] std::string name_of(const Node& range_var) const;
  [[nodiscard]] std::string name_of_list(const Node& names) const;
  /// Of "t.g" or "s.t.g" the table.
  [[nodiscard]] std::string owner_of(const Node& names) const;
  /// Whether it may hold rows or have users: no script made it before.
  [[nodiscard]] bool existed(const std::string& name) const {
    if (made_.contains(name)) return false;
    leans_on_older_ = leans_on_older_ || older_.contains(name);
    return true;
  }
  [[nodiscard]] bool existed(const Node& range_var) const { return existed(name_of(range_var)); }
  /// A partitioned table, which holds no rows itself; false when that is not known.
  [[nodiscard]] bool is_partitioned(const std::string& table) const;
  [[nodiscard]] bool is_domain_with_check(const std::string& name) const;
  [[nodiscard]] const Tables& tables() const noexcept { return tables_; }
  /// A valid constraint says that the column holds no NULL.
  [[nodiscard]] bool is_proven_not_null(const std::string& table, std::string_view column) const {
    return tables_.is_never_null(table, column, version());
  }
  /// A constraint that this transaction added as NOT VALID.
  [[nodiscard]] bool was_added_here(const std::string& table, std::string_view constraint) const {
    return added_here_.contains(table + "." + std::string(constraint));
  }
  [[nodiscard]] const std::vector<std::string>& new_values() const noexcept { return new_values_; }
  [[nodiscard]] const std::vector<Lock>& held() const noexcept { return held_; }
  /// A statement's own limit ends its waiting, too.
  [[nodiscard]] bool has_lock_timeout() const noexcept {
    return timeouts_.lock || timeouts_.statement;
  }
  [[nodiscard]] bool has_statement_timeout() const noexcept { return timeouts_.statement; }
  /// The session's time zone is UTC; false when it is not known.
  [[nodiscard]] bool is_utc() const noexcept { return is_utc_; }
  /// The script has changed definitions; rows of tables that were there before.
  [[nodiscard]] bool has_defined() const noexcept { return has_defined_; }
  [[nodiscard]] bool has_written() const noexcept { return has_written_; }
  [[nodiscard]] std::size_t transactions_begun() const noexcept { return transactions_begun_; }
  /// The script says itself in which schema it works.
  [[nodiscard]] bool has_search_path() const noexcept { return has_search_path_; }
  /// It has the comment, or is gone.
  [[nodiscard]] bool wants_no_comment(const std::string& what) const;
  /// What went along with what the statement drops; null when that is not known.
  [[nodiscard]] const std::vector<std::string>* fallen() const;
  [[nodiscard]] bool is_in_own_transaction() const noexcept { return in_own_transaction_; }
  /// The tool ends or begins its own transaction here, as the script asked it to.
  [[nodiscard]] bool is_of_tool(const Statement& statement) const {
    return tools_own_.contains(&statement);
  }
  [[nodiscard]] const std::string& last_altered() const noexcept { return last_altered_; }

  /// True once a script for each key.
  bool is_first(std::string_view key) {
    return seen_.insert(std::string(key) + (leans_on_older_ ? "?" : "")).second;
  }
  void report(std::string_view rule, std::string message, const std::string& object = {});
  /// `report`, unless an index that begins with the columns, or without columns a primary key, is
  /// there when all scripts are through.
  void report_without_index(std::string_view rule, std::string message, const std::string& table,
                            std::vector<std::string> columns);
  /// `report`, unless a comment follows or the thing goes before all scripts are through.
  void report_without_comment(std::string_view rule, std::string message, const std::string& object,
                              std::string what);
  /// Rules that have spoken of this statement.
  [[nodiscard]] bool has_reported(std::string_view rule) const;

  // For the loop over statements.
  void begin_script(const Script& script);
  void end_script();
  void begin_step(const Step& step) {
    step_ = &step;
    reported_before_ = findings_.size();
  }
  void begin_rule() { leans_on_older_ = false; }
  /// Remembers what the statement did, once every rule has seen it.
  void follow(const Step& step);
  [[nodiscard]] bool is_in_transaction() const noexcept {
    return in_own_transaction_ || in_tools_transaction_;
  }
  [[nodiscard]] std::vector<Reported> take() { return std::exchange(findings_, {}); }
  [[nodiscard]] std::vector<Wanted> take_wanted() { return std::exchange(wanted_, {}); }

 private:
  void follow_table(const Node& node);
  void follow_alter(const Node& node);
  void follow_domain(const Node& node);
  void follow_comments(const Node& node);
  void follow_transaction(const Step& step);
  void follow_setting(const Node& node);
  void set(std::string_view name, std::string_view value, bool is_local);
  void find_tools_own(const StatementList& list);
  void end_transaction();

  const ScriptOptions& options_;
  const Script* script_ = nullptr;
  const Step* step_ = nullptr;
  std::string default_schema_ = "public";
  std::set<std::string, std::less<>> made_;
  std::set<std::string, std::less<>> made_before_;  // as it was when the script began
  std::set<std::string, std::less<>> older_;        // made by scripts before this one
  std::set<std::string, std::less<>> partitioned_;
  std::set<std::string, std::less<>> domains_;     // with constraints
  std::set<std::string, std::less<>> added_here_;  // "table.constraint"
  Tables tables_;
  mutable bool leans_on_older_ = false;
  std::vector<std::string> new_values_;
  std::vector<Lock> held_;
  std::string last_altered_;
  struct Timeouts {
    bool lock = false;
    bool statement = false;
  };
  Timeouts timeouts_;
  Timeouts outer_timeouts_;  // once SET LOCAL is over
  bool is_utc_ = false;
  bool has_search_path_ = false;
  bool has_defined_ = false;
  bool has_written_ = false;
  Step begin_;  // of the transaction that is open
  bool in_own_transaction_ = false;
  bool in_tools_transaction_ = false;
  std::set<const Statement*> tools_own_;  // COMMIT and BEGIN of the tool itself
  std::size_t transactions_begun_ = 0;
  std::set<std::string, std::less<>> seen_;
  std::vector<Reported> findings_;
  std::size_t reported_before_ = 0;
  std::vector<Wanted> wanted_;
  std::set<std::string, std::less<>> commented_;  // "table public.orders"; and what is gone
  std::map<std::string, std::string, std::less<>> renamed_;  // to what was made under that name
  std::size_t scripts_begun_ = 0;
};

/// Whether a statement changes definitions, not rows, rights or settings.
bool is_definition(const Node& node);
/// The tables whose rows it writes.
std::vector<Node> written_tables(const Node& node);

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

/// Calls `visit` with the name of the table and each column that a statement makes.
template <typename Visit>
void for_each_new_column(const Step& step, const Scene& scene, Visit visit) {
  const Node& node = step.node;
  if (node.is_a("CreateStmt")) {
    for (const Node element : node["tableElts"]) {
      if (element.is_a("ColumnDef")) visit(scene.name_of(node["relation"]), element);
    }
  }
  if (!node.is_a("AlterTableStmt")) return;
  for (const Node command : node["cmds"]) {
    if (command.text("subtype") == "AT_AddColumn")
      visit(scene.name_of(node["relation"]), command["def"]);
  }
}

/// Calls `visit` with the name of the table, each constraint that a statement adds, and the column
/// that it stands behind; "" for one of the table.
template <typename Visit>
void for_each_new_constraint(const Step& step, const Scene& scene, Visit visit) {
  for_each_new_column(step, scene, [&](const std::string& table, const Node& column) {
    for (const Node constraint : column["constraints"])
      visit(table, constraint, column.text("colname"));
  });
  const Node& node = step.node;
  const bool makes = node.is_a("CreateStmt");
  if (!makes && !node.is_a("AlterTableStmt")) return;
  const std::string table = scene.name_of(node["relation"]);
  for (const Node element : node[makes ? "tableElts" : "cmds"]) {
    const Node constraint = makes ? element : element["def"];
    if (constraint.is_a("Constraint") && (makes || element.text("subtype") == "AT_AddConstraint"))
      visit(table, constraint, std::string_view());
  }
}

/// The name at the end of a list of names: "int4" of pg_catalog.int4.
std::string_view last_name(const Node& names) noexcept;
/// A function that gives another value for each row, called anywhere below; "" for none. One that
/// the system does not have counts, because functions are volatile unless they say otherwise.
std::string volatile_call(const Node& expression);

}  // namespace plumbline::checks::script

#include "sql/transaction_modes.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "sql/any_within.hpp"

namespace plumbline::sql {

namespace {

constexpr std::string_view read_only_name = "transaction_read_only";
constexpr std::string_view isolation_name = "transaction_isolation";

std::string_view setting(const Session& session, std::string_view name) {
  const auto found = session.settings.find(name);
  return found == session.settings.end() ? std::string_view() : std::string_view(found->second);
}

bool is_on(std::string_view value) {
  return value == "on" || value == "true" || value == "1" || value == "yes";
}

bool is_read_only(const Session& session) {
  const std::string_view here = setting(session, read_only_name);
  if (session.in_transaction() && !here.empty()) return is_on(here);
  return is_on(setting(session, "default_transaction_read_only"));
}

std::string isolation(const Session& session) {
  for (const std::string_view name :
       {isolation_name, std::string_view("default_transaction_isolation")}) {
    const std::string_view value = setting(session, name);
    if (!value.empty()) return std::string(value);
  }
  return "read committed";
}

bool is_nested(const Session& session) { return session.savepoints.size() > 1; }

void set_mode(Session& session, std::string_view name, const Node& argument) {
  if (name == read_only_name) {
    const std::string value = argument["ival"].number("ival") != 0 ? "on" : "off";
    check_read_write(session, value);
    session.settings.insert_or_assign(std::string(name), value);
  } else if (name == isolation_name) {
    const std::string value(argument["sval"].text("sval"));
    if (value == isolation(session)) return;
    if (session.has_queried)
      fail("25001", "SET TRANSACTION ISOLATION LEVEL must be called before any query");
    if (is_nested(session))
      fail("25001", "SET TRANSACTION ISOLATION LEVEL must not be called in a subtransaction");
    session.settings.insert_or_assign(std::string(name), value);
  } else {
    if (is_nested(session))
      fail("25001", "SET TRANSACTION [NOT] DEFERRABLE cannot be called within a subtransaction");
    if (session.has_queried)
      fail("25001", "SET TRANSACTION [NOT] DEFERRABLE must be called before any query");
  }
}

}  // namespace

void check_read_write(const Session& session, std::string_view value) {
  if (is_on(value) || !session.in_transaction() || !is_read_only(session)) return;
  if (is_nested(session)) {
    fail("25001", "cannot set transaction read-write mode inside a read-only transaction");
  }
  if (session.has_queried) {
    fail("25001", "transaction read-write mode must be set before any query");
  }
}

void begin_with_modes(Session& session, const Node& options) {
  for (const Node option : options) set_mode(session, option.text("defname"), option["arg"]);
}

void set_transaction_modes(Session& session, const Node& statement) {
  const std::string_view name = statement.text("name");
  if (name == "TRANSACTION SNAPSHOT") unknown("which snapshots there are");
  if (name == "TRANSACTION" && !session.in_transaction()) return;
  for (const Node option : statement["args"]) {
    const std::string_view mode = option.text("defname");
    if (name == "TRANSACTION") {
      set_mode(session, mode, option["arg"]);
      continue;
    }
    const Node argument = option["arg"];
    session.settings["default_" + std::string(mode)] =
        argument["sval"] ? std::string(argument["sval"].text("sval"))
                         : std::string(argument["ival"].number("ival") != 0 ? "on" : "off");
  }
}

namespace {

bool is_sequence_call(const Node& name) {
  const std::string_view own = name.at(name.size() - 1).as_text();
  return own == "nextval" || own == "setval";
}

/// Within it: a sequence is called, rows are locked or written.
bool has_writing_part(const Node& statement) {
  static constexpr std::array parts = {"LockingClause", "InsertStmt", "UpdateStmt", "DeleteStmt",
                                       "MergeStmt"};
  return any_within(statement, [&](const Node& node) {
    if (node.is_a("FuncCall")) return is_sequence_call(node["funcname"]);
    return std::ranges::find(parts, node.type()) != parts.end() && node.type() != statement.type();
  });
}

/// SELECT nextval('…'): nothing decides whether it is called.
bool only_moves_sequence(const Session& session, const Node& query) {
  const Node call = query["targetList"].at(0)["val"];
  const bool has_more = !query["fromClause"].empty() || query["whereClause"] ||
                        query["withClause"] || query["limitCount"] || query["larg"] ||
                        !query["groupClause"].empty() || query["havingClause"];
  if (has_more || query["targetList"].size() != 1 || !call.is_a("FuncCall") ||
      !is_sequence_call(call["funcname"])) {
    return false;
  }
  // A temporary one is called.
  bool is_plain = session.temporary.empty();
  for (const Node arg : call["args"]) is_plain = is_plain && arg.is_a("A_Const");
  return is_plain;
}

enum class Written { unsure, temporary, permanent };

/// What relation a statement writes rows of.
Written written_relation(const Session& session, const Node& statement) {
  const std::string_view type = statement.type();
  if (type != "InsertStmt" && type != "UpdateStmt" && type != "DeleteStmt") return Written::unsure;
  if (statement["withClause"] || !session.system_relation(statement["relation"]).empty())
    return Written::unsure;
  const Id relation = session.find_relation(statement["relation"]);
  if (relation == Catalog::none) return Written::permanent;
  if (!session.catalog.parts(relation, ObjectKind::rule).empty()) return Written::unsure;
  return session.catalog[relation].is_system ? Written::temporary : Written::permanent;
}

std::string_view command_of(std::string_view type) {
  return type == "InsertStmt" ? "INSERT" : type == "UpdateStmt" ? "UPDATE" : "DELETE";
}

}  // namespace

bool refuse_in_read_only(const Session& session, const Node& statement) {
  if (!is_read_only(session)) return false;
  const std::string_view type = statement.type();
  static constexpr std::array harmless = {
      "SelectStmt",     "TransactionStmt", "VariableSetStmt",    "VariableShowStmt",
      "DeallocateStmt", "ClosePortalStmt", "ConstraintsSetStmt", "DiscardStmt"};
  if (type == "SelectStmt" && !statement["intoClause"]) {
    if (only_moves_sequence(session, statement)) return true;
    if (has_writing_part(statement)) unknown("the transaction is read-only");
    return false;
  }
  if (type != "SelectStmt" && std::ranges::find(harmless, type) != harmless.end()) return false;
  const Written written = written_relation(session, statement);
  if (written == Written::permanent) return true;
  if (written == Written::temporary && !has_writing_part(statement)) return false;
  static constexpr std::array starts = {"Alter",  "Comment", "Define", "Drop",    "Grant",
                                        "Rename", "Index",   "View",   "Truncate"};
  const bool is_create = type.starts_with("Create") && type != "CreateTableAsStmt";
  const bool is_definition =
      std::ranges::any_of(starts, [&](std::string_view start) { return type.starts_with(start); });
  if (type == "AlterSystemStmt" || !(is_create || is_definition)) {
    unknown("the transaction is read-only");
  }
  fail("25006", "the statement cannot be executed in a read-only transaction");
}

void refuse_rows(const Visitor& visitor, const Node& statement, Session& session) {
  const bool is_call = statement.is_a("SelectStmt");
  const std::string doubt = session.doubt;
  session.doubt.clear();
  try {
    visitor.apply(statement, session);
  } catch (const Failure& failure) {
    // Whether a row fits is asked later, and what its writer may do with tables is too.
    if (!is_call && failure.sqlstate == "42501") unknown("the transaction is read-only");
    if (!failure.sqlstate.starts_with("23")) throw;
  }
  if (!doubt.empty() || (!is_call && !session.doubt.empty()))
    unknown("the transaction is read-only");
  session.doubt.clear();
  const Node call = statement["targetList"].at(0)["val"]["funcname"];
  fail("25006", "cannot execute " +
                    (is_call ? std::string(call.at(call.size() - 1).as_text()) + "()"
                             : std::string(command_of(statement.type()))) +
                    " in a read-only transaction");
}

bool takes_snapshot(const Node& statement) {
  static constexpr std::array without = {"TransactionStmt",  "LockStmt",          "VariableSetStmt",
                                         "VariableShowStmt", "FetchStmt",         "ListenStmt",
                                         "NotifyStmt",       "UnlistenStmt",      "CheckPointStmt",
                                         "ClosePortalStmt",  "ConstraintsSetStmt"};
  return std::ranges::find(without, statement.type()) == without.end();
}

}  // namespace plumbline::sql

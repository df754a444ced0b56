/// BEGIN, COMMIT, ROLLBACK, savepoints; SET, RESET, SHOW. Rules: utility.c, xact.c, guc.c.
#include <array>
#include <string>

#include "sql/transaction.hpp"
#include "sql/visit/session.hpp"

namespace plumbline::sql {

void apply_transaction(const Node& statement, Session& session) {
  const std::string_view kind = statement.text("kind");
  const std::string name = Session::identifier(statement.text("savepoint_name"));
  if (kind == "TRANS_STMT_BEGIN" || kind == "TRANS_STMT_START") return begin_transaction(session);
  if (kind == "TRANS_STMT_COMMIT" || kind == "TRANS_STMT_ROLLBACK") {
    const bool chain = statement.flag("chain");
    if (chain && !session.in_transaction()) {
      fail("25P01", kind == "TRANS_STMT_COMMIT"
                        ? "COMMIT AND CHAIN can only be used in transaction blocks"
                        : "ROLLBACK AND CHAIN can only be used in transaction blocks");
    }
    kind == "TRANS_STMT_COMMIT" ? commit_transaction(session) : roll_back_transaction(session);
    if (chain) begin_transaction(session);
    return;
  }
  if (kind == "TRANS_STMT_SAVEPOINT") return set_savepoint(session, name);
  if (kind == "TRANS_STMT_RELEASE") return release_savepoint(session, name);
  if (kind == "TRANS_STMT_ROLLBACK_TO") return roll_back_to_savepoint(session, name);
  unknown("prepared transactions are not simulated");
}

void describe_nothing(const Node&, EffectsOf&) {}

namespace {

/// Values of SET: constants and bare words, as the server takes them for lists.
std::vector<std::string> values_of(const Node& arguments) {
  std::vector<std::string> values;
  for (const Node argument : arguments) {
    const Node constant = argument.is_a("TypeCast") ? argument["arg"] : argument;
    std::string text(constant.as_text());
    if (text.empty() && constant["ival"]) text = std::to_string(constant.as_number());
    if (text.empty() && constant["boolval"]) {
      text = constant["boolval"].flag("boolval") ? "true" : "false";
    }
    values.push_back(std::move(text));
  }
  return values;
}

std::string joined(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) {
    if (!text.empty()) text += ", ";
    text += value;
  }
  return text;
}

/// Settings whose values cannot be wrong for what they are commonly set to, and which change
/// nothing that is simulated.
bool is_harmless(std::string_view name) {
  static constexpr std::array names = {"statement_timeout",
                                       "lock_timeout",
                                       "idle_in_transaction_session_timeout",
                                       "client_encoding",
                                       "client_min_messages",
                                       "row_security",
                                       "xmloption",
                                       "default_tablespace",
                                       "default_table_access_method",
                                       "check_function_bodies",
                                       "maintenance_work_mem",
                                       "work_mem",
                                       "timezone",
                                       "datestyle",
                                       "application_name",
                                       "default_with_oids",
                                       "synchronous_commit",
                                       "constraint_exclusion",
                                       "max_parallel_workers_per_gather",
                                       "session_replication_role",
                                       "log_statement",
                                       "transaction_timeout",
                                       "intervalstyle",
                                       "standard_conforming_strings",
                                       "log_min_messages",
                                       "jit",
                                       "enable_seqscan"};
  for (const std::string_view known : names) {
    if (known == name) return true;
  }
  return false;
}

bool is_superuser(const Session& session, std::string_view role) {
  const Id id = session.role_id(role);
  return id == Catalog::none ? session.session_is_superuser : session.catalog.has(id, "superuser");
}

void set_role(Session& session, const std::string& name, bool is_session) {
  if (name == "none" && !is_session) {
    session.role = session.session_role;
    session.is_superuser = is_superuser(session, session.session_role);
    return;
  }
  const Id id = session.role_id(name);
  if (id == Catalog::none && name.starts_with("pg_")) unknown("the system's own roles");
  if (id == Catalog::none) fail("22023", "role \"" + name + "\" does not exist");
  const bool may_be_any =
      is_session ? session.session_is_superuser : is_superuser(session, session.session_role);
  if (!may_be_any && !session.has_role(session.session_role, name)) {
    if (!is_session) unknown("whether the session's role is a member of \"" + name + '"');
    fail("42501", "permission denied to set " +
                      std::string(is_session ? "session authorization" : "role \"" + name + '"'));
  }
  session.role = name;
  session.is_superuser = session.catalog.has(id, "superuser");
  if (is_session) session.session_role = name;
}

void check_value(const std::string& name, const std::vector<std::string>& values) {
  if (values.size() == 1 && name != "search_path") {
    const std::string& value = values.front();
    const bool is_flag = name == "check_function_bodies" || name == "row_security" ||
                         name == "standard_conforming_strings";
    if (is_flag && value != "on" && value != "off" && value != "true" && value != "false") {
      unknown("whether \"" + value + "\" is a value of " + name);
    }
    if (name == "default_with_oids" && value != "false" && value != "off") {
      fail("0A000", "tables declared WITH OIDS are not supported");
    }
    if (name == "default_tablespace" && !value.empty() && value != "pg_default") {
      unknown("where new tables would lie");
    }
    if (name == "default_table_access_method" && value != "heap")
      unknown("what \"" + value + "\" is");
    if (name == "session_replication_role" && value != "replica" && value != "origin" &&
        value != "local") {
      unknown("whether \"" + value + "\" is a value of " + name);
    }
  }
}

}  // namespace

void apply_set(const Node& statement, Session& session) {
  const std::string_view kind = statement.text("kind");
  std::string name(statement.text("name"));
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  const bool is_local = statement.flag("is_local");
  if (kind == "VAR_SET_MULTI") return;  // SET TRANSACTION …
  const bool resets = kind == "VAR_SET_DEFAULT" || kind == "VAR_RESET";
  if (kind == "VAR_RESET_ALL") {
    session.set_search_path({"$user", "public"});
    session.settings.clear();
  } else if (kind == "VAR_SET_CURRENT") {
    return;
  } else if (name == "search_path") {
    session.set_search_path(resets ? std::vector<std::string>{"$user", "public"}
                                   : values_of(statement["args"]));
  } else if (name == "role" || name == "session_authorization") {
    const std::vector<std::string> values = values_of(statement["args"]);
    if (resets || values.empty()) {
      if (name == "session_authorization")
        session.session_role = session.start_settings.session_role;
      session.role = session.session_role;
      session.is_superuser = is_superuser(session, session.role);
    } else {
      set_role(session, values.front(), name == "session_authorization");
    }
  } else if (name.find('.') != std::string::npos || resets) {
    session.settings[name] = resets ? "" : joined(values_of(statement["args"]));
  } else {
    const std::vector<std::string> values = values_of(statement["args"]);
    if (!is_harmless(name)) session.may_fail("whether " + name + " can be set so");
    check_value(name, values);
    session.settings[name] = joined(values);
  }
  if (!is_local && session.in_transaction()) session.kept_settings = session.current_settings();
}

void describe_set(const Node& statement, EffectsOf& effects) {
  if (statement.text("name") != "search_path") return;
  const std::vector<std::string> values = values_of(statement["args"]);
  effects.state().default_schema = "public";
  for (const std::string& value : values) {
    if (value == "$user" || value.empty()) continue;
    effects.state().default_schema = value;
    return;
  }
}

}  // namespace plumbline::sql

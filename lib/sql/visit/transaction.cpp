/// BEGIN, COMMIT, ROLLBACK, savepoints; SET, RESET, SHOW. Rules: utility.c, xact.c, guc.c.
#include <algorithm>
#include <array>
#include <string>

#include "sql/transaction.hpp"
#include "sql/transaction_modes.hpp"
#include "sql/visit/session.hpp"
#include "sql/visit/setting_values.hpp"

namespace plumbline::sql {

void apply_transaction(const Node& statement, Session& session) {
  const std::string_view kind = statement.text("kind");
  const std::string name = Session::identifier(statement.text("savepoint_name"));
  if (kind == "TRANS_STMT_BEGIN" || kind == "TRANS_STMT_START") {
    begin_transaction(session);
    return begin_with_modes(session, statement["options"]);
  }
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
  if (kind == "TRANS_STMT_PREPARE" && session.has_failed) return roll_back_transaction(session);
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

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string joined(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) {
    if (!text.empty()) text += ", ";
    text += value;
  }
  return text;
}

/// What changes how later statements are taken, in ways that are not simulated, unless it has the
/// value that it mostly has.
bool bends(std::string_view name, std::string_view value) {
  struct Bending {
    std::string_view name;
    std::string_view usual;
  };
  static constexpr std::array all = {Bending{"default_transaction_read_only", "off"},
                                     Bending{"transaction_read_only", "off"},
                                     Bending{"array_nulls", "on"},
                                     Bending{"transform_null_equals", "off"},
                                     Bending{"allow_system_table_mods", "off"},
                                     Bending{"allow_in_place_tablespaces", "off"},
                                     Bending{"event_triggers", "on"},
                                     Bending{"exit_on_error", "off"}};
  const auto found = std::ranges::find(all, name, &Bending::name);
  if (found == all.end()) return false;
  const bool is_on = value == "on" || value == "true" || value == "yes" || value == "1";
  const bool is_off = value == "off" || value == "false" || value == "no" || value == "0";
  return !(found->usual == "on" ? is_on : is_off);
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

void check_value(Session& session, const std::string& name, const std::string& value) {
  if (bends(name, value)) session.catalog.doubt_everything("what follows from SET " + name);
  if (name == "transaction_read_only") return check_read_write(session, value);
  if (name.starts_with("transaction_") && name != "transaction_timeout")
    session.may_fail("whether " + name + " can be set then");
  // Asked for now, unlike what is stored for later sessions.
  const bool is_there = name == "default_text_search_config"
                            ? value == "simple" || value == "english" ||
                                  value == "pg_catalog.simple" || value == "pg_catalog.english"
                            : name != "temp_tablespaces" || value.empty();
  if (!is_there) session.may_fail("whether " + name + " can be set so");
  if (name == "default_tablespace" && !value.empty() && value != "pg_default")
    unknown("where new tables would lie");
  if (name == "default_table_access_method" && value != "heap")
    unknown("what \"" + value + "\" is");
}

}  // namespace

namespace {

void set(const Node& statement, Session& session) {
  const std::string_view kind = statement.text("kind");
  std::string name(statement.text("name"));
  std::ranges::transform(name, name.begin(), lower);
  const bool is_local = statement.flag("is_local");
  if (kind == "VAR_SET_MULTI") {
    set_transaction_modes(session, statement);
    if (session.in_transaction() && statement.text("name").starts_with("SESSION"))
      session.kept_settings = session.current_settings();
    return;
  }
  const bool resets = kind == "VAR_SET_DEFAULT" || kind == "VAR_RESET";
  // Which of two was in force does not matter once it is set again.
  const bool is_role = name == "role" || name == "session_authorization";
  if (kind == "VAR_RESET_ALL" || is_role || name == "search_path")
    session.doubt_of_settings.clear();
  if (kind == "VAR_RESET_ALL") {
    session.set_search_path({"$user", "public"});
    session.settings.clear();
  } else if (kind == "VAR_SET_CURRENT") {
    return;
  } else if (name == "search_path") {
    session.set_search_path(resets ? std::vector<std::string>{"$user", "public"}
                                   : values_of(statement["args"]));
  } else if (is_role) {
    const std::vector<std::string> values = values_of(statement["args"]);
    if (resets || values.empty()) {
      if (name == "session_authorization")
        session.session_role = session.start_settings.session_role;
      session.role = session.session_role;
      session.is_superuser = is_superuser(session, session.role);
    } else {
      set_role(session, values.front(), name == "session_authorization");
    }
  } else if (name == "default_with_oids") {
    const std::string value = joined(values_of(statement["args"]));
    if (!resets && value != "false" && value != "off" && value != "f" && value != "0")
      fail("0A000", "tables declared WITH OIDS are not supported");
  } else {
    const Setting setting = read_setting(session, statement);
    std::string value = setting.value;
    std::ranges::transform(value, value.begin(), lower);
    if (!resets) check_value(session, name, value);
    session.settings[name] = setting.value;
  }
  if (!is_local && (session.in_transaction() || session.in_message))
    session.kept_settings = session.current_settings();
}

}  // namespace

void apply_set(const Node& statement, Session& session) {
  // WarnNoTransactionBlock: outside of a transaction SET LOCAL is checked, and ends with itself.
  const bool ends_at_once =
      statement.flag("is_local") && !session.in_transaction() && !session.in_message;
  const Session::Settings before = session.current_settings();
  const std::string doubt = session.doubt_of_settings;
  set(statement, session);
  if (!ends_at_once) return;
  session.restore(before);
  session.doubt_of_settings = doubt;
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

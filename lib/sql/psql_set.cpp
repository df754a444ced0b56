/// Commands of psql scripts that set variables, and what those do to psql.
#include <array>
#include <utility>

#include "sql/parse.hpp"
#include "sql/psql_reader.hpp"
#include "system/format.hpp"

namespace plumbline::sql {

namespace {

constexpr std::array<std::string_view, 6> switches = {
    "AUTOCOMMIT", "ON_ERROR_STOP", "QUIET", "SINGLELINE", "SINGLESTEP", "HIDE_TABLEAM"};

bool is_switch(std::string_view name) {
  for (const std::string_view one : switches) {
    if (one == name) return true;
  }
  return false;
}

/// The name of an output column, as FigureColname chooses it; "" for all but the common cases.
std::string column_name(const Node& target) {
  if (const std::string_view name = target.text("name"); !name.empty()) return std::string(name);
  const Node value = target["val"];
  const Node names = value.is_a("ColumnRef")  ? value["fields"]
                     : value.is_a("FuncCall") ? value["funcname"]
                                              : Node();
  if (!names.empty()) return std::string(names.at(names.size() - 1).as_text());
  if (value.is_a("SubLink") && value.text("subLinkType") == "EXISTS_SUBLINK") return "exists";
  return {};
}

}  // namespace

void PsqlReader::follow_variable(std::string_view name) {
  const PsqlVariables::Variable variable = session_.variables.find(name);
  const bool is_known = variable.state == PsqlVariables::State::known && active() == Run::yes;
  const bool is_on = is_known && parse_psql_bool(variable.value) == 1;
  if (name == "ON_ERROR_STOP") {
    session_.on_error_stop = is_on;
    if (!is_known) session_.doubt = "whether psql goes on after an error: " + variable.why;
  } else if (name == "AUTOCOMMIT" && !is_on) {
    session_.doubt = "AUTOCOMMIT may be off, and nothing commits";
  } else if (name == "SINGLELINE" && (is_on || !is_known)) {
    session_.doubt = "SINGLELINE may be on, and each line is a statement";
  } else if (name == "SINGLESTEP" && (is_on || !is_known)) {
    session_.doubt = "SINGLESTEP may be on, and a person decides";
  } else if (name == "ON_ERROR_ROLLBACK" && !session_.on_error_stop &&
             (!is_known || variable.value != "off")) {
    session_.doubt = "ON_ERROR_ROLLBACK undoes single statements";
  }
}

void PsqlReader::set_variable(std::string_view name, PsqlArguments& arguments, std::size_t offset) {
  std::string value;
  std::string unknown;
  bool runs_command = false;
  while (const auto argument = arguments.next()) {
    value += argument->text;
    if (!argument->unknown.empty()) unknown = argument->unknown;
    runs_command = runs_command || argument->is_command;
  }
  if (runs_command) add_opaque("a command of the system is run", offset);
  if (!PsqlVariables::is_valid_name(name)) {
    add_error(system::format("invalid variable name: \"{}\"", name), offset);
    return;
  }
  if (is_switch(name)) {
    if (value.empty() && unknown.empty()) value = "on";
    if (unknown.empty() && parse_psql_bool(value) < 0) {
      add_error(
          system::format("unrecognized value \"{}\" for \"{}\": Boolean expected", value, name),
          offset);
      return;
    }
  }
  if (active() == Run::maybe)
    session_.variables.forget(name, doubt());
  else if (unknown.empty())
    session_.variables.set(name, std::move(value));
  else
    session_.variables.set_unknown(name, std::move(unknown));
  follow_variable(name);
}

/// \gset makes a variable of each column, and none of a NULL.
void PsqlReader::set_from_query(const std::string& query, const PsqlArgument* prefix) {
  const std::string why = "\\gset takes it from the rows of a query";
  if (prefix != nullptr && !prefix->unknown.empty()) {
    session_.variables.forget_all("", why);
    return;
  }
  const std::string begin = prefix == nullptr ? std::string() : prefix->text;
  const ParseResult parsed = parse(query);
  const Node select = parsed.ast.root();
  const Node targets = select.is_a("SelectStmt") ? select["targetList"] : Node();
  if (targets.empty() || !session_.last_query_doubt.empty()) {
    session_.variables.forget_all(begin, why);
    return;
  }
  for (const Node target : targets) {
    const std::string name = column_name(target);
    if (name.empty()) {
      session_.variables.forget_all(begin, why);
      return;
    }
    session_.variables.forget(begin + name, why);
    follow_variable(begin + name);
  }
}

bool PsqlReader::run_variable_command(std::string_view name, PsqlArguments& arguments,
                                      std::size_t offset) {
  const bool is_asked = name == "getenv" || name == "prompt";
  if (name != "set" && name != "unset" && !is_asked) return false;
  auto variable = arguments.next();
  if (name == "prompt") {  // the last of one or two arguments
    if (auto second = arguments.next()) variable = std::move(second);
  }
  if (!variable) {
    if (name != "set") add_error(system::format("\\{}: missing required argument", name), offset);
    return true;
  }
  if (!variable->unknown.empty()) {
    session_.variables.forget_all("", "the name of a variable: " + variable->unknown);
    session_.doubt = "the name of a variable: " + variable->unknown;
    return true;
  }
  if (name == "set") {
    set_variable(variable->text, arguments, offset);
    return true;
  }
  if (is_asked)
    session_.variables.forget(variable->text,
                              name == "prompt" ? "a person decides" : "the environment decides");
  else if (active() == Run::maybe)
    session_.variables.forget(variable->text, doubt());
  else if (is_switch(variable->text))
    session_.variables.set(variable->text, "off");
  else
    session_.variables.unset(variable->text);
  follow_variable(variable->text);
  return true;
}

}  // namespace plumbline::sql

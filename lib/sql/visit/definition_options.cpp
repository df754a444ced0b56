#include "sql/visit/definition_options.hpp"

#include "sql/failure.hpp"
#include "sql/parse.hpp"

namespace plumbline::sql {

namespace {

std::string in_double_quotes(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::string name_of(const Node& option) { return std::string(option.text("defname")); }

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// TypeNameToString.
std::string type_text(const Node& type) {
  std::string text = dotted(type["names"]);
  if (type.flag("pct_type")) text += "%TYPE";
  if (type["arrayBounds"].size() > 0) text += "[]";
  return text;
}

}  // namespace

void fail_conflicting() { fail("42601", "conflicting or redundant options"); }

std::string option_text(const Node& option) {
  const Node value = option["arg"];
  if (!value) fail("42601", name_of(option) + " requires a parameter");
  if (value.is_a("Integer")) return std::to_string(value.as_number());
  if (value.is_a("Float"))
    return std::string(value.text("fval").empty() ? value.text("str") : value.text("fval"));
  if (value.is_a("Boolean")) return value.flag("boolval") ? "true" : "false";
  if (value.is_a("TypeName")) return type_text(value);
  if (value.is_a("List")) return dotted(value);
  if (value.is_a("A_Star")) return "*";
  if (value.is_a("String")) return std::string(value.as_text());
  unknown("an option's value is a " + std::string(value.type()));
}

bool option_flag(const Node& option) {
  const Node value = option["arg"];
  if (!value) return true;
  if (value.is_a("Integer")) {
    if (value.as_number() == 0) return false;
    if (value.as_number() == 1) return true;
  } else {
    const std::string text = lower(option_text(option));
    if (text == "true" || text == "on") return true;
    if (text == "false" || text == "off") return false;
  }
  fail("42601", name_of(option) + " requires a Boolean value");
}

std::int64_t option_integer(const Node& option) {
  const Node value = option["arg"];
  if (!value.is_a("Integer")) fail("42601", name_of(option) + " requires an integer value");
  return value.as_number();
}

std::vector<std::string> texts_of(const Node& names) {
  std::vector<std::string> texts;
  const Node list = names.is_a("TypeName") ? names["names"] : names;
  if (list.is_a("String")) return {std::string(list.as_text())};
  for (const Node name : list) texts.emplace_back(name.as_text());
  return texts;
}

std::vector<std::string> option_names(const Node& option) {
  const Node value = option["arg"];
  if (!value) fail("42601", name_of(option) + " requires a parameter");
  if (value.is_a("TypeName") || value.is_a("List") || value.is_a("String")) return texts_of(value);
  fail("42601", "argument of " + name_of(option) + " must be a name");
}

std::string dotted(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text.append(text.empty() ? "" : ".").append(name);
  return text;
}

std::string dotted(const Node& names) { return dotted(texts_of(names)); }

OptionSet::OptionSet(const Node& list, std::string_view left_out) {
  for (const Node option : list) {
    if (!left_out.empty() && option.text("defname") == left_out) continue;
    if ((*this)[option.text("defname")]) fail_conflicting();
    options_.push_back(option);
  }
}

Node OptionSet::operator[](std::string_view name) const noexcept {
  for (const Node option : options_) {
    if (option.text("defname") == name) return option;
  }
  return {};
}

MadeTypeName::MadeTypeName(const std::vector<std::string>& names) {
  std::string sql = "SELECT NULL::";
  for (std::size_t at = 0; at < names.size(); ++at)
    sql.append(at == 0 ? "" : ".").append(in_double_quotes(names[at]));
  ParseResult parsed = parse(sql);
  if (!parsed.sqlstate.empty()) unknown("a type is called by an odd name");
  ast_ = std::move(parsed.ast);
}

Node MadeTypeName::node() const noexcept {
  return ast_.root()["targetList"].at(0)["val"]["typeName"];
}

}  // namespace plumbline::sql

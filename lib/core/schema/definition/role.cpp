/// CREATE ROLE and ALTER DEFAULT PRIVILEGES.
#include <algorithm>
#include <utility>

#include "core/schema/definition/kinds.hpp"
#include "core/schema/quote.hpp"

namespace plumbline::core {

namespace {

/// One grant of a membership: "admin, inherit, set by app"; before 16 there was "admin" only.
std::string membership(const Subject& role, std::string_view group, std::string_view options) {
  const int version = role.server_version();
  const std::size_t by = options.rfind("by ");
  const std::string_view words = options.substr(0, by);
  const auto has = [words](std::string_view word) {
    return words.find(word) != std::string_view::npos;
  };
  SqlList list;
  if (has("admin")) list.item("ADMIN OPTION");
  if (version >= 160'000 && !has("inherit")) list.item("INHERIT FALSE");
  if (version >= 160'000 && !has("set")) list.item("SET FALSE");
  Sql text("GRANT ");
  text.add(quote_identifier(group, version))
      .add(" TO ")
      .add(role.own_name())
      .clause(" WITH ", list.text());
  if (by != std::string_view::npos)
    text.add(" GRANTED BY ").add(quote_identifier(options.substr(by + 3), version));
  return std::move(text).take();
}

/// A role can grant it, and another one too: "admin by a; set by b".
std::string memberships(const Subject& role, std::string_view group, std::string_view value) {
  std::string text;
  for (std::size_t at = 0; at <= value.size();) {
    const std::size_t end = std::min(value.find("; ", at), value.size());
    text += ";\n" + membership(role, group, value.substr(at, end - at));
    at = end + 2;
  }
  return text;
}

struct Rights {
  SqlList plain;
  SqlList grantable;
};

/// "SELECT, UPDATE*" apart; who granted them goes without saying.
Rights read_rights(std::string_view value) {
  Rights rights;
  for (std::string_view right : split_list(value.substr(0, value.find(" by ")))) {
    const bool is_grantable = right.ends_with('*');
    if (is_grantable) right.remove_suffix(1);
    (is_grantable ? rights.grantable : rights.plain).item(right);
  }
  return rights;
}

/// "app in schema public on tables"
struct DefaultPrivileges {
  std::string role;
  std::string schema;  // "" = all
  std::string objects;
};

DefaultPrivileges read_name(const Subject& privileges) {
  std::string_view name = privileges.object().name;
  const int version = privileges.server_version();
  const auto quoted = [&](std::string_view text) {
    const std::vector<std::string> parts = split_name(text);
    return text.starts_with('"') && !parts.empty() ? quote_identifier(parts.front(), version)
                                                   : quote_identifier(text, version);
  };
  DefaultPrivileges read;
  const std::size_t on = name.rfind(" on ");
  if (on == std::string_view::npos) return read;
  for (const char c : name.substr(on + 4))
    read.objects += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  name = name.substr(0, on);
  constexpr std::string_view within = " in schema ";
  const std::size_t in = name.rfind(within);
  if (in != std::string_view::npos) read.schema = quoted(name.substr(in + within.size()));
  read.role = quoted(name.substr(0, in));
  return read;
}

}  // namespace

std::string role_definition(const Subject& role) {
  constexpr std::pair<std::string_view, std::string_view> flags[] = {
      {"superuser", " SUPERUSER"}, {"no_inherit", " NOINHERIT"},    {"create_role", " CREATEROLE"},
      {"create_db", " CREATEDB"},  {"replication", " REPLICATION"}, {"bypass_rls", " BYPASSRLS"}};
  const std::string name = role.own_name();
  Sql text("CREATE ROLE ");
  text.add(name).add(role.has("no_login") ? " NOLOGIN" : " LOGIN");
  for (const auto& [property, words] : flags) text.add_if(role.has(property), words);
  text.clause(" CONNECTION LIMIT ", role.value("connection_limit"));
  if (role.has("valid_until"))
    text.add(" VALID UNTIL ").add(quote_standard_literal(role.value("valid_until")));
  const int version = role.server_version();
  for (const Property& property : role.object().properties) {
    if (property.name.starts_with("member_of:"))
      text.add(memberships(role, property.name.substr(10), property.value));
    if (property.name.starts_with("setting:") && !is_hashed(property.value))
      text.add(";\nALTER ROLE ")
          .add(name)
          .add(" SET ")
          .add(quote_identifier(property.name.substr(8), version))
          .add(" TO ")
          .add(setting_value(property.name.substr(8), property.value));
  }
  return std::move(text).take();
}

std::string default_privileges_definition(const Subject& privileges) {
  const DefaultPrivileges name = read_name(privileges);
  if (name.role.empty()) return {};
  const std::string begin = "ALTER DEFAULT PRIVILEGES FOR ROLE " + name.role +
                            (name.schema.empty() ? "" : " IN SCHEMA " + name.schema) + ' ';
  std::string text;
  const auto add = [&](std::string_view verb, std::string_view rights, const std::string& rest) {
    if (rights.empty()) return;
    text.append(text.empty() ? "" : ";\n").append(begin).append(verb).append(rights);
    text.append(" ON ").append(name.objects).append(rest);
  };
  for (const Property& property : privileges.object().properties) {
    if (!property.name.starts_with("grant:")) continue;
    const std::string_view grantee = property.name.substr(6);
    const std::string to =
        grantee == "PUBLIC" ? "PUBLIC" : quote_identifier(grantee, privileges.server_version());
    // What stands in the place of the rights that this grantee has anyway.
    const bool replaces = name.schema.empty() && (to == name.role || to == "PUBLIC");
    if (replaces || property.value == "none") add("REVOKE ", "ALL", " FROM " + to);
    if (property.value == "none") continue;
    const Rights rights = read_rights(property.value);
    add("GRANT ", rights.plain.text(), " TO " + to);
    add("GRANT ", rights.grantable.text(), " TO " + to + " WITH GRANT OPTION");
  }
  return text;
}

}  // namespace plumbline::core

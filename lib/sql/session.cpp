#include "sql/session.hpp"

#include <algorithm>
#include <optional>

#include "core/schema/kinds.hpp"
#include "core/schema/qualified_name.hpp"
#include "sql/rights.hpp"

namespace plumbline::sql {

namespace {

constexpr std::size_t most_name_bytes = 63;

/// Every relation of pg_catalog is called so, and none of information_schema.
bool is_system_relation(std::string_view schema, std::string_view name) {
  return (schema == "pg_catalog") == name.starts_with("pg_");
}

/// No other role may be called so.
bool is_predefined_role(std::string_view name) { return name.starts_with("pg_"); }

bool is_system_schema(std::string_view name) {
  return name == "pg_catalog" || name == "information_schema" || name == "pg_toast";
}

}  // namespace

std::string Session::identifier(std::string_view text) {
  if (text.size() <= most_name_bytes) return std::string(text);
  std::size_t end = most_name_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end));
}

const std::vector<Id>& Session::search_path() const {
  path_.clear();
  for (const std::string& name : path_names_) {
    if (name == "pg_catalog" || name == "pg_temp") continue;
    const Id id = catalog.schema(name == "$user" ? role : name);
    if (id == Catalog::none || std::ranges::find(path_, id) != path_.end()) continue;
    // recomputeNamespacePath: those without USAGE are passed over.
    const Catalog::Calm calm(catalog);
    const bool is_closed =
        !is_superuser && !catalog.value(id, "owner").empty() && !has_right(id, "USAGE");
    if (!is_closed) path_.push_back(id);
  }
  return path_;
}

void Session::set_search_path(std::vector<std::string> names) { path_names_ = std::move(names); }

Session::Settings Session::current_settings() const {
  return {role, session_role, is_superuser, path_names_, settings};
}

void Session::restore(const Settings& kept) {
  role = kept.role;
  session_role = kept.session_role;
  is_superuser = kept.is_superuser;
  path_names_ = kept.search_path;
  settings = kept.others;
}

void Session::take_state(const Session& other) {
  restore(other.current_settings());
  session_is_superuser = other.session_is_superuser;
  savepoints = other.savepoints;
  kept_settings = other.kept_settings;
  has_failed = other.has_failed;
  uncertain = other.uncertain;
  has_uncertain_savepoints = other.has_uncertain_savepoints;
  new_labels = other.new_labels;
  has_queried = other.has_queried;
  has_written = other.has_written;
  mentions = other.mentions;
  temporary = other.temporary;
  doubt_of_settings = other.doubt_of_settings;
  has_doubtful_rights = other.has_doubtful_rights;
}

bool Session::has_old_strings() const {
  const auto found = settings.find("standard_conforming_strings");
  if (found == settings.end()) return false;
  const std::string& value = found->second;
  return value == "off" || value == "false" || value == "no" || value == "0";
}

Id Session::schema(std::string_view name) const {
  const Id id = catalog.schema(identifier(name));
  if (id == Catalog::none) fail("3F000", "schema \"" + identifier(name) + "\" does not exist");
  return id;
}

Id Session::find_temporary(std::string_view name) const {
  if (catalog.is_doubtful("pg_temp." + core::name_part(name))) {
    unknown("whether there is a temporary \"" + std::string(name) + '"');
  }
  const auto found = temporary.find(name);
  return found != temporary.end() && catalog.is_alive(found->second) ? found->second
                                                                     : temporary_part(name);
}

Id Session::temporary_part(std::string_view name) const {
  for (const auto& [own, table] : temporary) {
    if (!catalog.is_alive(table)) continue;
    for (const ObjectKind kind : {ObjectKind::index, ObjectKind::constraint}) {
      for (const Id part : catalog.parts(table, kind)) {
        if (catalog[part].own != name) continue;
        const std::string_view type = catalog.value(part, "type");
        if (kind == ObjectKind::index || (type != "check" && type != "foreign key")) return part;
      }
    }
  }
  return Catalog::none;
}

Id Session::find_relation(const Node& range_var) const {
  const std::string name = identifier(range_var.text("relname"));
  const std::string schema_name = identifier(range_var.text("schemaname"));
  if (schema_name.empty()) {
    if (const Id id = find_temporary(name); id != Catalog::none) return id;
    for (const Id schema : search_path()) {
      const Id id = catalog.relation(schema, name);
      if (id != Catalog::none) return id;
    }
    return Catalog::none;
  }
  if (schema_name == "pg_temp") return find_temporary(name);
  const Id schema = catalog.schema(schema_name);
  return schema == Catalog::none ? Catalog::none : catalog.relation(schema, name);
}

Id Session::relation(const Node& range_var) const {
  const std::string catalog_name(range_var.text("catalogname"));
  if (!catalog_name.empty()) unknown("whether this is database \"" + catalog_name + "\"");
  const Id id = find_relation(range_var);
  const std::string_view in = range_var.text("schemaname");
  if (!is_superuser && !in.empty() && in != "pg_temp") {
    // LookupExplicitNamespace.
    const Id where = catalog.schema(identifier(in));
    if (where != Catalog::none && !catalog[where].is_system) require_right(where, "USAGE");
  }
  if (id != Catalog::none) return id;
  if (!system_relation(range_var).empty()) {
    unknown("the system's own relations are not simulated here");
  }
  const std::string schema_name = identifier(range_var.text("schemaname"));
  if (!schema_name.empty() && schema_name != "pg_temp") (void)schema(schema_name);
  fail("42P01", "relation \"" + written(range_var) + "\" does not exist");
}

std::string Session::system_relation(const Node& range_var) const {
  const std::string name = identifier(range_var.text("relname"));
  const std::string schema_name = identifier(range_var.text("schemaname"));
  if (schema_name.empty() || schema_name == "pg_catalog") {
    if (is_system_relation("pg_catalog", name)) return "pg_catalog." + name;
  }
  const bool in_path = schema_name.empty() &&
                       std::ranges::find(path_names_, "information_schema") != path_names_.end();
  if ((schema_name == "information_schema" || in_path) &&
      is_system_relation("information_schema", name)) {
    return "information_schema." + name;
  }
  return {};
}

Id Session::creation_schema_named(std::string_view schema_name) const {
  if (!schema_name.empty()) {
    if (schema_name == "pg_temp") unknown("temporary objects are not simulated here");
    const Id id = schema(schema_name);
    if (is_system_schema(schema_name)) {
      if (schema_name == "information_schema" && is_superuser) return id;
      fail("42501", "permission denied for schema " + std::string(schema_name));
    }
    require_create(id);
    return id;
  }
  for (const std::string& name : path_names_) {
    if (name == "pg_temp") unknown("temporary objects are not simulated here");
    if (name == "pg_catalog") fail("42501", "permission denied for schema pg_catalog");
    const Id id = catalog.schema(name == "$user" ? role : name);
    if (id == Catalog::none) continue;
    require_create(id);
    return id;
  }
  fail("3F000", "no schema has been selected to create in");
}

Id Session::creation_schema(const Node& range_var) const {
  const std::string catalog_name(range_var.text("catalogname"));
  if (!catalog_name.empty()) unknown("whether this is database \"" + catalog_name + "\"");
  return creation_schema_named(identifier(range_var.text("schemaname")));
}

Id Session::creation_schema(const Node& names, std::string& own) const {
  const std::size_t count = names.size();
  own = identifier(names.at(count - 1).as_text());
  if (count > 2) unknown("whether this is database \"" + std::string(names.at(0).as_text()) + '"');
  const bool is_in_catalog = count == 2
                                 ? names.at(0).as_text() == "pg_catalog"
                                 : !path_names_.empty() && path_names_.front() == "pg_catalog";
  if (is_in_catalog && is_superuser) unknown("what is made in the system's own schema");
  return creation_schema_named(count == 2 ? identifier(names.at(0).as_text()) : "");
}

std::string Session::written(const Node& node) {
  std::string text;
  const auto add = [&](std::string_view part) {
    if (part.empty()) return;
    if (!text.empty()) text += '.';
    text += identifier(part);
  };
  if (node.is_list()) {
    for (const Node part : node) add(part.as_text());
  } else {
    add(node.text("schemaname"));
    add(node.text("relname"));
  }
  return text;
}

Id Session::role_id(std::string_view name) const {
  return catalog.find(ObjectKind::role, Catalog::none, name);
}

std::string Session::role_name(const Node& spec, bool must_exist) const {
  const std::string_view type = spec.text("roletype");
  if (type == "ROLESPEC_CURRENT_USER" || type == "ROLESPEC_CURRENT_ROLE") return role;
  if (type == "ROLESPEC_SESSION_USER") return session_role;
  if (type == "ROLESPEC_PUBLIC") return "PUBLIC";
  std::string name = identifier(spec.text("rolename"));
  if (must_exist && role_id(name) == Catalog::none && !is_predefined_role(name)) {
    fail("42704", "role \"" + name + "\" does not exist");
  }
  return name;
}

bool Session::has_role(std::string_view member, std::string_view of) const {
  if (member == of) return true;
  std::vector<std::string> queue = {std::string(member)};
  std::vector<std::string> seen = queue;
  while (!queue.empty()) {
    const std::string name = std::move(queue.back());
    queue.pop_back();
    const Id id = role_id(name);
    if (id == Catalog::none) continue;
    if (catalog.has(id, "superuser")) return true;
    if (version() < 160000 && catalog.has(id, "no_inherit")) continue;
    for (const Catalog::Value& value : catalog[id].values) {
      if (!value.name.starts_with("member_of:")) continue;
      if (value.text.find("inherit") == std::string_view::npos) continue;
      std::string group(value.name.substr(std::string_view("member_of:").size()));
      if (group == of) return true;
      if (std::ranges::find(seen, group) != seen.end()) continue;
      seen.push_back(group);
      queue.push_back(std::move(group));
    }
  }
  return false;
}

void Session::require_owner(Id object) const {
  if (is_superuser) return;
  const Id whole = catalog.whole(object);
  const std::string_view owner = catalog.value(whole, "owner");
  if (owner.empty()) unknown("who owns " + catalog.name(whole));
  if (owner == "pg_database_owner") {
    for (const Id database : catalog.all(ObjectKind::database)) {
      if (has_role(role, catalog.value(database, "owner"))) return;
    }
  }
  if (has_role(role, owner)) return;
  fail("42501", "must be owner of " + std::string(kind_word(catalog[whole].kind)) + ' ' +
                    std::string(catalog[whole].own));
}

bool Session::is_granted(Id object, std::string_view right, std::string_view to) const {
  const std::string_view text = catalog.value(object, "grant:" + std::string(to));
  for (std::size_t at = text.find(right); at != std::string_view::npos;
       at = text.find(right, at + 1)) {
    const std::size_t end = at + right.size();
    if ((at == 0 || text[at - 1] == ' ') &&
        (end == text.size() || text[end] == ',' || text[end] == '*' || text[end] == ' ')) {
      return true;
    }
  }
  return false;
}

bool Session::has_right(Id object, std::string_view right) const {
  if (is_superuser) return true;
  const std::string_view owner = catalog.value(object, "owner");
  if (owner.empty()) unknown("who owns " + catalog.name(object));
  if (owner == "pg_database_owner") {
    for (const Id database : catalog.all(ObjectKind::database)) {
      if (has_role(role, catalog.value(database, "owner"))) return true;
    }
  } else if (has_role(role, owner) && !catalog.has(object, "grant:" + std::string(owner))) {
    return true;
  }
  for (const Catalog::Value& value : catalog[object].values) {
    if (!value.name.starts_with("grant:")) continue;
    const std::string_view grantee = value.name.substr(6);
    if (is_granted(object, right, grantee) && (grantee == "PUBLIC" || has_role(role, grantee))) {
      return true;
    }
  }
  return false;
}

void Session::require_right(Id object, std::string_view right) const {
  if (has_right(object, right)) return;
  fail("42501", "permission denied for " + std::string(kind_word(catalog[object].kind)) + ' ' +
                    std::string(catalog[object].own));
}

void Session::require_create(Id schema) const { require_right(schema, "CREATE"); }

void Session::require_superuser(std::string_view message) const {
  if (!is_superuser) fail("42501", std::string(message));
}

std::string Session::visible_name(Id id) const {
  const Catalog::Object& object = catalog[id];
  if (object.schema == Catalog::none) return catalog.sql_name(id);
  const std::vector<Id>& path = search_path();
  if (std::ranges::find(path, object.schema) == path.end()) return catalog.sql_name(id);
  return catalog.quote(object.own).append(object.suffix);
}

void Session::own(Id object) {
  catalog.set(object, "owner", role);
  const ObjectKind kind = catalog[object].kind;
  const std::string_view what = default_privileges_word(kind);
  const std::optional<Righted> righted_as = righted(kind);
  if (what.empty() || !righted_as) return;
  // get_user_default_acl: those of a schema come to those of everywhere.
  Acl acl(*righted_as, role, version());
  Acl more(*righted_as, role, version(), false);
  for (const Id id : catalog.all(ObjectKind::default_privileges)) {
    const std::string_view name = catalog[id].own;
    const std::string owner = catalog.quote(role);
    const std::string everywhere = owner + " on " + std::string(what);
    const Id schema = catalog[object].schema;
    const std::string here = schema == Catalog::none
                                 ? ""
                                 : owner + " in schema " + catalog.quote(catalog[schema].own) +
                                       " on " + std::string(what);
    if (name == everywhere) acl.read_from(catalog, id);
    if (name == here) more.read_from(catalog, id);
  }
  acl.merge(more);
  acl.write(catalog, object);
}

std::string_view Session::default_privileges_word(ObjectKind kind) noexcept {
  switch (kind) {
    case ObjectKind::table:
    case ObjectKind::view:
    case ObjectKind::materialized_view:
    case ObjectKind::foreign_table:
      return "tables";
    case ObjectKind::sequence:
      return "sequences";
    case ObjectKind::function:
    case ObjectKind::procedure:
    case ObjectKind::aggregate:
      return "functions";
    case ObjectKind::type:
    case ObjectKind::enumeration:
    case ObjectKind::domain:
      return "types";
    case ObjectKind::schema:
      return "schemas";
    default:
      return {};
  }
}

std::string_view Session::kind_word(ObjectKind kind) noexcept {
  switch (kind) {
    case ObjectKind::foreign_table:
      return "foreign table";
    case ObjectKind::materialized_view:
      return "materialized view";
    case ObjectKind::enumeration:
    case ObjectKind::domain:
      return "type";
    case ObjectKind::operator_:
      return "operator";
    case ObjectKind::operator_family:
      return "operator family";
    case ObjectKind::operator_class:
      return "operator class";
    case ObjectKind::event_trigger:
      return "event trigger";
    case ObjectKind::foreign_data_wrapper:
      return "foreign-data wrapper";
    case ObjectKind::access_method:
      return "access method";
    case ObjectKind::text_search_parser:
      return "text search parser";
    case ObjectKind::text_search_template:
      return "text search template";
    case ObjectKind::text_search_dictionary:
      return "text search dictionary";
    case ObjectKind::text_search_configuration:
      return "text search configuration";
    case ObjectKind::statistics:
      return "statistics object";
    case ObjectKind::aggregate:
      return "function";
    default:
      return kind_name(kind);
  }
}

}  // namespace plumbline::sql

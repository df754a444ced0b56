#include "sql/visit/address.hpp"

#include <array>

#include "core/schema/builder.hpp"
#include "sql/analysis/type_name.hpp"
#include "sql/visit/type_names.hpp"

namespace plumbline::sql {

namespace {

struct TypeRow {
  std::string_view object_type;
  ObjectKind kind;
  std::string_view word;     ///< of the messages
  std::string_view missing;  ///< SQLSTATE
};

/// What is called by one String and lies in no schema.
constexpr std::array<TypeRow, 12> plain_rows = {{
    {"OBJECT_EXTENSION", ObjectKind::extension, "extension", "42704"},
    {"OBJECT_TABLESPACE", ObjectKind::tablespace, "tablespace", "42704"},
    {"OBJECT_ROLE", ObjectKind::role, "role", "42704"},
    {"OBJECT_SCHEMA", ObjectKind::schema, "schema", "3F000"},
    {"OBJECT_LANGUAGE", ObjectKind::language, "language", "42704"},
    {"OBJECT_FDW", ObjectKind::foreign_data_wrapper, "foreign-data wrapper", "42704"},
    {"OBJECT_FOREIGN_SERVER", ObjectKind::server, "server", "42704"},
    {"OBJECT_EVENT_TRIGGER", ObjectKind::event_trigger, "event trigger", "42704"},
    {"OBJECT_ACCESS_METHOD", ObjectKind::access_method, "access method", "42704"},
    {"OBJECT_PUBLICATION", ObjectKind::publication, "publication", "42704"},
    {"OBJECT_SUBSCRIPTION", ObjectKind::subscription, "subscription", "42704"},
    {"OBJECT_PARAMETER_ACL", ObjectKind::parameter, "parameter ACL", "42704"},
}};

/// What is called by a list and lies in a schema.
constexpr std::array<TypeRow, 7> listed_rows = {{
    {"OBJECT_COLLATION", ObjectKind::collation, "collation", "42704"},
    {"OBJECT_CONVERSION", ObjectKind::conversion, "conversion", "42704"},
    {"OBJECT_STATISTIC_EXT", ObjectKind::statistics, "statistics object", "42704"},
    {"OBJECT_TSPARSER", ObjectKind::text_search_parser, "text search parser", "42704"},
    {"OBJECT_TSDICTIONARY", ObjectKind::text_search_dictionary, "text search dictionary", "42704"},
    {"OBJECT_TSTEMPLATE", ObjectKind::text_search_template, "text search template", "42704"},
    {"OBJECT_TSCONFIGURATION", ObjectKind::text_search_configuration, "text search configuration",
     "42704"},
}};

/// A part of a relation: the list's last name.
constexpr std::array<TypeRow, 4> part_rows = {{
    {"OBJECT_TRIGGER", ObjectKind::trigger, "trigger", "42704"},
    {"OBJECT_RULE", ObjectKind::rule, "rule", "42704"},
    {"OBJECT_POLICY", ObjectKind::policy, "policy", "42704"},
    {"OBJECT_TABCONSTRAINT", ObjectKind::constraint, "constraint", "42704"},
}};

struct RelationRow {
  std::string_view object_type;
  std::string_view phrase;
};
constexpr std::array<RelationRow, 6> relation_rows = {{
    {"OBJECT_TABLE", "a table"},
    {"OBJECT_INDEX", "an index"},
    {"OBJECT_SEQUENCE", "a sequence"},
    {"OBJECT_VIEW", "a view"},
    {"OBJECT_MATVIEW", "a materialized view"},
    {"OBJECT_FOREIGN_TABLE", "a foreign table"},
}};

template <typename Rows>
const typename Rows::value_type* row_of(const Rows& rows, std::string_view object_type) {
  for (const auto& row : rows) {
    if (row.object_type == object_type) return &row;
  }
  return nullptr;
}

[[noreturn]] void unknown_system() { unknown("the system's own objects are not simulated here"); }

bool may_be_system(const Session& session, const Named& name) {
  if (name.schema == "pg_catalog" || name.schema == "information_schema" ||
      name.schema.starts_with("pg_toast") || name.schema.starts_with("pg_temp_"))
    return true;
  (void)session;
  return name.schema.empty() && name.own.starts_with("pg_");
}

/// Fails when the schema that the name gives is missing.
void require_schema_of(const Session& session, const Named& name) {
  if (!name.schema.empty()) (void)session.schema(name.schema);
}

template <typename Find>
Id first_in_path(const Session& session, const Named& name, const Find& find) {
  if (!name.schema.empty()) {
    const Id schema = session.catalog.schema(name.schema);
    return schema == Catalog::none ? Catalog::none : find(schema);
  }
  for (const Id schema : session.search_path()) {
    if (const Id id = find(schema); id != Catalog::none) return id;
  }
  return Catalog::none;
}

Id find_plain(Session& session, const TypeRow& row, const Node& object, bool missing_ok) {
  const std::string name = Session::identifier(object.as_text());
  const Id id = row.kind == ObjectKind::schema
                    ? session.catalog.schema(name)
                    : session.catalog.find(row.kind, Catalog::none, name);
  if (id != Catalog::none) return id;
  const bool is_system =
      (name.starts_with("pg_") && row.kind != ObjectKind::extension) ||
      (row.kind == ObjectKind::extension && name == "plpgsql") ||
      (row.kind == ObjectKind::language &&
       (name == "plpgsql" || name == "sql" || name == "c" || name == "internal")) ||
      (row.kind == ObjectKind::access_method &&
       (name == "heap" || name == "btree" || name == "hash" || name == "gin" || name == "gist" ||
        name == "brin" || name == "spgist"));
  if (is_system) unknown_system();
  if (missing_ok) return Catalog::none;
  fail(row.missing, std::string(row.word) + " \"" + name + "\" does not exist");
}

bool is_system_collation(std::string_view name) {
  return name == "C" || name == "POSIX" || name == "default" || name == "ucs_basic" ||
         name.find('_') != std::string_view::npos || name.ends_with("-x-icu");
}

Id find_listed(Session& session, const TypeRow& row, const Node& object, bool missing_ok) {
  const Named name = named(object);
  const Id id = find_in_path(session, row.kind, name);
  if (id != Catalog::none) return id;
  const bool is_text_search = row.object_type.starts_with("OBJECT_TS");
  if (may_be_system(session, name) ||
      (name.schema.empty() && row.kind == ObjectKind::collation && is_system_collation(name.own)) ||
      (name.schema.empty() && row.kind == ObjectKind::conversion &&
       name.own.find("_to_") != std::string::npos) ||
      (name.schema.empty() && is_text_search && (name.own == "english" || name.own == "simple"))) {
    unknown_system();
  }
  if (missing_ok) return Catalog::none;
  require_schema_of(session, name);
  fail(row.missing, std::string(row.word) + " \"" + name.text() + "\" does not exist");
}

Id find_part(Session& session, const TypeRow& row, const Node& object, bool missing_ok) {
  const std::size_t count = object.size();
  if (count < 2) fail("42601", "must specify relation and object name");
  const std::string own = Session::identifier(object.at(count - 1).as_text());
  const Named table = named(object, count - 1);
  const Id relation =
      missing_ok ? find_relation_named(session, table) : require_relation_named(session, table);
  if (relation == Catalog::none) return relation;
  // table_openrv.
  const ObjectKind kind = session.catalog[relation].kind;
  if (kind == ObjectKind::index || kind == ObjectKind::constraint)
    fail("42809", '"' + std::string(session.catalog[relation].own) + "\" is an index");
  if (kind == ObjectKind::type)
    fail("42809", '"' + std::string(session.catalog[relation].own) + "\" is a composite type");
  const Id id = session.catalog.part(relation, row.kind, own);
  if (id != Catalog::none) return id;
  if (row.kind == ObjectKind::rule && own == "_RETURN") unknown("the rule of a view's own");
  if (row.kind == ObjectKind::constraint && session.version() >= 180000)
    unknown("whether it is one of 18's not-null constraints");
  if (missing_ok) return Catalog::none;
  const std::string_view link =
      row.kind == ObjectKind::rule ? "\" for relation \"" : "\" for table \"";
  fail("42704", std::string(row.word)
                    .append(" \"")
                    .append(own)
                    .append(link)
                    .append(session.catalog[relation].own)
                    .append("\" does not exist"));
}

Id find_column(Session& session, const Node& object, bool missing_ok) {
  const std::size_t count = object.size();
  if (count < 2) fail("42601", "column name must be qualified");
  const std::string own = Session::identifier(object.at(count - 1).as_text());
  const Id relation = missing_ok ? find_relation_named(session, named(object, count - 1))
                                 : require_relation_named(session, named(object, count - 1));
  if (relation == Catalog::none) return relation;
  const Id id = session.catalog.part(relation, ObjectKind::column, own);
  if (id == Catalog::none && !missing_ok) {
    fail("42703", "column \"" + own + "\" of relation \"" +
                      std::string(session.catalog[relation].own) + "\" does not exist");
  }
  return id;
}

Id find_relation_of(Session& session, std::string_view object_type, const Node& object,
                    bool missing_ok) {
  const Named name = named(object);
  const Id id =
      missing_ok ? find_relation_named(session, name) : require_relation_named(session, name);
  if (id != Catalog::none) require_relation_of(session.catalog, id, object_type);
  return id;
}

/// The names of a TypeName; nothing for arrays and the like.
std::optional<Named> plain_type_name(const Node& type_name) {
  if (type_name["arrayBounds"] || type_name.flag("setof") || type_name.flag("pct_type"))
    return std::nullopt;
  if (type_name["typmods"]) return std::nullopt;
  return named(type_name["names"]);
}

Id find_type(Session& session, std::string_view object_type, const Node& object, bool missing_ok) {
  const std::optional<Named> name =
      object.is_a("TypeName") ? plain_type_name(object) : std::optional(named(object));
  if (!name) unknown("types that are no plain name are not looked up here");
  const Id id = missing_ok ? find_type_named(session, *name) : require_type_named(session, *name);
  if (id == Catalog::none && object.is_a("TypeName")) {
    if (argument_types(session, object, true)) unknown_system();
  }
  if (id != Catalog::none && object_type == "OBJECT_DOMAIN" &&
      session.catalog[id].kind != ObjectKind::domain) {
    fail("42809", "\"" + name->text() + "\" is not a domain");
  }
  return id;
}

Id find_domain_constraint(Session& session, const Node& object, bool missing_ok) {
  const Id domain = find_type(session, "OBJECT_DOMAIN", object.at(0), missing_ok);
  if (domain == Catalog::none) return domain;
  const std::string own = Session::identifier(object.at(1).as_text());
  const Id id = session.catalog.part(domain, ObjectKind::constraint, own);
  if (id == Catalog::none && !missing_ok) {
    fail("42704", "constraint \"" + own + "\" for domain " +
                      std::string(session.catalog[domain].own) + " does not exist");
  }
  return id;
}

/// One type's text, without brackets.
std::optional<std::string> one_type(Session& session, const Node& type, bool missing_ok) {
  std::optional<std::string> text = argument_types(session, type, missing_ok);
  if (text) text = text->substr(1, text->size() - 2);
  return text;
}

Id find_cast(Session& session, const Node& object, bool missing_ok) {
  const auto from = one_type(session, object.at(0), missing_ok);
  const auto to = one_type(session, object.at(1), missing_ok);
  if (!from || !to) return Catalog::none;
  const Id id = session.catalog.find(ObjectKind::cast, Catalog::none, *from + " AS " + *to);
  if (id != Catalog::none) return id;
  // Between two types of the system there may be one of its own.
  const bool is_users = from->find('.') != std::string::npos || to->find('.') != std::string::npos;
  if (!is_users) unknown_system();
  if (missing_ok) return id;
  fail("42704", "cast from type " + *from + " to type " + *to + " does not exist");
}

Id find_transform(Session& session, const Node& object, bool missing_ok) {
  const auto type = one_type(session, object.at(0), missing_ok);
  if (!type) return Catalog::none;
  const std::string language = Session::identifier(object.at(1).as_text());
  const Id id = session.catalog.find(ObjectKind::transform, Catalog::none,
                                     *type + " FOR " + session.catalog.quote(language));
  if (id != Catalog::none || missing_ok) return id;
  fail("42704", "transform for type " + *type + " language \"" + language + "\" does not exist");
}

Id find_operator(Session& session, const Node& object, bool missing_ok) {
  const Named name = named(object["objname"]);
  const auto types = argument_types(session, object["objargs"], missing_ok, true);
  if (!types) return Catalog::none;
  const Id id = find_in_path(session, ObjectKind::operator_, name, *types);
  if (id != Catalog::none) return id;
  if (name.schema == "pg_catalog") unknown_system();
  if (name.schema.empty() && types->find('.') == std::string::npos) unknown_system();
  if (missing_ok) return id;
  fail("42883", "operator does not exist: " + name.text());
}

Id find_operator_class(Session& session, std::string_view object_type, const Node& object,
                       bool missing_ok) {
  const bool is_class = object_type == "OBJECT_OPCLASS";
  const std::string method = Session::identifier(object.at(0).as_text());
  Named name;
  name.own = Session::identifier(object.at(object.size() - 1).as_text());
  if (object.size() == 3) name.schema = Session::identifier(object.at(1).as_text());
  if (object.size() > 3) unknown("whether this is another database");
  const Id id =
      find_in_path(session, is_class ? ObjectKind::operator_class : ObjectKind::operator_family,
                   name, " USING " + session.catalog.quote(method));
  if (id != Catalog::none) return id;
  const auto is_of = [&](std::string_view one) { return method == one; };
  if (!is_of("btree") && !is_of("hash") && !is_of("gin") && !is_of("gist") && !is_of("brin") &&
      !is_of("spgist") &&
      session.catalog.find(ObjectKind::access_method, Catalog::none, method) == Catalog::none) {
    fail("42704", "access method \"" + method + "\" does not exist");
  }
  if (name.schema.empty() && name.own.ends_with("_ops")) unknown_system();
  if (may_be_system(session, name)) unknown_system();
  if (missing_ok) return id;
  require_schema_of(session, name);
  fail("42704", std::string(is_class ? "operator class" : "operator family")
                    .append(" \"")
                    .append(name.text())
                    .append("\" does not exist for access method \"")
                    .append(method)
                    .append("\""));
}

std::string_view routine_word(std::string_view object_type) {
  return object_type == "OBJECT_PROCEDURE"   ? "procedure"
         : object_type == "OBJECT_AGGREGATE" ? "aggregate"
                                             : "function";
}

/// 42809 when the routine is not what the statement calls it.
void check_routine_kind(const Session& session, Id id, std::string_view object_type) {
  const ObjectKind kind = session.catalog[id].kind;
  const std::string name(session.catalog[id].own);
  const std::string signature = name + std::string(session.catalog[id].suffix);
  if (object_type == "OBJECT_FUNCTION" && kind == ObjectKind::procedure)
    fail("42809", signature + " is not a function");
  if (object_type == "OBJECT_PROCEDURE" && kind != ObjectKind::procedure)
    fail("42809", signature + " is not a procedure");
  if (object_type == "OBJECT_AGGREGATE" && kind != ObjectKind::aggregate)
    fail("42809", "function " + signature + " is not an aggregate");
}

/// Names of functions that the system has as well: what is not found here may be one of them.
void refuse_system_function(const Session& session, const Named& name) {
  if (may_be_system(session, name)) unknown_system();
}

/// By its name alone: 42725 when several have it.
Id find_only_routine(Session& session, std::string_view object_type, const Named& name,
                     bool missing_ok) {
  std::vector<Id> found;
  const auto take = [&](Id schema) {
    for (const Id id : session.catalog.functions(schema, name.own)) {
      bool is_hidden = false;
      for (const Id other : found)
        is_hidden |= session.catalog[other].suffix == session.catalog[id].suffix;
      const ObjectKind kind = session.catalog[id].kind;
      if (object_type == "OBJECT_FUNCTION" && kind == ObjectKind::procedure) continue;
      if (object_type == "OBJECT_AGGREGATE" && kind != ObjectKind::aggregate) continue;
      if (object_type == "OBJECT_PROCEDURE" && kind != ObjectKind::procedure) continue;
      if (!is_hidden) found.push_back(id);
    }
  };
  if (!name.schema.empty()) {
    if (const Id schema = session.catalog.schema(name.schema); schema != Catalog::none)
      take(schema);
  } else {
    for (const Id schema : session.search_path()) take(schema);
  }
  if (found.size() == 1) return found[0];
  const std::string word(routine_word(object_type));
  if (found.size() > 1) fail("42725", word + " name \"" + name.text() + "\" is not unique");
  refuse_system_function(session, name);
  if (missing_ok) return Catalog::none;
  require_schema_of(session, name);
  fail("42883", "could not find a " + word + " named \"" + name.text() + "\"");
}

Id find_routine(Session& session, std::string_view object_type, const Node& object,
                bool missing_ok) {
  const Named name = named(object["objname"]);
  if (object.flag("args_unspecified"))
    return find_only_routine(session, object_type, name, missing_ok);
  const auto types = argument_types(session, object["objargs"], missing_ok);
  if (!types) return Catalog::none;
  const Id id = first_in_path(session, name, [&](Id schema) {
    for (const Id one : session.catalog.functions(schema, name.own)) {
      if (session.catalog[one].suffix == *types) return one;
    }
    return Catalog::none;
  });
  if (id != Catalog::none) {
    check_routine_kind(session, id, object_type);
    return id;
  }
  refuse_system_function(session, name);
  if (missing_ok) return id;
  require_schema_of(session, name);
  fail("42883",
       std::string(routine_word(object_type)) + ' ' + name.text() + *types + " does not exist");
}

}  // namespace

Named named(const Node& list, std::size_t count) {
  if (count == 0) count = list.size();
  if (count > 3) fail("42601", "improper qualified name (too many dotted names)");
  if (count == 3) unknown("whether this is database \"" + std::string(list.at(0).as_text()) + '"');
  Named name;
  name.own = Session::identifier(list.at(count - 1).as_text());
  if (count == 2) name.schema = Session::identifier(list.at(0).as_text());
  return name;
}

Named named_range_var(const Node& range_var) {
  return {.schema = Session::identifier(range_var.text("schemaname")),
          .own = Session::identifier(range_var.text("relname"))};
}

Id find_relation_named(const Session& session, const Named& name) {
  if (name.schema.empty() || name.schema == "pg_temp") {
    const auto temporary = session.temporary.find(name.own);
    if (temporary != session.temporary.end() && session.catalog.is_alive(temporary->second))
      return temporary->second;
    if (const Id part = session.temporary_part(name.own); part != Catalog::none) return part;
    if (!name.schema.empty()) return Catalog::none;
  }
  const Id id = first_in_path(
      session, name, [&](Id schema) { return session.catalog.relation(schema, name.own); });
  if (id == Catalog::none && may_be_system(session, name)) unknown_system();
  return id;
}

Id require_relation_named(const Session& session, const Named& name) {
  const Id id = find_relation_named(session, name);
  if (id != Catalog::none) return id;
  require_schema_of(session, name);
  fail("42P01", "relation \"" + name.text() + "\" does not exist");
}

Id find_type_named(const Session& session, const Named& name) {
  return first_in_path(session, name,
                       [&](Id schema) { return session.catalog.type(schema, name.own); });
}

Id require_type_named(const Session& session, const Named& name) {
  const Id id = find_type_named(session, name);
  if (id != Catalog::none) return id;
  if (may_be_system(session, name)) unknown_system();
  require_schema_of(session, name);
  fail("42704", "type \"" + name.text() + "\" does not exist");
}

Id find_in_path(const Session& session, ObjectKind kind, const Named& name,
                std::string_view suffix) {
  return first_in_path(session, name, [&](Id schema) {
    return session.catalog.find(kind, schema, name.own, suffix);
  });
}

std::optional<std::string> argument_types(Session& session, const Node& types, bool missing_ok,
                                          bool is_operator) {
  std::string text = "(";
  const auto add = [&](const Node& type) {
    if (text.size() > 1) text += ", ";
    if (is_operator && type.empty()) {
      text += "none";
      return true;
    }
    if (!missing_ok) {
      text += without_modifier(resolve_type(session, type).text);
      return true;
    }
    try {  // IF EXISTS: a type that is not there is no error
      text += without_modifier(resolve_type(session, type).text);
    } catch (const Failure& failure) {
      if (failure.sqlstate != "42704" && failure.sqlstate != "3F000") throw;
      return false;
    }
    return true;
  };
  if (types.is_a("TypeName")) {
    if (!add(types)) return std::nullopt;
  } else {
    for (const Node type : types) {
      if (!add(type)) return std::nullopt;
    }
  }
  return text + ')';
}

Id find_object(Session& session, std::string_view object_type, const Node& object,
               bool missing_ok) {
  if (const TypeRow* row = row_of(plain_rows, object_type))
    return find_plain(session, *row, object, missing_ok);
  if (const TypeRow* row = row_of(listed_rows, object_type))
    return find_listed(session, *row, object, missing_ok);
  if (const TypeRow* row = row_of(part_rows, object_type))
    return find_part(session, *row, object, missing_ok);
  if (row_of(relation_rows, object_type) != nullptr)
    return find_relation_of(session, object_type, object, missing_ok);
  if (object_type == "OBJECT_COLUMN") return find_column(session, object, missing_ok);
  if (object_type == "OBJECT_TYPE" || object_type == "OBJECT_DOMAIN")
    return find_type(session, object_type, object, missing_ok);
  if (object_type == "OBJECT_DOMCONSTRAINT")
    return find_domain_constraint(session, object, missing_ok);
  if (object_type == "OBJECT_FUNCTION" || object_type == "OBJECT_PROCEDURE" ||
      object_type == "OBJECT_ROUTINE" || object_type == "OBJECT_AGGREGATE") {
    return find_routine(session, object_type, object, missing_ok);
  }
  if (object_type == "OBJECT_OPERATOR") return find_operator(session, object, missing_ok);
  if (object_type == "OBJECT_OPCLASS" || object_type == "OBJECT_OPFAMILY")
    return find_operator_class(session, object_type, object, missing_ok);
  if (object_type == "OBJECT_CAST") return find_cast(session, object, missing_ok);
  if (object_type == "OBJECT_TRANSFORM") return find_transform(session, object, missing_ok);
  unknown("objects of this kind are not simulated");
}

bool is_index_like(const Catalog& catalog, Id id) {
  return catalog[id].kind == ObjectKind::index || catalog[id].kind == ObjectKind::constraint;
}

bool is_partitioned(const Catalog& catalog, Id id) { return catalog.has(id, "partition_key"); }

bool is_relation_of(const Catalog& catalog, Id id, std::string_view object_type) {
  const ObjectKind kind = catalog[id].kind;
  if (object_type == "OBJECT_TABLE") return kind == ObjectKind::table;
  if (object_type == "OBJECT_INDEX") return is_index_like(catalog, id);
  if (object_type == "OBJECT_SEQUENCE") return kind == ObjectKind::sequence;
  if (object_type == "OBJECT_VIEW") return kind == ObjectKind::view;
  if (object_type == "OBJECT_MATVIEW") return kind == ObjectKind::materialized_view;
  if (object_type == "OBJECT_FOREIGN_TABLE") return kind == ObjectKind::foreign_table;
  return object_type == "OBJECT_TYPE" && kind == ObjectKind::type;
}

std::string_view relation_kind_phrase(std::string_view object_type) noexcept {
  if (object_type == "OBJECT_TYPE") return "a composite type";
  const RelationRow* row = row_of(relation_rows, object_type);
  return row == nullptr ? "a relation" : row->phrase;
}

void require_relation_of(const Catalog& catalog, Id id, std::string_view object_type) {
  if (is_relation_of(catalog, id, object_type)) return;
  fail("42809", "\"" + std::string(catalog[id].own) + "\" is not " +
                    std::string(relation_kind_phrase(object_type)));
}

}  // namespace plumbline::sql

/// CREATE TYPE … AS ENUM. Rules: DefineEnum (commands/typecmds.c), EnumValuesCreate
/// (catalog/pg_enum.c).
#include <set>
#include <string>

#include "core/schema/quote.hpp"
#include "sql/visit/objects.hpp"
#include "sql/visit/type_names.hpp"

namespace plumbline::sql {

namespace {

constexpr std::size_t longest_name = 63;

[[noreturn]] void fail_double() {
  fail("23505", "duplicate key value violates unique constraint \"pg_enum_typid_label_index\"");
}

/// Rows are inserted one by one; since 16 in one go behind all checks.
std::string checked_labels(const Node& values, int version) {
  std::set<std::string_view> seen;
  std::string list;
  bool has_double = false;
  for (const Node value : values) {
    const std::string_view label = value.as_text();
    if (label.size() > longest_name)
      fail("42602", "invalid enum label \"" + std::string(label) + '"');
    if (!seen.insert(label).second) {
      if (version < 160'000) fail_double();
      has_double = true;
    }
    list.append(list.empty() ? "" : ", ").append(core::quote_standard_literal(label));
  }
  if (has_double) fail_double();
  return list;
}

}  // namespace

void describe_enum(const Node& statement, EffectsOf& effects) {
  const std::string name = effects.name_of_list(statement["typeName"]);
  effects.creates("enum", name);
  for (const Node value : statement["vals"]) {
    effects.creates("value", name + '.' + core::quote_standard_literal(value.as_text()));
    effects.implied();
  }
}

void create_enum(const Node& statement, Session& session) {
  std::string own;
  const Id schema = session.creation_schema(statement["typeName"], own);
  const Id shell = require_free_type_name(session, schema, own);
  const std::string values = checked_labels(statement["vals"], session.version());
  const Id type = make_type(session, ObjectKind::enumeration, schema, own, shell);
  session.catalog.set(type, "values", values);
}

}  // namespace plumbline::sql

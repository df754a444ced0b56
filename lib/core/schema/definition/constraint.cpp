/// Constraints as pg_get_constraintdef() prints them, and their whole ALTER TABLE.
#include "core/schema/definition/kinds.hpp"

namespace plumbline::core {

namespace {

/// "a, b" with a word at the last one, for temporal keys.
std::string with_period(std::string_view columns, std::string_view before, std::string_view after) {
  std::string text;
  const std::vector<std::string_view> names = split_list(columns);
  for (std::size_t at = 0; at < names.size(); ++at) {
    const bool is_last = at + 1 == names.size();
    if (at > 0) text += ", ";
    if (is_last) text += before;
    text += names[at];
    if (is_last) text += after;
  }
  return text;
}

std::string foreign_key(const Subject& constraint) {
  const std::string_view period = constraint.has("period") ? "PERIOD " : "";
  const std::string_view references = constraint.value("references");
  const std::size_t bracket = references.rfind(" (");
  const std::string_view table = references.substr(0, bracket);
  std::string_view columns =
      bracket == std::string_view::npos ? std::string_view() : references.substr(bracket + 2);
  if (columns.ends_with(')')) columns.remove_suffix(1);
  Sql text("FOREIGN KEY (");
  text.add(with_period(constraint.value("columns"), period, ""))
      .add(") REFERENCES ")
      .add(table)
      .clause("(", with_period(columns, period, ""), ")")
      .clause(" MATCH ", constraint.words("match"))
      .clause(" ON UPDATE ", constraint.words("on_update"))
      .clause(" ON DELETE ", constraint.words("on_delete"));
  return std::move(text).take();
}

std::string exclusion(const Subject& constraint) {
  Sql text("EXCLUDE USING ");
  text.add(constraint.value("method"))
      .clause(" (", constraint.value("elements"), ")")
      .clause(" INCLUDE (", constraint.value("include"), ")")
      .clause(" WITH (", constraint.value("index_options"), ")");
  return std::move(text).take();
}

std::string key(const Subject& constraint) {
  const bool has_period = constraint.has("period");
  Sql text(constraint.words("type"));
  text.add_if(constraint.has("nulls_not_distinct"), " NULLS NOT DISTINCT")
      .add(" (")
      .add(with_period(constraint.value("columns"), "", has_period ? " WITHOUT OVERLAPS" : ""))
      .add(")")
      .clause(" INCLUDE (", constraint.value("include"), ")");
  return std::move(text).take();
}

std::string not_null(const Subject& constraint) {
  const std::string_view column = constraint.value("columns");  // none at a domain
  return column.empty() ? "NOT NULL" : "NOT NULL " + std::string(column);
}

/// `with_index`: also what the server prints for a whole statement only.
std::string render(const Subject& constraint, bool with_index) {
  const std::string_view type = constraint.value("type");
  const bool is_key = type == "primary key" || type == "unique";
  const bool is_exclusion = type == "exclude";
  Sql text(is_key                  ? key(constraint)
           : is_exclusion          ? exclusion(constraint)
           : type == "foreign key" ? foreign_key(constraint)
           : type == "not null"    ? not_null(constraint)
                                   : "");
  if (type == "check") text.add("CHECK (").add(constraint.value("expression")).add(")");
  if (with_index && is_key) text.clause(" WITH (", constraint.value("index_options"), ")");
  if (with_index) text.clause(" USING INDEX TABLESPACE ", constraint.value("index_tablespace"));
  if (is_exclusion) text.clause(" WHERE (", constraint.value("predicate"), ")");
  const std::string_view deferrable = constraint.value("deferrable");
  text.add_if(constraint.has("no_inherit"), " NO INHERIT")
      .add_if(!deferrable.empty(), " DEFERRABLE")
      .add_if(deferrable == "initially deferred", " INITIALLY DEFERRED");
  if (constraint.has("not_enforced")) return std::move(text.add(" NOT ENFORCED")).take();
  return std::move(text.add_if(constraint.has("not_valid"), " NOT VALID")).take();
}

}  // namespace

std::string constraint_text(const Subject& constraint) { return render(constraint, false); }

/// ONLY keeps the key of a partitioned table off its partitions, which have keys of their own to
/// attach, as CREATE INDEX … ON ONLY does.
std::string constraint_definition(const Subject& constraint) {
  const CatalogObject* const parent = constraint.parent();
  const bool is_of_domain = parent != nullptr && parent->kind == ObjectKind::domain;
  const std::string_view type = constraint.value("type");
  const bool is_key = type == "primary key" || type == "unique" || type == "exclude";
  const bool is_partitioned = parent != nullptr && parent->has("partition_key");
  Sql text(is_of_domain ? "ALTER DOMAIN " : "ALTER TABLE ");
  text.add_if(is_key && is_partitioned, "ONLY ")
      .add(constraint.parent_name())
      .add(" ADD CONSTRAINT ")
      .add(constraint.own_name())
      .add(" ")
      .add(render(constraint, true));
  return std::move(text).take();
}

}  // namespace plumbline::core

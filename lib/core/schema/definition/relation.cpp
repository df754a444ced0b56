/// CREATE VIEW, and the clauses that relations share.
#include "core/schema/definition/columns.hpp"
#include "core/schema/definition/kinds.hpp"

namespace plumbline::core {

std::string storage_clauses(const Subject& relation) {
  SqlList options;
  options.item(relation.value("options"));
  for (const std::string_view option : split_list(relation.value("toast_options")))
    options.item("toast." + std::string(option));
  Sql text("");
  text.clause(" USING ", relation.value("access_method"))
      .clause(" WITH (", options.text(), ")")
      .clause(" TABLESPACE ", relation.value("tablespace"));
  return std::move(text).take();
}

std::string view_definition(const Subject& view) {
  const bool is_stored = view.object().kind == ObjectKind::materialized_view;
  Sql text(is_stored ? "CREATE MATERIALIZED VIEW " : "CREATE VIEW ");
  text.add(view.name())
      .add(storage_clauses(view))
      .add(" AS\n")
      .add(view.value("query"))
      .add_if(view.has("not_populated"), "\n  WITH NO DATA");
  for (const ObjectIndex child : view.object().children) {
    const Subject column(view.schema(), view.schema().objects()[child]);
    if (column.object().kind != ObjectKind::column) continue;
    const std::string alter = ";\nALTER VIEW " + view.name() + " ALTER COLUMN " + column.own_name();
    text.clause(alter + " SET DEFAULT ", column.value("default"))
        .add(is_stored ? column_alterations(view, column) : "");
  }
  return std::move(text.add(";")).take();
}

}  // namespace plumbline::core

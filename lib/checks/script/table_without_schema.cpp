/// CREATE TABLE where search_path decides the schema although `[conventions]` asks for one.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void table_without_schema(const Step& step, Scene& scene) {
  const Conventions* const conventions = scene.options().conventions;
  if (conventions == nullptr || !conventions->qualified_tables) return;
  const Node& node = step.node;
  const bool is_query = node.is_a("CreateTableAsStmt") && node.text("objtype") == "OBJECT_TABLE";
  if (!is_query && !node.is_a("CreateStmt")) return;
  const Node table = is_query ? node["into"]["rel"] : node["relation"];
  if (!table.text("schemaname").empty() || table.text("relpersistence") == "t" ||
      scene.has_search_path())
    return;
  scene.report("script/table-without-schema",
               core::format("table \"{}\" is made in the first schema of whatever search_path the "
                            "role has",
                            table.text("relname")),
               scene.name_of(table));
}

}  // namespace plumbline::checks::script

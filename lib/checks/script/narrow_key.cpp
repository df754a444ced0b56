/// A key that runs out of numbers.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void narrow_key(const Step& step, Scene& scene) {
  for_each_new_constraint(
      step, scene, [&](const std::string& table, const Node& constraint, std::string_view column) {
        if (constraint.text("contype") != "CONSTR_PRIMARY") return;
        std::vector<std::string> columns = column_names(constraint["keys"]);
        if (columns.empty() && !column.empty()) columns.emplace_back(column);
        // A key of several columns has more values than its narrowest one.
        if (columns.size() != 1) return;
        ColumnType type = scene.tables().type(table, columns[0]);
        for_each_new_column(step, scene, [&](const std::string&, const Node& made) {
          if (made.text("colname") == columns[0]) type = read_type(made["typeName"]);
        });
        if (type.name != "integer" && type.name != "smallint") return;
        scene.report("script/narrow-key",
                     core::format("key \"{}.{}\" is {}: it ends at {}", table, columns[0],
                                  type.name, type.name == "integer" ? "2147483647" : "32767"),
                     core::format("{}.{}", table, columns[0]));
      });
}

}  // namespace plumbline::checks::script

/// char(n) and varchar(n).
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void limited_text(const Step& step, Scene& scene) {
  for_each_new_column(step, scene, [&](const std::string& table, const Node& column) {
    const ColumnType type = read_type(column["typeName"]);
    const bool is_fixed = type.name == "character";
    if (!is_fixed && (type.name != "character varying" || type.first == -1)) return;
    scene.report(
        "script/limited-text",
        core::format("column \"{}.{}\" is {}({}): {}", table, column.text("colname"),
                     is_fixed ? "char" : "varchar", type.first,
                     is_fixed ? "values are filled up with blanks, which comparisons ignore"
                              : "a narrower limit writes the table anew, text with a "
                                "CHECK does not"),
        core::format("{}.{}", table, column.text("colname")));
  });
}

}  // namespace plumbline::checks::script

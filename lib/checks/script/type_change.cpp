/// ALTER COLUMN … TYPE that writes the table anew. Which changes do not was measured on 15.
#include <algorithm>
#include <string>

#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

/// A limit that does not get tighter: -1 is none.
bool is_wider(int before, int after) { return after == -1 || (before != -1 && after >= before); }

bool is_temporal(std::string_view name) {
  return name.starts_with("timestamp") || name.starts_with("time ") || name == "timetz";
}

/// Six digits are what a moment without a limit has.
int digits(const ColumnType& type) { return type.first == -1 || type.first > 6 ? 6 : type.first; }

bool keeps_rows(const ColumnType& before, const ColumnType& after, bool is_utc) {
  const bool was_text = before.name == "character varying" || before.name == "text";
  const bool is_text = after.name == "character varying" || after.name == "text";
  if (was_text && is_text) return is_wider(before.first, after.first);
  if (before.name == "cidr" && after.name == "inet") return true;
  // Between the two a limit makes it write, an equal one too.
  if (is_utc && before.name.starts_with("timestamp") && after.name.starts_with("timestamp") &&
      before.name != after.name)
    return digits(after) == 6;
  if (before.name != after.name) return false;
  if (before.name == "numeric") {
    const int scale_before = std::max(before.second, 0);
    const int scale_after = std::max(after.second, 0);
    return after.first == -1 ||
           (before.first != -1 && after.first >= before.first && scale_before == scale_after);
  }
  if (before.name == "character" || before.name == "bit") return before.first == after.first;
  if (is_temporal(before.name)) return digits(after) >= digits(before);
  if (before.name.ends_with("[]")) return before == after;
  return is_wider(before.first, after.first);
}

/// Whether only what indexes compare by is another.
bool keeps_table(const ColumnType& before, const ColumnType& after) {
  const auto is_text = [](const ColumnType& type) {
    return type.name == "citext" || type.name == "text" ||
           (type.name == "character varying" && type.first == -1);
  };
  return before.name != after.name && is_text(before) && is_text(after) &&
         (before.name == "citext" || after.name == "citext");
}

/// USING that only names the column, perhaps cast to its new type.
bool only_casts(const Node& value, std::string_view column) {
  Node inner = value;
  while (inner.is_a("TypeCast")) inner = inner["arg"];
  return inner.is_a("ColumnRef") && last_name(inner["fields"]) == column;
}

}  // namespace

void type_change(const Step& step, Scene& scene) {
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    if (command.text("subtype") != "AT_AlterColumnType") return;
    const std::string_view column = command.text("name");
    const Node definition = command["def"];
    const ColumnType before = scene.tables().type(table, column);
    const ColumnType after = read_type(definition["typeName"]);
    const Node value = definition["raw_default"];
    const bool is_plain = !value || only_casts(value, column);
    const bool keeps =
        is_plain && !before.name.empty() && keeps_rows(before, after, scene.is_utc());
    const bool compares_otherwise =
        (keeps && definition["collClause"]) || (is_plain && keeps_table(before, after));
    if (compares_otherwise) {
      if (scene.tables().is_indexed(table, column) == false) return;
      scene.report("script/type-change",
                   core::format("the new type of \"{}.{}\" makes its indexes be built anew, locked "
                                "against everything",
                                table, column),
                   core::format("{}.{}", table, column));
      return;
    }
    if (keeps) return;
    scene.report("script/type-change",
                 core::format("the new type of \"{}.{}\" {} the table and its indexes be written "
                              "anew, locked against everything",
                              table, column, before.name.empty() ? "may make" : "makes"),
                 core::format("{}.{}", table, column));
  });
}

}  // namespace plumbline::checks::script

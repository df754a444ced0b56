/// A foreign key whose own columns no index begins with.
#include <utility>

#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void unindexed_foreign_key(const Step& step, Scene& scene) {
  for_each_new_constraint(
      step, scene, [&](const std::string& table, const Node& key, std::string_view column) {
        if (key.text("contype") != "CONSTR_FOREIGN") return;
        std::vector<std::string> columns = column_names(key["fk_attrs"]);
        if (columns.empty()) columns.emplace_back(column);
        std::string names;
        for (const std::string& name : columns) names += (names.empty() ? "" : ", ") + name;
        scene.report_without_index(
            "script/unindexed-foreign-key",
            core::format(
                "no index of \"{}\" begins with ({}): each DELETE in \"{}\" reads all of it", table,
                names, scene.name_of(key["pktable"])),
            table, std::move(columns));
      });
}

}  // namespace plumbline::checks::script

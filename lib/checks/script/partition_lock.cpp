/// Attaching, detaching and making partitions locks the parent or reads the child.
#include <utility>

#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

/// The constants of FOR VALUES; a CHECK that proves the bounds speaks of all of them.
std::vector<std::string> words_of(const Node& bound) {
  std::vector<std::string> words;
  for (const std::string_view list : {"listdatums", "lowerdatums", "upperdatums"}) {
    for (const Node value : bound[list]) {
      if (std::string word = constant_text(value); !word.empty()) words.push_back(std::move(word));
    }
  }
  return words;
}

}  // namespace

void partition_lock(const Step& step, Scene& scene) {
  const Node& node = step.node;
  if (node.is_a("CreateStmt") && node["partbound"]) {
    for (const Node parent : node["inhRelations"]) {
      if (!scene.existed(parent)) continue;
      scene.report("script/partition-lock",
                   core::format("CREATE TABLE … PARTITION OF locks \"{}\" against everything; "
                                "CREATE TABLE and ATTACH PARTITION do not",
                                scene.name_of(parent)));
    }
  }
  if (node.is_a("DropStmt") && node.text("removeType") == "OBJECT_TABLE") {
    for (const Node names : node["objects"]) {
      const std::string parent = scene.tables().parent(scene.name_of_list(names));
      if (parent.empty() || !scene.existed(parent)) continue;
      scene.report("script/partition-lock",
                   core::format("DROP of a partition locks \"{}\" against everything", parent),
                   parent);
    }
  }
  for_each_command(step, scene, [&](const std::string& table, const Node& command) {
    const Node partition = command["def"];
    if (command.text("subtype") == "AT_DetachPartition" && !partition.flag("concurrent") &&
        scene.version() >= 140000) {
      scene.report("script/partition-lock",
                   core::format("DETACH PARTITION without CONCURRENTLY locks \"{}\" and the "
                                "partition against everything",
                                table),
                   table);
    }
    if (command.text("subtype") == "AT_AttachPartition" && scene.existed(partition["name"]) &&
        !scene.tables().is_checked(scene.name_of(partition["name"]),
                                   words_of(partition["bound"]))) {
      scene.report("script/partition-lock",
                   core::format("ATTACH PARTITION reads all of \"{}\" while it is locked against "
                                "everything, unless a valid CHECK says what its bounds say",
                                scene.name_of(partition["name"])),
                   table);
    }
  });
}

}  // namespace plumbline::checks::script

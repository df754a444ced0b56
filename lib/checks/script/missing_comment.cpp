/// What is made without the comment that `[conventions]` asks for.
#include "checks/script/new_names.hpp"
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

void missing_comment(const Step& step, Scene& scene) {
  const Conventions* const conventions = scene.options().conventions;
  if (conventions == nullptr || conventions->comments.empty() || step.node["partbound"]) return;
  for (const NewName& name : new_names(step, scene)) {
    if (name.is_renamed || !conventions->comments.contains(name.kind)) continue;
    scene.report_without_comment("script/missing-comment",
                                 core::format("{} \"{}\" has no comment", name.kind, name.object),
                                 name.object, core::format("{} {}", name.kind, name.object));
  }
}

}  // namespace plumbline::checks::script

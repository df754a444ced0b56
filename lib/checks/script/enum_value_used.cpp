/// A value that ALTER TYPE added, used before the transaction ends: 55P04.
#include "checks/script/rules.hpp"
#include "core/format.hpp"

namespace plumbline::checks::script {

namespace {

/// Whether a string constant below is one of these.
std::string_view find_value(const Node& root, const std::vector<std::string>& values) {
  std::vector<Node> open = {root};
  while (!open.empty()) {
    const Node node = open.back();
    open.pop_back();
    if (node.is_a("A_Const")) {
      const std::string_view text = node["sval"].text("sval");
      for (const std::string& value : values) {
        if (value == text) return value;
      }
    }
    for (std::size_t i = 0; i < node.size(); ++i) open.push_back(node.at(i));
  }
  return {};
}

}  // namespace

void enum_value_used(const Step& step, Scene& scene) {
  if (!step.in_transaction || scene.new_values().empty()) return;
  const std::string_view value = find_value(step.node, scene.new_values());
  if (value.empty()) return;
  scene.report("script/enum-value-used",
               core::format("value '{}' was added by this transaction, which cannot use it "
                            "(55P04) before it has committed",
                            value));
}

}  // namespace plumbline::checks::script

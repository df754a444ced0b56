/// From YAML scalars to a step's commands, places kept.

#include "pipeline/commands.hpp"
#include "pipeline/readers.hpp"
#include "system/format.hpp"

namespace plumbline::pipeline {

namespace {

/// GitLab allows ten levels of nested lists.
constexpr int max_list_depth = 10;
constexpr std::size_t max_script_bytes = std::size_t{1} << 20;

}  // namespace

Finding syntax_finding(std::string message, Position where) {
  return make_finding("pipeline/syntax", std::move(message), std::move(where));
}

void ScriptText::add(const YamlNode& scalar) {
  const bool is_text = scalar.kind == YamlKind::scalar && !scalar.value.empty();
  if (!is_text || text_.size() + scalar.value.size() > max_script_bytes) return;
  std::vector<std::size_t> offsets = document_.offsets_of(scalar);
  const std::size_t end = offsets.back();
  offsets.pop_back();
  if (!text_.empty() && !text_.ends_with('\n')) {
    text_.push_back('\n');
    origins_.push_back(offsets.front());
  }
  text_ += scalar.value;
  origins_.insert(origins_.end(), offsets.begin(), offsets.end());
  if (!text_.ends_with('\n')) {
    text_.push_back('\n');
    origins_.push_back(end);
  }
}

void ScriptText::add_all(const YamlNode* node, const YamlNode* root) {
  struct Pending {
    const YamlNode* node;
    int depth;
  };
  std::vector<Pending> pending = {{node, 0}};
  // Aliases can name one list many times: the bytes are bounded by add(), the steps here.
  for (int steps = 0; !pending.empty() && steps < 10'000; ++steps) {
    const Pending now = pending.back();
    pending.pop_back();
    if (now.node == nullptr || now.depth > max_list_depth) continue;
    if (now.node->kind == YamlKind::scalar) {
      add(*now.node);
    } else if (now.node->tag == "!reference") {
      const YamlNode* found = root;
      for (const YamlIndex index : now.node->children)
        found = document_.find(found, YamlDocument::text_of(&document_.at(index)));
      pending.push_back({found, now.depth + 1});
    } else if (now.node->kind == YamlKind::sequence) {
      for (auto child = now.node->children.rbegin(); child != now.node->children.rend(); ++child)
        pending.push_back({&document_.at(*child), now.depth + 1});
    }
  }
}

void ScriptText::fill_text(PipelineStep& step) const {
  step.command = text_;
  while (step.command.ends_with('\n')) step.command.pop_back();
  step.where = document_.position(origins_.front());
}

void ScriptText::fill(PipelineStep& step, ShellOptions options) const {
  fill_text(step);
  ShellSource source{text_, origins_};
  source.origins.push_back(origins_.back());
  for (FoundCommand& found : find_commands(source, options)) {
    PipelineCommand command = std::move(found.command);
    command.where = document_.position(command.where.offset);
    if (command.target) command.target->where = document_.position(command.target->where.offset);
    if (found.fate.outcome == FailureOutcome::swallowed)
      command.swallowed_by = std::move(found.fate.reason);
    step.commands.push_back(std::move(command));
  }
}

}  // namespace plumbline::pipeline

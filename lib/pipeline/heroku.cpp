/// heroku.yml: the release phase and the process types.

#include "pipeline/readers.hpp"
#include "system/format.hpp"

namespace plumbline::pipeline {

namespace {

/// A process is a text, or a mapping with `command` as text or list.
void read_process(const YamlDocument& document, const YamlNode* node, PipelineStep step,
                  PipelineFile& file) {
  if (node == nullptr) return;
  const bool is_mapping = node->kind == YamlKind::mapping;
  ScriptText text(document);
  text.add_all(is_mapping ? document.find(node, "command") : node, document.root());
  if (text.empty()) return;
  // Heroku runs a text by `sh -c`; how it joins a list is not documented, so nothing is said about
  // its inner failures.
  const YamlNode* command = is_mapping ? document.find(node, "command") : node;
  const bool is_list = command->kind == YamlKind::sequence && command->children.size() > 1;
  text.fill(step, {.stops_on_error = is_list, .has_pipefail = false});
  file.steps.push_back(std::move(step));
}

}  // namespace

FileReading read_heroku(const YamlDocument& document) {
  FileReading reading;
  reading.file.platform = Platform::heroku;
  reading.file.file = document.file();
  const YamlNode* root = document.root();
  if (root == nullptr) return reading;
  if (root->kind != YamlKind::mapping) {
    reading.findings.push_back(
        syntax_finding(system::format("\"{}\" is no mapping of keys and values", document.file()),
                       document.position(*root)));
    return reading;
  }
  PipelineStep step;
  step.platform = Platform::heroku;
  step.job = "release";
  step.is_release_phase = true;
  read_process(document, document.find(root, "release"), step, reading.file);
  const YamlNode* run = document.find(root, "run");
  if (run == nullptr || run->kind != YamlKind::mapping) return reading;
  step.is_release_phase = false;
  for (std::size_t i = 0; i + 1 < run->children.size(); i += 2) {
    step.job = document.at(run->children[i]).value;
    read_process(document, &document.at(run->children[i + 1]), step, reading.file);
  }
  return reading;
}

}  // namespace plumbline::pipeline

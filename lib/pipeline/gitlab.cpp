/// .gitlab-ci.yml: jobs with their scripts. GitLab runs before_script and script as one shell under
/// `set -eo pipefail`, after_script as another whose failure nobody sees ("CI/CD YAML syntax
/// reference").

#include <algorithm>
#include <array>

#include "pipeline/readers.hpp"
#include "system/format.hpp"

namespace plumbline::pipeline {

namespace {

constexpr std::array<std::string_view, 15> not_jobs = {
    "after_script", "before_script", "cache",        "default", "image",
    "include",      "services",      "stages",       "types",   "variables",
    "workflow",     "spec",          "pages:deploy", "",        "<<"};
constexpr ShellOptions gitlab_shell = {.stops_on_error = true, .has_pipefail = true};

class Reader {
 public:
  explicit Reader(const YamlDocument& document) : document_(document), root_(document.root()) {
    reading_.file.platform = Platform::gitlab;
    reading_.file.file = document.file();
  }

  FileReading run() {
    if (root_ == nullptr) return std::move(reading_);
    if (root_->kind != YamlKind::mapping) {
      reading_.findings.push_back(syntax_finding("the pipeline is no mapping of keys and values",
                                                 document_.position(*root_)));
      return std::move(reading_);
    }
    note_includes();
    for (std::size_t i = 0; i + 1 < root_->children.size(); i += 2) {
      const std::string& name = document_.at(root_->children[i]).value;
      const YamlNode& job = document_.at(root_->children[i + 1]);
      // Names with a dot are templates: what they hold is run only where a job extends them.
      if (name.starts_with('.') || std::ranges::find(not_jobs, name) != not_jobs.end()) continue;
      if (job.kind == YamlKind::mapping) read_job(name, job);
    }
    return std::move(reading_);
  }

 private:
  void note_includes() {
    const YamlNode* include = document_.find(root_, "include");
    if (include == nullptr) return;
    reading_.file.calls_elsewhere = true;
    const Position where = document_.position(*include);
    reading_.unchecked.push_back({system::format("{}:{}: include", where.file, where.line),
                                  "included pipeline files are not read"});
  }

  /// The value of a job's key: its own, of what it extends (the last first), or the default.
  const YamlNode* setting(const YamlNode& job, std::string_view key) const {
    const YamlNode* at = &job;
    for (int depth = 0; depth < 11 && at != nullptr; ++depth) {
      if (const YamlNode* own = document_.find(at, key)) return own;
      const YamlNode* extends = document_.find(at, "extends");
      at = nullptr;
      if (extends == nullptr) break;
      if (extends->kind == YamlKind::scalar) {
        at = document_.find(root_, extends->value);
        continue;
      }
      for (auto name = extends->children.rbegin(); name != extends->children.rend(); ++name) {
        const YamlNode* base = document_.find(root_, document_.text_of(&document_.at(*name)));
        if (const YamlNode* found = document_.find(base, key)) return found;
      }
    }
    if (const YamlNode* value = document_.find(document_.find(root_, "default"), key)) return value;
    const bool is_global = key == "before_script" || key == "after_script";
    return is_global ? document_.find(root_, key) : nullptr;
  }

  void read_job(const std::string& name, const YamlNode& job) {
    if (const YamlNode* trigger = setting(job, "trigger")) {
      reading_.file.calls_elsewhere = true;
      const Position where = document_.position(*trigger);
      reading_.unchecked.push_back(
          {system::format("{}:{}: job \"{}\"", where.file, where.line, name),
           "it starts another pipeline, which is not read"});
    }
    PipelineStep step;
    step.platform = Platform::gitlab;
    step.job = name;
    // `allow_failure: {exit_codes: …}` forgives some failures only.
    step.ignores_failure = document_.text_of(setting(job, "allow_failure")) == "true";
    ScriptText text(document_);
    text.add_all(setting(job, "before_script"), root_);
    text.add_all(setting(job, "script"), root_);
    if (!text.empty()) {
      text.fill(step, gitlab_shell);
      reading_.file.steps.push_back(step);
    }
    ScriptText after(document_);
    after.add_all(setting(job, "after_script"), root_);
    if (after.empty()) return;
    step.commands.clear();
    step.name = "after_script";
    step.ignores_failure = true;
    after.fill(step, gitlab_shell);
    reading_.file.steps.push_back(std::move(step));
  }

  const YamlDocument& document_;
  const YamlNode* root_;
  FileReading reading_;
};

}  // namespace

FileReading read_gitlab(const YamlDocument& document) { return Reader(document).run(); }

}  // namespace plumbline::pipeline

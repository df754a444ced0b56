/// GitHub workflows and composite actions: jobs, their steps, and what each step's shell does with
/// a failure. Default shells: "Workflow syntax for GitHub Actions", jobs.<job_id>.steps[*].shell.

#include "pipeline/commands.hpp"
#include "pipeline/readers.hpp"
#include "system/format.hpp"

namespace plumbline::pipeline {

namespace {

/// The shell of a step, or none that this library understands.
struct StepShell {
  ShellOptions options;
  bool is_posix = true;
};

StepShell shell_of(std::string_view shell) {
  if (shell.empty()) return {{.stops_on_error = true, .has_pipefail = false}, true};
  if (shell == "bash") return {{.stops_on_error = true, .has_pipefail = true}, true};
  if (shell == "sh") return {{.stops_on_error = true, .has_pipefail = false}, true};
  // A template of one's own, `bash -l {0}`, has the options that it names and no others.
  const std::size_t space = std::min(shell.find(' '), shell.size());
  const std::string_view program = shell.substr(0, space);
  StepShell result;
  result.is_posix =
      program == "bash" || program == "sh" || program == "/bin/bash" || program == "/bin/sh";
  for (std::size_t at = space; at < shell.size();) {
    const std::size_t end = std::min(shell.find(' ', at + 1), shell.size());
    const std::string_view word = shell.substr(at + 1, end - at - 1);
    const bool is_letters = word.size() > 1 && word[0] == '-' && word[1] != '-';
    if (is_letters && word.find('e') != word.npos) result.options.stops_on_error = true;
    if (word == "pipefail") result.options.has_pipefail = true;
    at = end;
  }
  return result;
}

bool is_true(std::string_view value) noexcept {
  return value == "true" || value == "True" || value == "TRUE";
}

class Reader {
 public:
  explicit Reader(const YamlDocument& document) : document_(document) {
    reading_.file.platform = Platform::github;
    reading_.file.file = document.file();
  }

  FileReading run() {
    const YamlNode* root = document_.root();
    if (root == nullptr) return std::move(reading_);
    if (root->kind != YamlKind::mapping) {
      complain("the workflow is no mapping of keys and values", *root);
      return std::move(reading_);
    }
    reading_.file.name = document_.text_of(document_.find(root, "name"));
    read_triggers(document_.find(root, "on"));
    if (const YamlNode* action = document_.find(root, "runs")) {
      read_steps(document_.find(action, "steps"), "", Defaults{});
      return std::move(reading_);
    }
    const YamlNode* jobs = document_.find(root, "jobs");
    if (jobs == nullptr) {
      complain("the workflow has no \"jobs\"", *root);
    } else if (jobs->kind != YamlKind::mapping) {
      complain("\"jobs\" is no mapping of job names", *jobs);
    } else {
      const Defaults defaults = defaults_of(root, {});
      for (std::size_t i = 0; i + 1 < jobs->children.size(); i += 2)
        read_job(document_.at(jobs->children[i]).value, document_.at(jobs->children[i + 1]),
                 defaults);
    }
    return std::move(reading_);
  }

 private:
  struct Defaults {
    std::string_view shell;
    std::string_view directory;
    bool ignores_failure = false;
  };

  void complain(std::string_view message, const YamlNode& node) {
    reading_.findings.push_back(syntax_finding(std::string(message), document_.position(node)));
  }

  Defaults defaults_of(const YamlNode* owner, Defaults outer) const {
    const YamlNode* run = document_.find(document_.find(owner, "defaults"), "run");
    if (const YamlNode* shell = document_.find(run, "shell"))
      outer.shell = document_.text_of(shell);
    if (const YamlNode* directory = document_.find(run, "working-directory"))
      outer.directory = document_.text_of(directory);
    return outer;
  }

  void read_triggers(const YamlNode* on) {
    for (const std::string_view event : {"push", "pull_request", "pull_request_target"}) {
      const YamlNode* paths = document_.find(document_.find(on, event), "paths");
      if (paths == nullptr || paths->kind != YamlKind::sequence) continue;
      for (const YamlIndex index : paths->children)
        reading_.file.trigger_paths.push_back(document_.at(index).value);
    }
  }

  void read_job(const std::string& name, const YamlNode& job, Defaults defaults) {
    if (job.kind != YamlKind::mapping) {
      complain(system::format("job \"{}\" is no mapping", name), job);
      return;
    }
    if (const YamlNode* uses = document_.find(&job, "uses")) {
      call_workflow(name, *uses);
      return;
    }
    defaults = defaults_of(&job, defaults);
    defaults.ignores_failure =
        is_true(document_.text_of(document_.find(&job, "continue-on-error")));
    const std::string_view runner = document_.text_of(document_.find(&job, "runs-on"));
    const bool is_container = document_.find(&job, "container") != nullptr;
    if (defaults.shell.empty() && runner.starts_with("windows")) defaults.shell = "pwsh";
    if (defaults.shell.empty() && is_container) defaults.shell = "sh";
    read_steps(document_.find(&job, "steps"), name, defaults);
  }

  /// A workflow of the same repository is read by itself; one from elsewhere can hold anything.
  void call_workflow(const std::string& job, const YamlNode& uses) {
    if (uses.value.starts_with("./")) return;
    reading_.file.calls_elsewhere = true;
    const Position where = document_.position(uses);
    reading_.unchecked.push_back(
        {system::format("{}:{}: job \"{}\"", where.file, where.line, job),
         system::format("it runs the workflow \"{}\" of another repository", uses.value)});
  }

  void read_steps(const YamlNode* steps, const std::string& job, const Defaults& defaults) {
    if (steps == nullptr) return;
    if (steps->kind != YamlKind::sequence) {
      complain(system::format("\"steps\" of job \"{}\" is no list", job), *steps);
      return;
    }
    for (const YamlIndex index : steps->children) {
      const YamlNode& node = document_.at(index);
      if (node.kind == YamlKind::mapping) read_step(node, job, defaults);
    }
  }

  void read_step(const YamlNode& node, const std::string& job, const Defaults& defaults) {
    PipelineStep step;
    step.platform = Platform::github;
    step.job = job;
    step.name = document_.text_of(document_.find(&node, "name"));
    step.ignores_failure = defaults.ignores_failure ||
                           is_true(document_.text_of(document_.find(&node, "continue-on-error")));
    const YamlNode* directory = document_.find(&node, "working-directory");
    step.working_directory =
        directory == nullptr ? defaults.directory : document_.text_of(directory);
    step.where = document_.position(node);
    if (const YamlNode* uses = document_.find(&node, "uses")) {
      step.action = document_.text_of(uses);
      step.where = document_.position(*uses);
      read_action(step, document_.find(&node, "with"));
    } else if (const YamlNode* run = document_.find(&node, "run")) {
      const YamlNode* own_shell = document_.find(&node, "shell");
      const StepShell shell =
          shell_of(own_shell == nullptr ? defaults.shell : document_.text_of(own_shell));
      ScriptText text(document_);
      text.add(*run);
      if (text.empty()) return;
      if (shell.is_posix)
        text.fill(step, shell.options);
      else
        text.fill_text(step);
    } else {
      return;
    }
    reading_.file.steps.push_back(std::move(step));
  }

  /// Actions that deploy, and those that are handed a script.
  void read_action(PipelineStep& step, const YamlNode* with) {
    const std::string_view name = std::string_view(step.action).substr(0, step.action.find('@'));
    for (const std::string_view key : {"script", "command", "inlineScript", "run"}) {
      const YamlNode* script = document_.find(with, key);
      const bool is_shell = name != "actions/github-script";
      if (script == nullptr || !is_shell) continue;
      ScriptText text(document_);
      text.add(*script);
      if (text.empty()) continue;
      PipelineStep inner;
      text.fill(inner, {.stops_on_error = true, .has_pipefail = false});
      step.command = std::move(inner.command);
      step.commands = std::move(inner.commands);
      // How the action's own shell treats a failure is for its documentation to say.
      for (PipelineCommand& command : step.commands) command.swallowed_by.clear();
    }
    const std::string_view known = deploying_action(step.action);
    if (known.empty()) return;
    PipelineCommand deploy;
    deploy.kind = CommandKind::deploy;
    deploy.name = known;
    deploy.where = step.where;
    // akhileshns/heroku-deploy pushes by git unless it is told to use Docker, then by
    // `container:release`.
    deploy.skips_release_phase = known == "akhileshns/heroku-deploy" &&
                                 is_true(document_.text_of(document_.find(with, "usedocker")));
    step.commands.push_back(std::move(deploy));
  }

  const YamlDocument& document_;
  FileReading reading_;
};

}  // namespace

FileReading read_github(const YamlDocument& document) { return Reader(document).run(); }

}  // namespace plumbline::pipeline

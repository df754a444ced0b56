/// One function for each kind of pipeline file. Used by read.cpp, and by the tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/shell.hpp"
#include "pipeline/yaml.hpp"
#include "plumbline/finding.hpp"
#include "plumbline/pipeline.hpp"
#include "plumbline/report.hpp"

namespace plumbline::pipeline {

/// What one file gave. `file.root` is filled by the caller.
struct FileReading {
  PipelineFile file;
  std::vector<Finding> findings;
  std::vector<Unchecked> unchecked;
};

/// heroku.yml: `release:` and `run:`.
/// https://devcenter.heroku.com/articles/build-docker-images-heroku-yml
FileReading read_heroku(const YamlDocument& document);
/// A workflow, or the action.yml of a composite action. https://docs.github.com/actions, "Workflow
/// syntax"
FileReading read_github(const YamlDocument& document);
/// .gitlab-ci.yml. https://docs.gitlab.com/ee/ci/yaml/
FileReading read_gitlab(const YamlDocument& document);
/// Procfile: `type: command` lines. https://devcenter.heroku.com/articles/procfile
FileReading read_procfile(std::string_view text, const std::string& file);

/// A finding `pipeline/syntax` about a part of a YAML file.
Finding syntax_finding(std::string message, Position where);

/// Joins scalars of a YAML file to one script that remembers where each byte came from.
class ScriptText {
 public:
  explicit ScriptText(const YamlDocument& document) : document_(document) {}
  /// Adds a command on a line of its own; a scalar that is none adds nothing.
  void add(const YamlNode& scalar);
  /// As GitLab's nested lists and `!reference` and heroku.yml's command lists: every scalar below,
  /// in order. Bounded.
  void add_all(const YamlNode* node, const YamlNode* root);

  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  /// Fills command, place and commands of `step`. REQUIRES: not empty.
  void fill(PipelineStep& step, ShellOptions options) const;
  /// Keeps the text and its place alone: a shell that is not POSIX.
  void fill_text(PipelineStep& step) const;

 private:
  const YamlDocument& document_;
  std::string text_;
  std::vector<std::size_t> origins_;
};

}  // namespace plumbline::pipeline

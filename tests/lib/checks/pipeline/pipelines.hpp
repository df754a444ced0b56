/// Pipelines for the tests of the pipeline rules, written as their files are and read by the
/// readers.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pipeline/readers.hpp"
#include "plumbline/pipeline.hpp"

namespace plumbline::tests::checks {

/// A workflow in `.github/workflows/deploy.yml` of `root`, with these lines as its one job's steps.
inline PipelineFile workflow(const std::string& steps, std::string root = ".",
                             const std::string& triggers = "push:\n") {
  const std::string text =
      "name: deploy\non:\n  " + triggers + "jobs:\n  release:\n    steps:\n" + steps;
  PipelineFile file =
      plumbline::pipeline::read_github(
          plumbline::pipeline::YamlDocument::parse(
              text, (root == "." ? "" : root + "/") + ".github/workflows/deploy.yml", {}))
          .file;
  file.root = std::move(root);
  return file;
}

inline PipelineFile procfile(const std::string& text, std::string root = ".") {
  PipelineFile file =
      plumbline::pipeline::read_procfile(text, (root == "." ? "" : root + "/") + "Procfile").file;
  file.root = std::move(root);
  return file;
}

inline PipelineFile heroku_yml(const std::string& text, std::string root = ".") {
  PipelineFile file = plumbline::pipeline::read_heroku(
                          plumbline::pipeline::YamlDocument::parse(
                              text, (root == "." ? "" : root + "/") + "heroku.yml", {}))
                          .file;
  file.root = std::move(root);
  return file;
}

inline Pipeline pipeline_of(std::vector<PipelineFile> files) {
  Pipeline pipeline;
  pipeline.files = std::move(files);
  return pipeline;
}

}  // namespace plumbline::tests::checks

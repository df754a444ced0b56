/// `plumbline plan`: the plan as its tool sees it, and the tool's answers to questions about it.
#include <fstream>
#include <iterator>
#include <string>

#include "options.hpp"
#include "output.hpp"
#include "plumbline/error.hpp"

namespace plumbline::cli {

namespace {

std::string read_questions(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) throw Error(Status::io, "\"" + path + "\" cannot be read");
  return text;
}

/// The tree at PATH, or the only one below it. The tools' own documents speak of one tree.
const Project& only_project(const Repository& repository, const Options& options) {
  const auto projects = repository.projects();
  const std::string& path = options.paths.front();
  if (projects.empty()) {
    throw Error(Status::not_found,
                {.message = "there is no sqitch, Alembic or sqlx tree in \"" + path + "\"",
                 .hint = "name the tool with --tool"});
  }
  const Project* at_path = nullptr;
  std::string names;
  for (const Project& project : projects) {
    if (project.path() == "." && at_path == nullptr) at_path = &project;
    names += (names.empty() ? "" : ", ") + project.path() + " (" + project.plan().tool + ")";
  }
  if (projects.size() == 1) return projects.front();
  if (at_path != nullptr) return *at_path;
  throw Error(Status::ambiguous, "\"" + path + "\" holds several trees; name one of: " + names);
}

}  // namespace

int run_plan(const Options& options) {
  const Repository repository = open_repository(options, options.paths.front());
  if (!options.ask.empty()) {
    const std::string questions = read_questions(options.ask);
    print(only_project(repository, options)
              .answer(options.ask.substr(options.ask.rfind('/') + 1), questions));
    return exit_ok;
  }
  if (options.format == "tool-json") {
    print(only_project(repository, options).tool_json());
    return exit_ok;
  }
  if (options.format == "json") {
    const Project& project = only_project(repository, options);
    print(render_json(project.plan(), project.path()));
    return exit_ok;
  }
  if (repository.projects().empty()) only_project(repository, options);
  for (const Project& project : repository.projects())
    print(render_text(project.plan(), project.path(), text_style(options)));
  return exit_ok;
}

}  // namespace plumbline::cli

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
  if (options.format == "json" || options.format == "dot") {
    const Project& project = only_project(repository, options);
    print(options.format == "dot" ? render_dot(project.plan())
                                  : render_json(project.plan(), project.path()));
    return exit_ok;
  }
  if (repository.projects().empty()) only_project(repository, options);
  for (const Project& project : repository.projects())
    print(render_text(project.plan(), project.path(), text_style(options)));
  leave(exit_ok);
}

}  // namespace plumbline::cli

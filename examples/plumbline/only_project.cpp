/// The one tree that a document speaks of.
#include "options.hpp"
#include "plumbline/error.hpp"

namespace plumbline::cli {

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

}  // namespace plumbline::cli

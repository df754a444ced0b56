/// plumb_repository.
#include <map>

#include "handles.hpp"

using plumbline::capi::boundary;
using plumbline::capi::positive_or;
using plumbline::capi::require;

namespace {

/// "NAME=value" entries, as environ(7) has them.
std::map<std::string, std::string> read_environment(const char* const* entries) {
  std::map<std::string, std::string> environment;
  for (const std::string& entry : plumbline::capi::read_list(entries)) {
    const std::size_t equals = entry.find('=');
    require(equals != std::string::npos && equals > 0, "NAME= of an environment entry");
    environment.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return environment;
}

plumbline::OpenOptions make_options(const plumb_repository_options& given) {
  plumbline::OpenOptions options;
  if (given.config != nullptr) options.config = given.config;
  if (given.tool != nullptr) options.tool = given.tool;
  if (given.environment != nullptr) options.environment = read_environment(given.environment);
  plumbline::Limits& limits = options.limits;
  limits.max_file_bytes = static_cast<std::uint64_t>(positive_or(
      given.max_file_bytes, static_cast<std::int64_t>(limits.max_file_bytes), "max_file_bytes"));
  limits.max_depth = static_cast<int>(positive_or(given.max_depth, limits.max_depth, "max_depth"));
  limits.max_files = static_cast<std::size_t>(
      positive_or(given.max_files, static_cast<std::int64_t>(limits.max_files), "max_files"));
  return options;
}

}  // namespace

plumb_status plumb_repository_open(const char* path, const plumb_repository_options* options,
                                   plumb_repository** repository, plumb_error** error) {
  if (repository != nullptr) *repository = nullptr;
  return boundary(error, [&] {
    require(path != nullptr, "path");
    require(repository != nullptr, "repository");
    const plumb_repository_options given = plumbline::capi::read_options(options);
    const plumbline::capi::Control control = plumbline::capi::read_control(given);
    plumbline::OpenOptions open_options = make_options(given);
    open_options.control = control.control;
    auto opened = std::make_unique<plumb_repository>(
        plumb_repository{plumbline::Repository::open(path, open_options), {}});
    for (const plumbline::Project& project : opened->repository.projects())
      opened->projects.emplace_back(project);
    *repository = opened.release();
  });
}

void plumb_repository_free(plumb_repository* repository) { delete repository; }

size_t plumb_repository_count(const plumb_repository* repository) {
  return repository == nullptr ? 0 : repository->projects.size();
}

const plumb_project* plumb_repository_at(const plumb_repository* repository, size_t index) {
  if (repository == nullptr || index >= repository->projects.size()) return nullptr;
  return &repository->projects[index];
}

#include "adapters/alembic/run/interpreter.hpp"

#include <unistd.h>

#include <optional>
#include <string_view>
#include <vector>

#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

bool is_program(const std::string& path) {
  return system::is_file(path) && ::access(path.c_str(), X_OK) == 0;
}

std::optional<std::string> on_path(std::string_view name, const system::Environment& environment) {
  const std::string folders = environment.get("PATH").value_or("/usr/local/bin:/usr/bin:/bin");
  for (std::string_view rest = folders; !rest.empty();) {
    const std::size_t colon = rest.find(':');
    const std::string path = system::join_path(rest.substr(0, colon), name);
    if (is_program(path)) return path;
    rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
  }
  return std::nullopt;
}

/// Folders of virtual environments, the nearest first.
std::vector<std::string> environments(const std::string& directory,
                                      const system::Environment& environment) {
  std::vector<std::string> folders;
  if (const auto active = environment.get("VIRTUAL_ENV"); active && !active->empty())
    folders.push_back(*active);
  std::string folder = system::real_path(directory);
  while (!folder.empty()) {
    for (const char* name : {".venv", "venv"}) folders.push_back(system::join_path(folder, name));
    const std::string git = system::join_path(folder, ".git");
    if (folder == "/" || system::is_folder(git) || system::is_file(git)) break;
    folder = system::parent_path(folder);
  }
  return folders;
}

/// The interpreter of a script that pip wrote: in its first line, or, when that would be too long,
/// in the second one of a shell script.
std::optional<std::string> interpreter_of(const std::string& script,
                                          const system::Environment& environment) {
  const std::string text = system::read_file(script);
  std::string_view line = std::string_view(text).substr(0, text.find('\n'));
  if (!line.starts_with("#!")) return std::nullopt;
  if (line == "#!/bin/sh") {
    constexpr std::string_view call = "'''exec' ";
    const std::size_t start = text.find(call);
    if (start == std::string::npos) return std::nullopt;
    line = std::string_view(text).substr(start + call.size());
    line = line.substr(0, line.find('\n'));
    const std::size_t end = line.find(" \"$0\"");
    if (end == std::string_view::npos) return std::nullopt;
    line = line.substr(0, end);
    if (line.starts_with('"') && line.ends_with('"')) line = line.substr(1, line.size() - 2);
    return std::string(line);
  }
  line.remove_prefix(2);
  constexpr std::string_view env = "/usr/bin/env ";
  if (line.starts_with(env)) return on_path(line.substr(env.size()), environment);
  return std::string(line.substr(0, line.find(' ')));
}

}  // namespace

std::string find_interpreter(const std::string& wanted, const std::string& directory,
                             const system::Environment& environment) {
  if (!wanted.empty()) {
    const bool is_path = wanted.find('/') != std::string::npos;
    const auto found = is_path ? std::optional(system::join_path(directory, wanted))
                               : on_path(wanted, environment);
    if (found && is_program(*found)) return *found;
    throw Error(Status::tool, system::format("interpreter \"{}\" is not there", wanted));
  }
  const auto folders = environments(directory, environment);
  for (const std::string& folder : folders) {
    const std::string python = system::join_path(folder, "bin/python");
    if (is_program(python) && is_program(system::join_path(folder, "bin/alembic"))) return python;
  }
  if (const auto script = on_path("alembic", environment)) {
    const auto python = interpreter_of(*script, environment);
    if (python && is_program(*python)) return *python;
  }
  for (const std::string& folder : folders) {
    const std::string python = system::join_path(folder, "bin/python");
    if (is_program(python)) return python;
  }
  if (const auto python = on_path("python3", environment)) return *python;
  throw Error(Status::tool,
              ErrorFields{.message = "no Python to run Alembic with is found",
                          .detail = "",
                          .hint = "install python3 and alembic, or name the interpreter in "
                                  "plumbline.toml",
                          .sqlstate = "",
                          .where = {}});
}

}  // namespace plumbline::adapters::alembic

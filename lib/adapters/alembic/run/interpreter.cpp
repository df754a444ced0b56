#include "adapters/alembic/run/interpreter.hpp"

#include <optional>
#include <string_view>
#include <vector>

#include "adapters/tool_process.hpp"
#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::alembic {

namespace {

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
  if (line.starts_with(env)) return find_program(line.substr(env.size()), "/", environment);
  return std::string(line.substr(0, line.find(' ')));
}

}  // namespace

std::string find_interpreter(const std::string& wanted, const std::string& directory,
                             const system::Environment& environment) {
  const auto is_there = [&](const std::string& path) {
    return find_program(path, directory, environment).has_value();
  };
  if (!wanted.empty()) {
    if (auto found = find_program(wanted, ".", environment)) return *std::move(found);
    throw Error(Status::tool, system::format("interpreter \"{}\" is not there", wanted));
  }
  const auto folders = environments(directory, environment);
  for (const std::string& folder : folders) {
    const std::string python = system::join_path(folder, "bin/python");
    if (is_there(python) && is_there(system::join_path(folder, "bin/alembic"))) return python;
  }
  if (const auto script = find_program("alembic", directory, environment)) {
    const auto python = interpreter_of(*script, environment);
    if (python && is_there(*python)) return *python;
  }
  for (const std::string& folder : folders) {
    const std::string python = system::join_path(folder, "bin/python");
    if (is_there(python)) return python;
  }
  if (const auto python = find_program("python3", directory, environment)) return *python;
  throw Error(Status::tool,
              ErrorFields{.message = "no Python to run Alembic with is found",
                          .detail = "",
                          .hint = "install python3 and alembic, or name the interpreter in "
                                  "plumbline.toml",
                          .sqlstate = "",
                          .where = {}});
}

}  // namespace plumbline::adapters::alembic

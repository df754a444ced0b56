#include "project/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "plumbline/error.hpp"
#include "project/discover.hpp"
#include "project/state.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::project {

namespace {

/// More files than this around one tree are not its own.
constexpr std::size_t most_files = 20'000;

/// Modules that make nothing in a database by themselves.
constexpr std::array<std::string_view, 26> harmless = {
    "__future__", "alembic",   "collections", "contextlib", "dataclasses", "datetime", "decimal",
    "enum",       "functools", "geoalchemy2", "hashlib",    "importlib",   "io",       "itertools",
    "json",       "logging",   "math",        "os",         "pathlib",     "pgvector", "re",
    "sqlalchemy", "sys",       "textwrap",    "typing",     "uuid"};

/// The module of `import x.y` or `from x.y import z`; "" for any other line.
std::string_view imported_module(std::string_view line) {
  while (line.starts_with(' ') || line.starts_with('\t')) line.remove_prefix(1);
  if (line.starts_with("from ")) {
    line.remove_prefix(5);
  } else if (line.starts_with("import ")) {
    line.remove_prefix(7);
  } else {
    return {};
  }
  return line.substr(0, line.find_first_of(" .,;\r"));
}

/// Whether what runs is not all in this file.
bool reaches_out(std::string_view text, bool is_python) {
  if (!is_python) {
    return text.find("\\i") != std::string_view::npos ||  // \i, \ir, \include
           text.find("\\copy") != std::string_view::npos;
  }
  if (text.find("create_all") != std::string_view::npos) return true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view module = imported_module(text.substr(at, end - at));
    if (!module.empty() && std::ranges::find(harmless, module) == harmless.end()) return true;
    at = end + 1;
  }
  return false;
}

bool is_source(std::string_view name) {
  return std::ranges::any_of(
      std::array<std::string_view, 5>{".sql", ".py", ".psql", ".pgsql", ".ddl"},
      [&](std::string_view end) { return name.ends_with(end); });
}

/// Every source file below `root`, links not followed.
void add_surroundings(core::Vocabulary& vocabulary, const std::string& root, const Limits& limits) {
  std::vector<std::string> folders = {root};
  std::size_t count = 0;
  while (!folders.empty() && count < most_files) {
    const system::Folder folder(std::move(folders.back()));
    folders.pop_back();
    for (const system::Entry& entry : folder.entries(limits)) {
      if (entry.type == system::EntryType::folder && !is_foreign_folder(entry.name)) {
        folders.push_back(system::join_path(folder.path(), entry.name));
      } else if (entry.type == system::EntryType::file && is_source(entry.name)) {
        ++count;
        vocabulary.add(folder.read(entry.name, limits));
      }
    }
  }
}

void add_project(core::Vocabulary& vocabulary, const Project& project, const Limits& limits) {
  const std::string& root = project.state().root;
  const bool is_python = project.plan().tool == "alembic";
  bool is_closed = true;
  for (const Change& change : project.plan().changes) {
    for (const Script* script : {&change.deploy, &change.revert}) {
      if (script->file.empty() || !script->exists) continue;
      if (script == &change.revert && script->file == change.deploy.file) continue;
      const std::string text = system::read_file(system::join_path(root, script->file), limits);
      vocabulary.add(text);
      is_closed = is_closed && !reaches_out(text, is_python);
    }
  }
  if (!is_closed) add_surroundings(vocabulary, root, limits);
}

}  // namespace

core::Vocabulary read_vocabulary(std::span<const Project> projects, const Limits& limits,
                                 std::vector<Unchecked>& unchecked) {
  core::Vocabulary vocabulary;
  for (const Project& project : projects) {
    try {
      add_project(vocabulary, project, limits);
    } catch (const Error& error) {
      unchecked.push_back(
          {.what = system::format("objects that no change of {} makes", project.path()),
           .why = error.fields().message});
      return {};
    }
  }
  return vocabulary;
}

}  // namespace plumbline::project

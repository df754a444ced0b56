#include "adapters/alembic/import_path.hpp"

#include <algorithm>
#include <array>

#include "system/files.hpp"

namespace plumbline::adapters::alembic {

namespace {

constexpr int max_ancestors = 8;

/// Files that say what is installed beside Alembic.
constexpr auto dependency_files = std::to_array<std::string_view>(
    {"Dockerfile", "Pipfile", "environment.yml", "poetry.lock", "pyproject.toml", "requirements",
     "requirements.in", "requirements.txt", "setup.cfg", "setup.py", "uv.lock"});

/// What comes with many installations of Alembic, though not with Alembic itself.
constexpr auto usual_companions = std::to_array<std::string_view>({"asyncpg",
                                                                   "citext",
                                                                   "dateutil",
                                                                   "dotenv",
                                                                   "fastapi_users_db_sqlalchemy",
                                                                   "flask",
                                                                   "flask_sqlalchemy",
                                                                   "geoalchemy2",
                                                                   "greenlet",
                                                                   "numpy",
                                                                   "pandas",
                                                                   "pg8000",
                                                                   "pgvector",
                                                                   "psycopg",
                                                                   "psycopg2",
                                                                   "pydantic",
                                                                   "pytz",
                                                                   "requests",
                                                                   "six",
                                                                   "sqlalchemy_utils",
                                                                   "sqlmodel",
                                                                   "yaml"});

bool holds(const std::string& folder, const std::string& module) {
  const std::string path = system::join_path(folder, module);
  return system::is_folder(path) || system::is_file(path + ".py");
}

}  // namespace

ImportPath::ImportPath(std::string root, std::vector<std::string> prepended,
                       const system::Environment& environment)
    : root_(std::move(root)), folders_(std::move(prepended)) {
  std::string_view rest;
  const std::string paths = environment.get("PYTHONPATH").value_or("");
  for (rest = paths; !rest.empty();) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    if (end > 0) folders_.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::string folder = root_;
  for (int i = 0; i < max_ancestors && folder.size() > 1; ++i) {
    ancestors_.push_back(folder);
    if (system::is_folder(system::join_path(folder, ".git"))) break;
    folder = system::parent_path(folder);
  }
}

Presence ImportPath::find(std::string_view module) const {
  if (const auto found = known_.find(module); found != known_.end()) return found->second;
  const Presence presence = search(std::string(module));
  known_.emplace(module, presence);
  return presence;
}

Presence ImportPath::search(const std::string& module) const {
  for (const std::string& folder : folders_) {
    if (holds(folder, module)) return Presence::yes;
  }
  if (std::ranges::binary_search(usual_companions, module)) return Presence::unknown;
  for (const std::string& folder : ancestors_) {
    if (holds(folder, module) || holds(system::join_path(folder, "src"), module))
      return Presence::unknown;
    for (const std::string_view name : dependency_files) {
      const std::string path = system::join_path(folder, name);
      if (system::is_file(path) || (name == "requirements" && system::is_folder(path)))
        return Presence::unknown;
    }
  }
  return Presence::no;
}

}  // namespace plumbline::adapters::alembic

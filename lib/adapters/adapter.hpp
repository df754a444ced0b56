/// What a migration tool is to the rest of Plumbline. One implementation a tool, in its own folder;
/// the list is in adapters.cpp. Internal: it takes a postgres connection and is not installed.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/edit.hpp"
#include "adapters/runner.hpp"
#include "plumbline/checksums.hpp"
#include "plumbline/error.hpp"
#include "plumbline/limits.hpp"
#include "plumbline/plan.hpp"
#include "plumbline/registry.hpp"
#include "plumbline/settings.hpp"
#include "plumbline/statement.hpp"
#include "system/environment.hpp"
#include "system/files.hpp"

namespace plumbline::postgres {
class Connection;
}

namespace plumbline::adapters {

/// Where a tree is. `root` is the folder from which the tool would be started, which all paths of
/// the plan are relative to; `file` (relative to root) is the plan, configuration or folder that
/// gave the tree away.
struct Place {
  std::string root;
  std::string file;

  bool operator==(const Place&) const = default;
};

struct TreeOptions {
  Limits limits;
  system::Environment environment;
  Checksums checksums = Checksums::all;  ///< which Script::checksum are computed
  bool with_attributes = true;           ///< whether those of changes and rows are wanted
};

/// One loaded tree. Immutable; shared freely between threads.
class Tree {
 public:
  virtual ~Tree() = default;

  [[nodiscard]] virtual const Plan& plan() const noexcept = 0;
  [[nodiscard]] virtual const Settings& settings() const noexcept = 0;
  /// Files and folders (absolute, links resolved) that belong to this tree, so that no other
  /// adapter claims them.
  [[nodiscard]] virtual std::vector<std::string> claims() const = 0;
  /// The document of conformance/<tool>/README.md.
  [[nodiscard]] virtual std::string tool_json() const = 0;
  /// As Project::answer. Throws Error (argument) for a file name that it has no questions for.
  [[nodiscard]] virtual std::string answer(std::string_view file_name,
                                           std::string_view questions) const = 0;
  /// As Project::find.
  [[nodiscard]] virtual const Change* find(std::string_view reference) const = 0;
  /// As Project::statements.
  [[nodiscard]] virtual StatementList statements(const Change& change,
                                                 Direction direction) const = 0;
  /// Carries out what was decided, on the files as they are now. Throws Error: io, limit.
  [[nodiscard]] virtual EditResult edit(const EditRequest& request) const = 0;
  /// When the change was written, as far as its file says: text that sorts; "" when it does not.
  [[nodiscard]] virtual std::string written_at(const Change& /*change*/) const { return {}; }
  /// What people type, or run in a database, so that the tool takes `changes` for applied without
  /// running them. They stand together in the plan's order, everything before them is applied.
  [[nodiscard]] virtual std::vector<std::string> register_commands(
      const std::vector<const Change*>& changes) const = 0;
  /// The tool's way to run this tree. Throws Error (tool) when a program that it needs is missing.
  [[nodiscard]] virtual std::unique_ptr<Runner> make_runner(
      const RunnerOptions& /*options*/) const {
    throw Error(Status::unsupported, "this tool's migrations cannot be run");
  }
  /// Reads the tool's tables and sees them beside the plan. Never writes, never creates the table.
  [[nodiscard]] virtual Registry read_registry(postgres::Connection& connection) const = 0;
};

class Adapter {
 public:
  virtual ~Adapter() = default;
  [[nodiscard]] virtual std::string_view tool() const noexcept = 0;
  /// Trees that this folder itself gives away; called for each folder of a walk, `entries` as
  /// Folder::entries.
  [[nodiscard]] virtual std::vector<Place> detect(const system::Folder& folder,
                                                  std::span<const system::Entry> entries) const = 0;
  /// The tree that a user means who names this path (a folder or a single file) and this tool, even
  /// where detect() would not see one: an empty `migrations/`, a plan file of another name. Empty
  /// root when it cannot be one.
  [[nodiscard]] virtual Place place_of(const std::string& path) const = 0;
  /// Never throws for bad content. Throws Error (limit, io) only when nothing at all can be loaded.
  [[nodiscard]] virtual std::unique_ptr<Tree> open(const Place& place,
                                                   const TreeOptions& options) const = 0;
};

/// All adapters, in the order in which they are asked.
std::span<const Adapter* const> all();
/// The adapter of that tool, or null.
const Adapter* find(std::string_view tool) noexcept;

}  // namespace plumbline::adapters

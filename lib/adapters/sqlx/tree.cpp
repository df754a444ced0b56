#include "adapters/sqlx/tree.hpp"

#include <algorithm>

#include "adapters/sqlx/rust_text.hpp"
#include "core/json.hpp"
#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::adapters::sqlx {

SqlxTree::SqlxTree(const Layout& layout, const TreeOptions& options)
    : root_(layout.root),
      config_file_(layout.config_file),
      config_(read_config(layout.root, layout.config_file, options.limits)),
      directory_(layout.directory.empty() ? config_.migrations_dir : layout.directory),
      limits_(options.limits),
      with_attributes_(options.with_attributes),
      resolution_(resolve({.root = root_,
                           .directory = directory_,
                           .ignored_chars = config_.ignored_chars,
                           .limits = limits_})),
      plan_(make_plan(resolution_, config_,
                      {.directory = directory_, .with_attributes = with_attributes_})) {}

std::vector<std::string> SqlxTree::claims() const {
  std::vector<std::string> paths;
  if (!resolution_.folder.empty()) paths.push_back(resolution_.folder);
  std::string config = system::real_path(system::join_path(root_, config_file_));
  if (!config.empty()) paths.push_back(std::move(config));
  return paths;
}

std::string SqlxTree::answer(std::string_view file_name, std::string_view) const {
  throw Error(Status::argument, system::format("sqlx has no questions named \"{}\"", file_name));
}

/// As `sqlx migrate run --target-version`: a number that some file has.
const Change* SqlxTree::find(std::string_view reference) const {
  const auto version = parse_i64(reference);
  return version ? find_change(plan_, std::to_string(*version)) : nullptr;
}

}  // namespace plumbline::adapters::sqlx

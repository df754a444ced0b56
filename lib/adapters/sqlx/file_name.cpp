/// File names as sqlx reads them.
#include <algorithm>

#include "adapters/sqlx/migrations.hpp"
#include "adapters/sqlx/rust_text.hpp"

namespace plumbline::adapters::sqlx {

namespace {

std::string_view suffix_of(MigrationType type) noexcept {
  switch (type) {
    case MigrationType::up:
      return ".up.sql";
    case MigrationType::down:
      return ".down.sql";
    case MigrationType::simple:
      break;
  }
  return ".sql";
}

MigrationType type_of(std::string_view rest) noexcept {
  if (rest.ends_with(suffix_of(MigrationType::up))) return MigrationType::up;
  if (rest.ends_with(suffix_of(MigrationType::down))) return MigrationType::down;
  return MigrationType::simple;
}

}  // namespace

std::string_view type_name(MigrationType type) noexcept {
  switch (type) {
    case MigrationType::up:
      return "up";
    case MigrationType::down:
      return "down";
    case MigrationType::simple:
      break;
  }
  return "simple";
}

FileName read_file_name(std::string_view name) {
  FileName read;
  const std::size_t underscore = name.find('_');
  if (underscore == std::string_view::npos) return read;
  std::string_view rest = name.substr(underscore + 1);
  if (!rest.ends_with(".sql")) return read;
  read.is_migration = true;
  read.prefix = name.substr(0, underscore);
  read.version = parse_i64(read.prefix);
  read.type = type_of(rest);
  // The suffix goes as often as it stands there: sqlx trims matches, it does not strip one.
  const std::string_view suffix = suffix_of(read.type);
  while (rest.ends_with(suffix)) rest.remove_suffix(suffix.size());
  read.description = rest;
  std::ranges::replace(read.description, '_', ' ');
  return read;
}

}  // namespace plumbline::adapters::sqlx

/// Recognises the commands that run migrations, and the database that they name. Used by
/// commands.cpp.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "pipeline/shell.hpp"

namespace plumbline::pipeline {

struct MigrationCommand {
  std::string_view tool;
  const ShellWord* target = nullptr;  ///< within `words`; null when none is named
  std::size_t target_skip = 0;        ///< bytes of that word before the target: `--target=`
  bool target_is_option = false;
};

/// `words` begin with the program, behind all wrappers. Absent when it runs no migration of a tool
/// that Plumbline knows.
std::optional<MigrationCommand> as_migration(std::span<const ShellWord> words);

/// The tool that a text names in a way that runs migrations, "" for none: `alembic upgrade`,
/// `"sqitch", "deploy"`.
std::string_view tool_named_in(std::string_view text) noexcept;

}  // namespace plumbline::pipeline

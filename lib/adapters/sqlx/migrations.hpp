/// A migration folder as sqlx's resolver sees it: names, types, checksums, and the error that would
/// stop it. Used by the tree and by tool-json. Source: sqlx-core 0.9.0,
/// `migrate::source::resolve_blocking_with_config`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/finding.hpp"
#include "plumbline/limits.hpp"

namespace plumbline::adapters::sqlx {

/// A file that begins so runs outside of a transaction (since sqlx 0.8).
inline constexpr std::string_view no_transaction = "-- no-transaction";

/// Ordered as sqlx sorts them inside one version.
enum class MigrationType { simple, up, down };

/// "simple", "up" or "down".
std::string_view type_name(MigrationType type) noexcept;

/// One file that sqlx takes for a migration.
struct Migration {
  std::int64_t version = 0;
  MigrationType type = MigrationType::simple;
  std::string description;
  std::string file;      ///< name in the folder, the bytes on disk
  std::string checksum;  ///< SHA-384 as hex; "" when the file could not be read
  bool no_tx = false;    ///< runs outside a transaction
  bool has_crlf = false;
  bool has_byte_order_mark = false;
  std::optional<Position> first_nul;  ///< no server takes a NUL byte
};

/// What a file name means to sqlx.
struct FileName {
  bool is_migration = false;            ///< has an underscore and the ending: sqlx looks at it
  std::string prefix;                   ///< before the first underscore
  std::optional<std::int64_t> version;  ///< absent when the prefix is no number: an error
  MigrationType type = MigrationType::simple;
  std::string description;
};
/// REQUIRES: valid UTF-8 (sqlx decodes with replacement first).
FileName read_file_name(std::string_view name);

struct Resolution {
  std::string folder;                 ///< canonical; "" when there is none
  std::vector<Migration> migrations;  ///< by version, type and file name
  std::vector<Finding> findings;      ///< positions relative to the root
  /// The first error in the order of file names (sqlx takes them as the directory gives them),
  /// without the words "while resolving migrations: ".
  std::optional<std::string> error;
};

struct ResolveOptions {
  std::string root;                     ///< the folder that `directory` is relative to
  std::string directory;                ///< as configured: "migrations"
  std::vector<char32_t> ignored_chars;  ///< sorted; left out of the checksum only
  Limits limits;
};

/// Never throws for what is in the folder, nor for its absence. Throws Error (limit) for too many
/// files.
Resolution resolve(const ResolveOptions& options);

/// SHA-384 of `content` without the ignored characters. REQUIRES: `ignored_chars` sorted.
std::string migration_checksum(std::string_view content,
                               const std::vector<char32_t>& ignored_chars);

}  // namespace plumbline::adapters::sqlx

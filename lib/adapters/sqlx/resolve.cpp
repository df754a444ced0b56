/// One sqlx migrations folder, read as sqlx-core resolves it; declared in migrations.hpp.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <tuple>

#include "adapters/sqlx/migrations.hpp"
#include "adapters/sqlx/rust_text.hpp"
#include "adapters/sqlx/words.hpp"
#include "plumbline/error.hpp"
#include "system/digest.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqlx {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The state of one resolution: everything is found, the first error is kept for quotation.
class Resolver {
 public:
  explicit Resolver(const ResolveOptions& options) : options_(options) {}

  Resolution run();

 private:
  void read_entry(const system::Folder& folder, const system::Entry& entry);
  void read_migration(const system::Folder& folder, const std::string& name, FileName parsed);
  void inspect(Migration& migration, const std::string& content);
  struct Problem {
    std::string message;
    std::string error;  ///< sqlx's words
    std::string_view remedy;
    Position where;
  };
  void report(Problem problem);

  [[nodiscard]] Position position(const std::string& name) const {
    Position where;
    where.file = system::join_path(options_.directory, name);
    return where;
  }
  /// As Rust's `path.display()`.
  [[nodiscard]] std::string shown_path(const std::string& name) const {
    return system::to_valid_utf8(system::join_path(result_.folder, name));
  }

  const ResolveOptions& options_;
  Resolution result_;
};

void Resolver::report(Problem problem) {
  Finding finding =
      make_finding("plan/syntax", std::move(problem.message), std::move(problem.where));
  finding.remedy = problem.remedy;
  finding.tool_says = refuses(resolving(problem.error));
  if (!result_.error) result_.error = std::move(problem.error);
  result_.findings.push_back(std::move(finding));
}

Resolution Resolver::run() {
  const std::string path = system::join_path(options_.root, options_.directory);
  // A NUL ends the path for the system, not for Rust, which refuses it.
  if (path.find('\0') == std::string::npos) result_.folder = system::real_path(path);
  Position where;
  where.file = options_.directory;
  if (result_.folder.empty()) {
    report({.message = system::format("migration folder \"{}\" is not there",
                                      system::escape_for_display(options_.directory)),
            .error = "error canonicalizing path " + system::to_valid_utf8(options_.directory),
            .remedy = "Create the folder, or name the right one in sqlx.toml or with --source.",
            .where = where});
    return std::move(result_);
  }
  if (!system::is_folder(result_.folder) || ::access(result_.folder.c_str(), R_OK) != 0) {
    report({.message = system::format("\"{}\" is no folder that can be read",
                                      system::escape_for_display(options_.directory)),
            .error = "error reading migration directory " + system::to_valid_utf8(result_.folder),
            .remedy = "Put a readable folder in its place.",
            .where = where});
    return std::move(result_);
  }
  const system::Folder folder(result_.folder);
  const std::vector<system::Entry> entries = folder.entries(options_.limits);
  result_.migrations.reserve(entries.size());
  for (const system::Entry& entry : entries) read_entry(folder, entry);
  const auto order = [](const Migration& migration) {
    return std::tuple(migration.version, migration.type);
  };
  // Versions of one width are in order as their names are.
  if (!std::ranges::is_sorted(result_.migrations, {}, order))
    std::ranges::stable_sort(result_.migrations, {}, order);
  return std::move(result_);
}

void Resolver::read_entry(const system::Folder& folder, const system::Entry& entry) {
  system::EntryType type = entry.type;
  if (type == system::EntryType::link) {
    type = folder.type_of(entry.name);
    // sqlx asks for the metadata of every entry, whatever its name.
    if (type == system::EntryType::other &&
        system::real_path(system::join_path(result_.folder, entry.name)).empty()) {
      report({.message = system::format("\"{}\" is a link that leads nowhere",
                                        system::escape_for_display(entry.name)),
              .error = "error getting metadata of migration path " + shown_path(entry.name),
              .remedy = "Remove the link, or bring its target back.",
              .where = position(entry.name)});
      return;
    }
  }
  if (type != system::EntryType::file) return;
  const bool is_utf8 = system::find_invalid_utf8(entry.name) == std::string::npos;
  const std::string name = is_utf8 ? entry.name : system::to_valid_utf8(entry.name);
  FileName parsed = read_file_name(name);
  if (!parsed.is_migration) return;
  if (!parsed.version) {
    report({.message = system::format(
                "\"{}\" has no version: \"{}\" before its first \"_\" is no whole "
                "number of 64 bits",
                system::escape_for_display(entry.name), system::escape_for_display(parsed.prefix)),
            .error = system::format("error parsing migration filename {}; expected integer version "
                                    "prefix (e.g. `01_foo.sql`)",
                                    debug_string(name)),
            .remedy = "Begin the name with a number, or move the file out of the folder.",
            .where = position(entry.name)});
    return;
  }
  read_migration(folder, entry.name, std::move(parsed));
}

void Resolver::read_migration(const system::Folder& folder, const std::string& name,
                              FileName parsed) {
  Migration migration;
  migration.version = *parsed.version;
  migration.type = parsed.type;
  migration.description = std::move(parsed.description);
  migration.file = name;
  try {
    inspect(migration, folder.read(name, options_.limits));
  } catch (const Error& error) {
    const std::string path = system::join_path(result_.folder, name);
    errno = 0;
    if (folder.size_of(name) < 0) {
      report({.message = error.fields().message,
              .error = "error getting metadata of migration path " + shown_path(name),
              .remedy = "Make the folder's files reachable for the user who deploys.",
              .where = position(name)});
    } else if (::access(path.c_str(), R_OK) != 0) {
      const int number = errno;
      report({.message = error.fields().message,
              .error =
                  system::format("error reading contents of migration {}: {} (os error {})",
                                 shown_path(name), std::generic_category().message(number), number),
              .remedy = "Make the file readable for the user who deploys.",
              .where = position(name)});
    } else {  // our own limit: sqlx would read it
      result_.findings.push_back(
          make_finding("plan/syntax", error.fields().message, position(name)));
    }
  }
  result_.migrations.push_back(std::move(migration));
}

void Resolver::inspect(Migration& migration, const std::string& content) {
  migration.no_tx = content.starts_with(no_transaction);
  migration.has_byte_order_mark = content.starts_with(byte_order_mark);
  migration.has_crlf = content.find("\r\n") != std::string::npos;
  if (const std::size_t nul = content.find('\0'); nul != std::string::npos)
    migration.first_nul = system::position_at(content, nul, position(migration.file).file);
  const std::size_t bad = system::find_invalid_utf8(content);
  if (bad != std::string::npos) {
    const Position where = position(migration.file);
    report(
        {.message = system::format("\"{}\" is not UTF-8: byte 0x{:02x}",
                                   system::escape_for_display(migration.file),
                                   static_cast<unsigned char>(content[bad])),
         .error = system::format("error reading contents of migration {}: stream did not contain "
                                 "valid UTF-8",
                                 shown_path(migration.file)),
         .remedy = "Save the file as UTF-8, before it is applied anywhere.",
         .where = system::position_at(content, bad, where.file)});
  }
  migration.checksum = bad == std::string::npos
                           ? migration_checksum(content, options_.ignored_chars)
                           : system::sha384_hex(content);
}

}  // namespace

std::string migration_checksum(std::string_view content,
                               const std::vector<char32_t>& ignored_chars) {
  if (ignored_chars.empty()) return system::sha384_hex(content);
  std::string kept;
  kept.reserve(content.size());
  while (!content.empty()) {
    const system::Decoded decoded = system::decode_code_point(content);
    if (!std::ranges::binary_search(ignored_chars, decoded.code_point))
      kept += content.substr(0, decoded.length);
    content.remove_prefix(decoded.length);
  }
  return system::sha384_hex(kept);
}

Resolution resolve(const ResolveOptions& options) { return Resolver(options).run(); }

}  // namespace plumbline::adapters::sqlx

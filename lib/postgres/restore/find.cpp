/// Which file is the backup, and what it is by its first bytes.
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "plumbline/error.hpp"
#include "postgres/restore/backup.hpp"
#include "postgres/restore/byte_source.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

namespace {

constexpr std::array<std::string_view, 4> endings = {".sql", ".dump", ".backup", ".pgdump"};
/// Those that cannot be read too: the newest backup must not be passed over for how it is packed.
constexpr std::array<std::string_view, 10> packers = {"",     ".gz",  ".zst", ".xz",  ".bz2",
                                                      ".lz4", ".zip", ".gpg", ".age", ".enc"};
/// Of a tar archive: "ustar" at 257.
constexpr std::size_t head_bytes = 512;

struct State {
  bool is_folder = false;
  std::uint64_t bytes = 0;
  std::int64_t changed_ns = 0;
  std::string identity;
};

std::optional<State> state_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  if (!S_ISDIR(status.st_mode) && !S_ISREG(status.st_mode)) return std::nullopt;
#ifdef __APPLE__
  const timespec& changed = status.st_mtimespec;
#else
  const timespec& changed = status.st_mtim;
#endif
  const std::int64_t changed_ns =
      static_cast<std::int64_t>(changed.tv_sec) * 1'000'000'000 + changed.tv_nsec;
  return State{.is_folder = S_ISDIR(status.st_mode),
               .bytes = static_cast<std::uint64_t>(status.st_size),
               .changed_ns = changed_ns,
               .identity = system::format("{}:{}:{}:{}", status.st_dev, status.st_ino,
                                          status.st_size, changed_ns)};
}

bool is_backup_name(std::string_view name) {
  if (name.starts_with('.')) return false;
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
    return std::any_of(packers.begin(), packers.end(), [&](std::string_view packer) {
      if (!name.ends_with(packer)) return false;
      const std::string_view rest = name.substr(0, name.size() - packer.size());
      return rest.size() > ending.size() && rest.ends_with(ending);
    });
  });
}

bool is_dump_folder(const std::string& path) {
  return system::is_file(system::join_path(path, "toc.dat"));
}

/// A folder of pg_dump -Fd is as large, as new and as unchanged as its files.
State folder_state(const std::string& path, State state) {
  state.bytes = 0;
  const system::Folder folder(path);
  for (const system::Entry& entry : folder.entries()) {
    const std::optional<State> file = state_of(system::join_path(path, entry.name));
    if (!file) continue;
    state.bytes += file->bytes;
    state.changed_ns = std::max(state.changed_ns, file->changed_ns);
    state.identity += ' ' + file->identity;
  }
  return state;
}

BackupFormat format_of(std::string_view head) {
  if (head.starts_with("\x1f\x8b")) return BackupFormat::gzip;
  if (head.starts_with("PGDMP")) return BackupFormat::custom;
  if (head.size() >= 262 && head.substr(257).starts_with("ustar")) return BackupFormat::tar;
  static constexpr std::array<std::string_view, 5> foreign = {"\x28\xb5\x2f\xfd",
                                                              "\xfd"
                                                              "7zXZ",
                                                              "BZh", "\x04\x22\x4d\x18",
                                                              "PK\x03\x04"};
  const bool is_foreign = std::any_of(foreign.begin(), foreign.end(), [&](std::string_view magic) {
    return head.starts_with(magic);
  });
  return is_foreign ? BackupFormat::unknown : BackupFormat::plain;
}

Backup describe(const std::string& path, const State& found) {
  const State state = found.is_folder ? folder_state(path, found) : found;
  Backup backup{.path = path,
                .format = BackupFormat::directory,
                .choice = "",
                .bytes = state.bytes,
                .modified_at = state.changed_ns / 1'000,
                .identity = state.identity};
  if (found.is_folder) return backup;
  std::array<char, head_bytes> head{};
  const std::size_t count = BackupFile(path).read(head);
  backup.format = format_of({head.data(), count});
  return backup;
}

struct Candidate {
  std::int64_t changed_ns = 0;
  std::string name;
  State state;
};

}  // namespace

std::string_view backup_format_name(BackupFormat format) noexcept {
  static constexpr std::array<std::string_view, 6> names = {"plain",     "gzip", "custom",
                                                            "directory", "tar",  "unknown"};
  return names[static_cast<std::size_t>(format)];
}

std::optional<Backup> find_backup(const std::string& path) {
  const std::optional<State> state = state_of(path);
  if (!state) return std::nullopt;
  if (!state->is_folder || is_dump_folder(path)) return describe(path, *state);
  std::optional<Candidate> newest;
  std::size_t count = 0;
  const system::Folder folder(path);
  for (const system::Entry& entry : folder.entries()) {
    const std::string file = system::join_path(path, entry.name);
    const std::optional<State> found = state_of(file);
    if (!found) continue;
    if (found->is_folder ? !is_dump_folder(file) : !is_backup_name(entry.name)) continue;
    ++count;
    const std::int64_t changed_ns =
        found->is_folder ? folder_state(file, *found).changed_ns : found->changed_ns;
    if (newest && newest->changed_ns > changed_ns) continue;
    newest = Candidate{changed_ns, entry.name, *found};
  }
  if (!newest) return std::nullopt;
  Backup backup = describe(system::join_path(path, newest->name), newest->state);
  backup.choice = count == 1 ? system::format("the only backup in \"{}\"", path)
                             : system::format("newest of {} backups in \"{}\"", count, path);
  return backup;
}

}  // namespace plumbline::postgres

#include "postgres/cluster/cache.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <tuple>

#include "plumbline/error.hpp"
#include "postgres/cluster/lock.hpp"
#include "system/digest.hpp"
#include "system/environment.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {
namespace {

constexpr std::string_view marker_head = "plumbline-cluster/1";
constexpr std::string_view plain_name = "plain";
constexpr std::string_view variant_prefix = "with-";
constexpr std::string_view unfinished_prefix = "new-";

/// The folder itself, made when it is missing; only when nobody else may write to it.
bool is_private(const std::string& path) {
  ::mkdir(path.c_str(), 0700);
  struct stat facts {};
  return ::lstat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) &&
         facts.st_uid == ::geteuid() && (facts.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/// $XDG_CACHE_HOME, ~/.cache; "" when neither is told.
std::string cache_home() {
  const system::Environment environment;
  std::string home = environment.get("XDG_CACHE_HOME").value_or("");
  if (!home.starts_with('/')) {
    home = environment.get("HOME").value_or("");
    if (!home.starts_with('/')) return "";
    home = system::join_path(home, ".cache");
  }
  return home;
}

/// Where versions lie; "" when there is no place.
std::string find_root() {
  for (const std::string& home :
       {cache_home(), system::format("/tmp/plumbline-cache-{}", ::geteuid())}) {
    if (home.empty() || !is_private(home)) continue;
    const std::string ours = system::join_path(home, "plumbline");
    std::string root = system::join_path(ours, "cluster");
    if (is_private(ours) && is_private(root)) return root;
  }
  return "";
}

std::string find_ending(const std::string& root, const std::string& ending) {
  for (const system::Entry& entry : system::Folder(root).entries()) {
    if (entry.type == system::EntryType::folder && entry.name.ends_with(ending))
      return system::join_path(root, entry.name);
  }
  return "";
}

std::string marker_text(const KeptData& kept) {
  std::string text = system::format("{}\nversion {}\nfiles {}\nbytes {}\n", marker_head,
                                    kept.version.text, kept.size.files, kept.size.bytes);
  if (!kept.family.empty()) text += system::format("family {}\n", kept.family);
  for (const std::string& database : kept.databases)
    text += system::format("database {}\n", database);
  return text + "end\n";
}

std::uint64_t number_in(std::string_view text) noexcept {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// Absent when it is not whole.
std::optional<KeptData> parse_marker(std::string_view text) {
  if (!text.starts_with(marker_head) || !text.ends_with("\nend\n")) return std::nullopt;
  KeptData kept;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) continue;
    const std::string_view key = line.substr(0, blank);
    const std::string value(line.substr(blank + 1));
    if (key == "version") kept.version = {version_number(value), value};
    if (key == "files") kept.size.files = number_in(value);
    if (key == "bytes") kept.size.bytes = number_in(value);
    if (key == "family") kept.family = value;
    if (key == "database") kept.databases.push_back(value);
  }
  return kept;
}

void write_marker(const std::string& folder, const KeptData& kept) {
  const std::string path = system::join_path(folder, "complete");
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  const std::string text = marker_text(kept);
  if (!file.is_open() ||
      ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw Error(Status::io, system::format("\"{}\" cannot be written: {}", path, reason_of(errno)));
}

/// When it was last used: the marker's time.
timespec used_at(const std::string& folder) noexcept {
  struct stat facts {};
  if (::stat((folder + "/complete").c_str(), &facts) != 0) return {};
  return facts.st_mtim;
}

bool is_later(const timespec& left, const timespec& right) noexcept {
  return std::tie(left.tv_sec, left.tv_nsec) > std::tie(right.tv_sec, right.tv_nsec);
}

/// How much of what is wished a variant has; larger is better.
struct Worth {
  std::size_t held = 0;
  std::size_t earliest = 0;  ///< counted from the end
};

Worth worth_of(const KeptData& kept, const CopyWishes& wishes) {
  Worth worth;
  for (std::size_t i = 0; i < wishes.databases.size(); ++i) {
    if (!kept.holds(wishes.databases[i])) continue;
    ++worth.held;
    worth.earliest = std::max(worth.earliest, wishes.databases.size() - i);
  }
  return worth;
}

/// A folder that is removed again unless it was put in its place. Made under the cache's lock only:
/// whoever sees one under that lock sees a dead one.
class Unfinished {
 public:
  explicit Unfinished(const std::string& cache)
      : path_(system::join_path(cache, std::string(unfinished_prefix) + "XXXXXX")) {
    if (::mkdtemp(path_.data()) == nullptr)
      throw Error(Status::io,
                  system::format("no folder can be made in \"{}\": {}", cache, reason_of(errno)));
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  ~Unfinished() { static_cast<void>(remove_tree(path_)); }

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  void put(const std::string& place) {
    static_cast<void>(remove_tree(place));
    if (::rename(path_.c_str(), place.c_str()) != 0)
      throw Error(Status::io, system::format("\"{}\" cannot be made: {}", place, reason_of(errno)));
  }

 private:
  std::string path_;
};

}  // namespace

bool KeptData::holds(std::string_view database) const {
  return std::find(databases.begin(), databases.end(), database) != databases.end();
}

std::optional<ClusterCache> ClusterCache::open(const ServerPrograms& programs) {
  const std::string root = find_root();
  if (root.empty()) return std::nullopt;
  const std::string ending = "-" + programs.build();
  std::string path = find_ending(root, ending);
  if (path.empty()) path = system::join_path(root, ask_version(programs).text + ending);
  if (!is_private(path)) return std::nullopt;
  return ClusterCache(std::move(path));
}

std::string ClusterCache::place_of(std::string_view name) const {
  return system::join_path(path_, name);
}

std::optional<Descriptor> ClusterCache::lock() const {
  return wait_for_lock(place_of("lock"), LockKind::exclusive);
}

std::optional<KeptData> ClusterCache::read(const std::string& name) const {
  const std::string marker = place_of(name) + "/complete";
  if (!system::is_file(marker)) return std::nullopt;
  std::optional<KeptData> kept = parse_marker(system::read_file(marker));
  if (kept) kept->name = name;
  return kept;
}

std::vector<KeptData> ClusterCache::variants() const {
  std::vector<KeptData> found;
  for (const system::Entry& entry : system::Folder(path_).entries()) {
    if (!entry.name.starts_with(variant_prefix)) continue;
    if (auto kept = read(entry.name)) found.push_back(std::move(*kept));
  }
  return found;
}

bool ClusterCache::copy_one(const KeptData& kept, const std::string& to,
                            const std::optional<FileOwner>& owner) const {
  try {
    const TreeSize size = unpack_tree(place_of(kept.name) + "/data", to, owner);
    if (size == kept.size) {
      ::utimensat(AT_FDCWD, (place_of(kept.name) + "/complete").c_str(), nullptr, 0);
      return true;
    }
  } catch (const Error& error) {
    static_cast<void>(remove_tree(to));
    if (error.status() == Status::io) throw;  // a full disk is no fault of what is kept
  }
  static_cast<void>(remove_tree(to));
  return false;
}

std::vector<KeptData> ClusterCache::best_first(const CopyWishes& wishes) const {
  std::vector<KeptData> found;
  if (!wishes.databases.empty()) found = variants();
  std::erase_if(found, [&](const KeptData& kept) {
    return kept.family != wishes.family || worth_of(kept, wishes).held == 0;
  });
  std::sort(found.begin(), found.end(), [&](const KeptData& left, const KeptData& right) {
    const Worth a = worth_of(left, wishes);
    const Worth b = worth_of(right, wishes);
    if (std::tie(a.held, a.earliest) != std::tie(b.held, b.earliest))
      return std::tie(a.held, a.earliest) > std::tie(b.held, b.earliest);
    return is_later(used_at(place_of(left.name)), used_at(place_of(right.name)));
  });
  if (auto plain = read(std::string(plain_name))) found.push_back(std::move(*plain));
  return found;
}

std::optional<KeptData> ClusterCache::copy_to(const std::string& to,
                                              const CopyWishes& wishes) const {
  std::optional<KeptData> copied;
  std::vector<std::string> broken;
  {
    const auto shared = wait_for_lock(place_of("lock"), LockKind::shared);
    for (KeptData& kept : best_first(wishes)) {
      if (copy_one(kept, to, wishes.owner)) {
        copied = std::move(kept);
        break;
      }
      broken.push_back(kept.name);
    }
  }
  for (const std::string& name : broken) forget(name);
  return copied;
}

std::optional<KeptData> ClusterCache::copy_plain(const std::string& to,
                                                 const CopyWishes& wishes) const {
  std::optional<KeptData> plain = read(std::string(plain_name));
  if (plain && !copy_one(*plain, to, wishes.owner)) plain.reset();
  return plain;
}

void ClusterCache::keep_plain(const std::string& data, const ServerVersion& version) const {
  Unfinished fresh(path_);
  KeptData about{std::string(plain_name), version, "", {}, {}};
  about.size = pack_tree(data, fresh.path() + "/data");
  write_marker(fresh.path(), about);
  fresh.put(place_of(plain_name));
}

void ClusterCache::keep_variant(const std::string& data, KeptData about) const {
  std::sort(about.databases.begin(), about.databases.end());
  const std::string names = about.family + "\n" + system::join(about.databases, "\n");
  about.name = std::string(variant_prefix) + system::sha256_hex(names).substr(0, 16);
  const auto held = lock();
  Unfinished fresh(path_);
  about.size = pack_tree(data, fresh.path() + "/data");
  write_marker(fresh.path(), about);
  fresh.put(place_of(about.name));
  make_room(about.name);
}

bool ClusterCache::has_room(std::uint64_t bytes) const noexcept {
  struct statvfs status {};
  if (::statvfs(path_.c_str(), &status) != 0) return false;
  return bytes <= std::uint64_t{status.f_bavail} * status.f_frsize / 2;
}

void ClusterCache::forget(const std::string& name) const {
  const auto held = lock();
  static_cast<void>(remove_tree(place_of(name)));
}

void ClusterCache::make_room(const std::string& newest) const {
  std::vector<KeptData> kept = variants();
  std::sort(kept.begin(), kept.end(), [&](const KeptData& left, const KeptData& right) {
    if ((left.name == newest) != (right.name == newest)) return left.name == newest;
    return is_later(used_at(place_of(left.name)), used_at(place_of(right.name)));
  });
  std::uint64_t bytes = 0;
  std::vector<std::string> stay = {"lock", std::string(plain_name)};
  for (const KeptData& one : kept) {
    bytes += one.size.bytes;
    const bool is_newest = one.name == newest;
    if (is_newest || (bytes <= max_variant_bytes && stay.size() < max_variants + 2))
      stay.push_back(one.name);
  }
  // Also what a killed process left unfinished: nobody else is at work under this lock.
  for (const system::Entry& entry : system::Folder(path_).entries()) {
    if (std::find(stay.begin(), stay.end(), entry.name) == stay.end())
      static_cast<void>(remove_tree(place_of(entry.name)));
  }
}

}  // namespace plumbline::postgres

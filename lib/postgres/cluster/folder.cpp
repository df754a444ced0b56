#include "postgres/cluster/folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>

#include "plumbline/error.hpp"
#include "postgres/cluster/lock.hpp"
#include "postgres/cluster/tree.hpp"
#include "system/environment.hpp"
#include "system/files.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {
namespace {

constexpr std::string_view prefix = "plumb-";
constexpr std::size_t name_length = prefix.size() + 6;
constexpr std::string_view socket_name = "/.s.PGSQL.5432.lock";
constexpr std::size_t max_socket_path = 100;

// Of memory for one cluster besides what is in its databases, several times over.
constexpr std::uint64_t memory_reserve = 1ULL << 30;
constexpr std::uint64_t most_in_memory = 1ULL << 40;

/// The number behind `key` in a file of the kernel's; 0 when there is none.
std::uint64_t number_behind(const char* path, std::string_view key) {
  const Descriptor file(::open(path, O_RDONLY | O_CLOEXEC));
  std::array<char, 4'096> bytes{};
  const ssize_t count = file.is_open() ? ::read(file.get(), bytes.data(), bytes.size()) : 0;
  const std::string_view text(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  const std::size_t found = text.find(key);
  if (found == std::string_view::npos) return 0;
  const std::size_t digits = text.find_first_not_of(' ', found + key.size());
  std::uint64_t number = 0;
  if (digits != std::string_view::npos)
    std::from_chars(text.data() + digits, text.data() + text.size(), number);
  return number;
}

std::string reason() { return reason_of(errno); }

/// What a folder is called until it is locked: a kill before that leaves one that every sweep knows
/// for dead, and no sweep sees the other name without its lock.
std::string unnamed(const std::string& path) {
  return system::join_path(system::parent_path(path), "." + std::string(system::base_name(path)));
}

/// Makes the folder and its lock. Absent with `errno` set, ENOENT when a sweep was faster.
std::optional<ClusterFolder> make_locked(const std::string& pattern) {
  std::string early = unnamed(pattern);
  if (::mkdtemp(early.data()) == nullptr) return std::nullopt;
  const Descriptor held(::open(early.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!held.is_open() || ::flock(held.get(), LOCK_EX | LOCK_NB) != 0) {
    errno = ENOENT;
    return std::nullopt;
  }
  ClusterFolder folder;
  folder.path = pattern;
  folder.path.replace(pattern.size() - 6, 6, early, early.size() - 6, 6);
  folder.lock = Descriptor(
      ::openat(held.get(), "lock", O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (folder.lock.is_open() && ::flock(folder.lock.get(), LOCK_EX | LOCK_NB) == 0 &&
      ::rename(early.c_str(), folder.path.c_str()) == 0)
    return folder;
  const int why = errno;
  static_cast<void>(remove_tree(early));
  errno = why;
  return std::nullopt;
}

/// Absent when the place will not do; `why` says so.
std::optional<ClusterFolder> make_in(const std::string& place, std::string& why) {
  const std::string pattern =
      system::join_path(place, std::string(prefix) + std::string(name_length - prefix.size(), 'X'));
  if (pattern.size() + socket_name.size() > max_socket_path) {
    why += system::format("\"{}\" is too long for a socket; ", place);
    return std::nullopt;
  }
  for (int tries = 0; tries < 5; ++tries) {
    if (auto folder = make_locked(pattern)) return folder;
    if (errno != ENOENT) break;
  }
  why += system::format("\"{}\": {}; ", place, reason());
  return std::nullopt;
}

bool has_name(std::string_view name) noexcept {
  return name.starts_with(prefix) && name.size() == name_length;
}

/// What a server wrote into postmaster.pid.
struct Postmaster {
  pid_t process = 0;
  int segment = -1;  ///< its System V shared memory
};

Postmaster read_postmaster(const std::string& data) {
  Postmaster postmaster;
  const Descriptor file(
      ::open((data + "/postmaster.pid").c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  std::array<char, 1'024> text{};
  const ssize_t count = file.is_open() ? ::read(file.get(), text.data(), text.size() - 1) : -1;
  if (count <= 0) return postmaster;
  const std::string_view words(text.data(), static_cast<std::size_t>(count));
  std::from_chars(words.data(), words.data() + words.size(), postmaster.process);
  std::size_t line = 0;
  for (int number = 1; number < 7 && line != std::string_view::npos; ++number) {
    line = words.find('\n', line);
    if (line != std::string_view::npos) ++line;
  }
  if (line != std::string_view::npos)
    static_cast<void>(std::sscanf(text.data() + line, "%*u %d", &postmaster.segment));
  return postmaster;
}

/// Whether that process works in `data` as the user who owns it: its number may have been given to
/// somebody else since.
bool is_server_of(pid_t process, const std::string& data, uid_t owner) {
  if (process <= 1) return false;
  const std::string about = system::format("/proc/{}", process);
  struct stat facts {};
  if (::stat(about.c_str(), &facts) != 0 || facts.st_uid != owner) return false;
  std::array<char, PATH_MAX> place{};
  const ssize_t length = ::readlink((about + "/cwd").c_str(), place.data(), place.size() - 1);
  return length > 0 && std::string_view(place.data(), static_cast<std::size_t>(length)) ==
                           system::real_path(data);
}

void end_server(const std::string& data, uid_t owner) {
  const Postmaster postmaster = read_postmaster(data);
  const auto is_there = [&] { return is_server_of(postmaster.process, data, owner); };
  for (int tries = 0; is_there() && tries < 250; ++tries) {
    if (tries % 100 == 0) ::kill(postmaster.process, tries < 200 ? SIGQUIT : SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  shmid_ds segment{};
  if (postmaster.segment >= 0 && ::shmctl(postmaster.segment, IPC_STAT, &segment) == 0 &&
      segment.shm_perm.uid == owner && segment.shm_nattch == 0)
    ::shmctl(postmaster.segment, IPC_RMID, nullptr);
}

bool is_ours(const std::string& path, const Account& account) noexcept {
  struct stat facts {};
  return ::lstat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) &&
         (facts.st_uid == ::geteuid() || facts.st_uid == account.owner.uid);
}

/// One whose maker died before it had its name, or works right now.
void sweep_unnamed(const std::string& path) {
  const Descriptor held(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!held.is_open() || ::flock(held.get(), LOCK_EX | LOCK_NB) != 0) return;
  ::unlinkat(held.get(), "lock", 0);
  ::rmdir(path.c_str());
}

void sweep_one(const std::string& path) {
  // Held until the folder is gone, so that two sweeps do not meet in it.
  if (const std::optional<Descriptor> held = try_lock(path + "/lock")) remove_dead_folder(path);
}

struct CloseFolder {
  void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};

void sweep_place(const std::string& place, const Account& account) {
  const std::unique_ptr<DIR, CloseFolder> folder(::opendir(place.c_str()));
  if (!folder) return;
  while (const dirent* entry = ::readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    const bool is_unnamed = name.starts_with('.') && has_name(name.substr(1));
    const std::string path = system::join_path(place, name);
    if ((!is_unnamed && !has_name(name)) || !is_ours(path, account)) continue;
    is_unnamed ? sweep_unnamed(path) : sweep_one(path);
  }
}

}  // namespace

std::vector<std::string> folder_places(const std::string& given) {
  if (!given.empty()) return {given};
  std::vector<std::string> places = {"/tmp"};
  if (const auto runtime = system::Environment().get("XDG_RUNTIME_DIR");
      runtime && runtime->starts_with('/'))
    places.push_back(*runtime);
  places.emplace_back("/var/tmp");
  return places;
}

std::string memory_place(std::uint64_t bytes) {
  if (bytes > most_in_memory) return "";
  const std::uint64_t enough = bytes + memory_reserve;
  struct statvfs free_space {};
  if (::statvfs(memory_folder, &free_space) != 0 ||
      free_space.f_bavail * free_space.f_frsize < enough)
    return "";
  // There what a user has in it goes when he logs out.
  if (::geteuid() != 0 && system::is_folder("/run/systemd/system")) return "";
  const std::uint64_t available = number_behind("/proc/meminfo", "MemAvailable:") * 1'024;
  if (available < 2 * enough) return "";
  // A container's own limit; a file without a number sets none.
  for (const char* limit :
       {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    const std::uint64_t most = number_behind(limit, "");
    if (most != 0 && most < 2 * enough) return "";
  }
  return memory_folder;
}

ClusterFolder make_cluster_folder(const std::vector<std::string>& places) {
  std::string why;
  for (const std::string& place : places) {
    if (auto folder = make_in(place, why)) return std::move(*folder);
  }
  why.resize(why.size() - std::string_view("; ").size());
  throw Error(Status::io,
              system::format("no folder for an ephemeral PostgreSQL can be made: {}", why));
}

void remove_dead_folder(const std::string& path) noexcept {
  try {
    struct stat facts {};
    const std::string data = path + "/data";
    if (::lstat(path.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode)) return;
    end_server(data, facts.st_uid);
    // Its last processes may still be writing.
    for (int tries = 0; !remove_tree(path) && tries < 20; ++tries)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
  } catch (const std::bad_alloc&) {  // the next sweep does it
  }
}

void sweep_dead_folders(const std::vector<std::string>& places, const Account& account) {
  for (const std::string& place : places) sweep_place(place, account);
}

}  // namespace plumbline::postgres

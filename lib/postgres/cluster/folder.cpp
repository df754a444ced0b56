#include "postgres/cluster/folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
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
// A folder without its lock is one whose maker died between two system calls, or works right now.
constexpr std::time_t unlocked_seconds = 60;

std::string reason() { return reason_of(errno); }

/// Absent when the place will not do; `why` says so.
std::optional<ClusterFolder> make_in(const std::string& place, std::string& why) {
  ClusterFolder folder;
  folder.path = system::join_path(place, std::string(prefix) + std::string(6, 'X'));
  if (folder.path.size() + socket_name.size() > max_socket_path) {
    why += system::format("\"{}\" is too long for a socket; ", place);
    return std::nullopt;
  }
  if (::mkdtemp(folder.path.data()) == nullptr) {
    why += system::format("\"{}\": {}; ", place, reason());
    return std::nullopt;
  }
  // Locked before it has its name: a sweep never sees it free.
  const std::string unnamed = folder.path + "/lock.new";
  folder.lock =
      Descriptor(::open(unnamed.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (folder.lock.is_open() && ::flock(folder.lock.get(), LOCK_EX | LOCK_NB) == 0 &&
      ::rename(unnamed.c_str(), (folder.path + "/lock").c_str()) == 0)
    return folder;
  why += system::format("\"{}\": {}; ", place, reason());
  static_cast<void>(remove_tree(folder.path));
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

/// Removes one that died before it was locked, which holds nothing.
void remove_unlocked(const std::string& path, const struct stat& facts) {
  if (std::time(nullptr) - facts.st_ctime < unlocked_seconds) return;
  static_cast<void>(::unlink((path + "/lock.new").c_str()));
  static_cast<void>(::rmdir(path.c_str()));
}

void sweep_one(const std::string& path, const Account& account) {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode)) return;
  if (facts.st_uid != ::geteuid() && facts.st_uid != account.owner.uid) return;
  const std::string lock = path + "/lock";
  struct stat locked {};
  if (::lstat(lock.c_str(), &locked) != 0) return remove_unlocked(path, facts);
  // Held until the folder is gone, so that two sweeps do not meet in it.
  if (const std::optional<Descriptor> held = try_lock(lock)) remove_dead_folder(path);
}

struct CloseFolder {
  void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};

void sweep_place(const std::string& place, const Account& account) {
  const std::unique_ptr<DIR, CloseFolder> folder(::opendir(place.c_str()));
  if (!folder) return;
  while (const dirent* entry = ::readdir(folder.get())) {
    if (has_name(entry->d_name)) sweep_one(system::join_path(place, entry->d_name), account);
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

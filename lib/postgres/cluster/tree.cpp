#include "postgres/cluster/tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string_view>
#include <system_error>
#include <vector>

#if __has_include(<linux/fs.h>)
#include <linux/fs.h>
#endif

#include "plumbline/error.hpp"
#include "postgres/cluster/descriptor.hpp"
#include "system/format.hpp"
#include "system/interruption.hpp"

namespace plumbline::postgres {
namespace {

constexpr std::size_t max_depth = 64;
constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

struct CloseFolder {
  void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};
using OpenFolder = std::unique_ptr<DIR, CloseFolder>;

OpenFolder read_folder(Descriptor descriptor) noexcept {
  OpenFolder folder(::fdopendir(descriptor.get()));
  if (folder) static_cast<void>(descriptor.release());
  return folder;
}

bool is_dots(const char* name) noexcept {
  return std::string_view(name) == "." || std::string_view(name) == "..";
}

[[noreturn]] void throw_reading(std::string_view path, int error_number) {
  throw Error(Status::not_found,
              system::format("\"{}\" cannot be read: {}", path, reason_of(error_number)));
}

[[noreturn]] void throw_copying(std::string_view path, int error_number) {
  throw Error(Status::io,
              system::format("\"{}\" cannot be copied: {}", path, reason_of(error_number)));
}

[[noreturn]] void throw_too_deep(std::string_view tree) {
  throw Error(Status::limit, system::format("\"{}\" is too deep to be copied", tree));
}

[[noreturn]] void refuse(std::string_view tree, std::string_view name) {
  throw Error(
      Status::refused,
      system::format("\"{}\" cannot be copied: \"{}\" in it is a link or a device", tree, name));
}

/// A folder that is being copied.
struct Level {
  OpenFolder from;
  Descriptor to;
};

class TreeCopy {
 public:
  TreeCopy(const std::string& from, const std::string& to, const std::optional<FileOwner>& owner)
      : name_(from), owner_(owner) {
    levels_.push_back(open_level(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str()));
  }

  TreeSize run() {
    while (!levels_.empty()) {
      system::check_interruption();
      const int from = ::dirfd(levels_.back().from.get());
      errno = 0;
      const dirent* entry = ::readdir(levels_.back().from.get());
      if (entry == nullptr) {
        if (errno != 0) throw_reading(name_, errno);
        give(levels_.back().to.get());
        levels_.pop_back();
      } else if (!is_dots(entry->d_name)) {
        take(from, levels_.back().to.get(), entry->d_name);
      }
    }
    return size_;
  }

 private:
  Level open_level(int from_folder, const char* from, int to_folder, const char* to) {
    Descriptor source(::openat(from_folder, from, folder_flags));
    if (!source.is_open()) throw_reading(from, errno);
    if (::mkdirat(to_folder, to, 0700) != 0) throw_copying(from, errno);
    Level level;
    level.to = Descriptor(::openat(to_folder, to, folder_flags));
    if (!level.to.is_open()) throw_copying(from, errno);
    level.from = read_folder(std::move(source));
    if (!level.from) throw_reading(from, errno);
    return level;
  }

  void take(int from, int to, const char* name) {
    Descriptor source(::openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat facts {};
    if (!source.is_open() || ::fstat(source.get(), &facts) != 0) {
      if (errno == ELOOP) refuse(name_, name);
      throw_reading(name, errno);
    }
    if (S_ISDIR(facts.st_mode)) {
      if (levels_.size() == max_depth) throw_too_deep(name_);
      levels_.push_back(open_level(from, name, to, name));
    } else if (S_ISREG(facts.st_mode)) {
      copy_file(source.get(), to, name);
    } else {
      refuse(name_, name);
    }
  }

  void copy_file(int from, int to_folder, const char* name) {
    const Descriptor to(
        ::openat(to_folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!to.is_open()) throw_copying(name, errno);
    size_.bytes += copy_bytes(from, to.get(), name);
    ++size_.files;
    give(to.get());
  }

  std::uint64_t copy_bytes(int from, int to, const char* name) {
#ifdef FICLONE
    if (can_share_ && ::ioctl(to, FICLONE, from) == 0) {
      struct stat facts {};
      if (::fstat(to, &facts) == 0) return static_cast<std::uint64_t>(facts.st_size);
    }
    can_share_ = false;  // one file system cannot do it for any of its files
#endif
    std::uint64_t copied = 0;
    while (true) {
      const ssize_t count = ::read(from, buffer_.data(), buffer_.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw_reading(name, errno);
      if (count == 0) return copied;
      write_all(to, static_cast<std::size_t>(count), name);
      copied += static_cast<std::uint64_t>(count);
    }
  }

  void write_all(int to, std::size_t count, const char* name) {
    std::size_t written = 0;
    while (written < count) {
      const ssize_t piece = ::write(to, buffer_.data() + written, count - written);
      if (piece < 0 && errno == EINTR) continue;
      if (piece < 0) throw_copying(name, errno);
      written += static_cast<std::size_t>(piece);
    }
  }

  void give(int descriptor) const {
    if (owner_ && ::fchown(descriptor, owner_->uid, owner_->gid) != 0)
      throw Error(Status::io, system::format("a copy of \"{}\" cannot be given to user {}: {}",
                                             name_, owner_->uid, reason_of(errno)));
  }

  std::string name_;
  std::optional<FileOwner> owner_;
  std::vector<Level> levels_;
  TreeSize size_;
  std::vector<char> buffer_ = std::vector<char>(256U << 10);
  bool can_share_ = true;
};

/// Calls with each entry that is no folder, and the folder it is in.
template <typename Visit>
void walk(const std::string& path, const Visit& visit) {
  std::vector<OpenFolder> levels;
  levels.push_back(read_folder(Descriptor(::open(path.c_str(), folder_flags))));
  if (!levels.back()) throw_reading(path, errno);
  while (!levels.empty()) {
    const int here = ::dirfd(levels.back().get());
    const dirent* entry = ::readdir(levels.back().get());
    if (entry == nullptr) {
      levels.pop_back();
      continue;
    }
    struct stat facts {};
    if (is_dots(entry->d_name)) continue;
    if (::fstatat(here, entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
      throw_reading(entry->d_name, errno);
    if (!S_ISDIR(facts.st_mode)) {
      visit(here, entry->d_name, facts);
      continue;
    }
    if (levels.size() == max_depth) throw_too_deep(path);
    levels.push_back(read_folder(Descriptor(::openat(here, entry->d_name, folder_flags))));
    if (!levels.back()) throw_reading(path, errno);
  }
}

/// 16385_fsm, 16385_vm.
bool is_map(std::string_view name) noexcept {
  const std::size_t digits = name.find_first_not_of("0123456789");
  return digits != 0 && digits != std::string_view::npos &&
         (name.substr(digits) == "_fsm" || name.substr(digits) == "_vm");
}

/// A folder that is being emptied, and its name in the one above.
struct Emptied {
  OpenFolder folder;
  std::string name;
};

/// False when something stays.
bool empty_tree(std::vector<Emptied>& levels, int above) {
  while (true) {
    Emptied& level = levels.back();
    const int here = ::dirfd(level.folder.get());
    const dirent* entry = ::readdir(level.folder.get());
    if (entry == nullptr) {
      const Emptied done = std::move(levels.back());
      levels.pop_back();
      const int parent = levels.empty() ? above : ::dirfd(levels.back().folder.get());
      const bool is_gone = ::unlinkat(parent, done.name.c_str(), AT_REMOVEDIR) == 0;
      if (levels.empty()) return is_gone;
      continue;
    }
    if (is_dots(entry->d_name) || ::unlinkat(here, entry->d_name, 0) == 0) continue;
    if (errno != EISDIR && errno != EPERM) continue;
    if (levels.size() == max_depth) continue;
    OpenFolder inner = read_folder(Descriptor(::openat(here, entry->d_name, folder_flags)));
    if (inner) levels.push_back({std::move(inner), entry->d_name});
  }
}

}  // namespace

TreeSize copy_tree(const std::string& from, const std::string& to,
                   const std::optional<FileOwner>& owner) {
  return TreeCopy(from, to, owner).run();
}

TreeSize measure_tree(const std::string& path) {
  TreeSize size;
  walk(path, [&](int, const char* name, const struct stat& facts) {
    if (!S_ISREG(facts.st_mode)) refuse(path, name);
    ++size.files;
    size.bytes += static_cast<std::uint64_t>(facts.st_size);
  });
  return size;
}

void remove_maps(const std::string& data) {
  for (const char* part : {"/base", "/global"}) {
    walk(data + part, [](int folder, const char* name, const struct stat& facts) {
      if (S_ISREG(facts.st_mode) && is_map(name)) ::unlinkat(folder, name, 0);
    });
  }
}

bool remove_tree(const std::string& path) noexcept {
  try {
    OpenFolder folder = read_folder(Descriptor(::open(path.c_str(), folder_flags)));
    if (!folder) return ::unlink(path.c_str()) == 0 || errno == ENOENT;
    std::vector<Emptied> levels;
    levels.push_back({std::move(folder), path});
    return empty_tree(levels, AT_FDCWD);
  } catch (const std::bad_alloc&) {
    return false;
  }
}

std::string reason_of(int error_number) { return std::generic_category().message(error_number); }

}  // namespace plumbline::postgres

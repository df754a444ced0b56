#include "postgres/cluster/tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "plumbline/error.hpp"
#include "postgres/cluster/copier.hpp"
#include "postgres/cluster/descriptor.hpp"
#include "system/format.hpp"
#include "system/interruption.hpp"

namespace plumbline::postgres {
namespace {

constexpr std::size_t max_depth = 64;
constexpr std::size_t buffer_bytes = 256U << 10;
constexpr std::uint32_t max_name = 4'096;
/// From this size on a file is copied by several threads.
constexpr std::uint64_t large_bytes = 1U << 20;
constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

/// What stands before each folder and file of a pack: its path below the data folder follows, then
/// the bytes. Made and read on the same machine.
struct Entry {
  std::uint64_t bytes = 0;
  std::uint32_t name = 0;  ///< length
  std::uint32_t kind = 0;
};

constexpr std::uint32_t folder_kind = 0x64697231;
constexpr std::uint32_t file_kind = 0x66696c31;
constexpr std::uint32_t end_kind = 0x656e6431;

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

/// 16385_fsm, 16385_vm.
bool is_map(std::string_view name) noexcept {
  const std::size_t digits = name.find_first_not_of("0123456789");
  return digits != 0 && digits != std::string_view::npos &&
         (name.substr(digits) == "_fsm" || name.substr(digits) == "_vm");
}

[[noreturn]] void throw_reading(std::string_view path, int error_number) {
  throw Error(Status::not_found,
              system::format("\"{}\" cannot be read: {}", path, reason_of(error_number)));
}

[[noreturn]] void throw_writing(std::string_view path, int error_number) {
  throw Error(Status::io,
              system::format("\"{}\" cannot be written: {}", path, reason_of(error_number)));
}

void write_all(int to, std::uint64_t at, std::string_view bytes, std::string_view path) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(to, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_writing(path, errno);
    at += static_cast<std::uint64_t>(count);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

class Packer {
 public:
  Packer(const std::string& from, const std::string& file)
      : from_(from),
        file_(file),
        to_(std::make_shared<const Descriptor>(
            ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600))) {
    if (!to_->is_open()) throw_writing(file, errno);
    enter(AT_FDCWD, from.c_str(), "");
  }

  TreeSize run() {
    while (!levels_.empty()) {
      system::check_interruption();
      errno = 0;
      const dirent* entry = ::readdir(levels_.back().folder.get());
      if (entry == nullptr) {
        if (errno != 0) throw_reading(from_, errno);
        levels_.pop_back();
      } else if (!is_dots(entry->d_name) && !is_map(entry->d_name)) {
        take(entry->d_name);
      }
    }
    put_entry({0, 0, end_kind}, "");
    flush();
    copier_.finish();
    return size_;
  }

 private:
  struct Level {
    OpenFolder folder;
    std::string path;  ///< below the data folder, with a slash at its end
  };

  void enter(int above, const char* name, std::string path) {
    OpenFolder folder = read_folder(Descriptor(::openat(above, name, folder_flags)));
    if (!folder) throw_reading(name, errno);
    levels_.push_back({std::move(folder), std::move(path)});
  }

  void take(const char* name) {
    const int here = ::dirfd(levels_.back().folder.get());
    const std::string path = levels_.back().path + name;
    Descriptor source(::openat(here, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat facts {};
    if (!source.is_open() || ::fstat(source.get(), &facts) != 0) {
      if (errno == ELOOP) refuse(path);
      throw_reading(path, errno);
    }
    if (S_ISDIR(facts.st_mode)) {
      if (levels_.size() == max_depth)
        throw Error(Status::limit, system::format("\"{}\" is too deep to be kept", from_));
      put_entry({0, static_cast<std::uint32_t>(path.size()), folder_kind}, path);
      enter(here, name, path + "/");
    } else if (S_ISREG(facts.st_mode)) {
      const auto bytes = static_cast<std::uint64_t>(facts.st_size);
      put_entry({bytes, static_cast<std::uint32_t>(path.size()), file_kind}, path);
      size_.bytes += bytes;
      ++size_.files;
      if (bytes < large_bytes) return put_file(source.get(), bytes, path);
      flush();
      auto from = std::make_shared<const Descriptor>(std::move(source));
      copier_.add({std::move(from), 0, to_, written_, bytes, path});
      written_ += bytes;
    } else {
      refuse(path);
    }
  }

  [[noreturn]] void refuse(std::string_view path) const {
    throw Error(
        Status::refused,
        system::format("\"{}\" cannot be kept: \"{}\" in it is a link or a device", from_, path));
  }

  void put_entry(const Entry& entry, std::string_view path) {
    if (used_ + sizeof entry + path.size() > buffer_.size()) flush();
    std::memcpy(buffer_.data() + used_, &entry, sizeof entry);
    std::copy(path.begin(), path.end(),
              buffer_.begin() + static_cast<std::ptrdiff_t>(used_ + sizeof entry));
    used_ += sizeof entry + path.size();
  }

  void put_file(int source, std::uint64_t bytes, std::string_view path) {
    while (bytes > 0) {
      if (used_ == buffer_.size()) flush();
      const auto room =
          static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size() - used_, bytes));
      const ssize_t count = ::read(source, buffer_.data() + used_, room);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) throw_reading(path, count < 0 ? errno : EIO);
      used_ += static_cast<std::size_t>(count);
      bytes -= static_cast<std::uint64_t>(count);
    }
  }

  void flush() {
    write_all(to_->get(), written_, {buffer_.data(), used_}, file_);
    written_ += used_;
    used_ = 0;
  }

  std::string from_;
  std::string file_;
  SharedFile to_;
  std::uint64_t written_ = 0;
  std::vector<Level> levels_;
  std::vector<char> buffer_ = std::vector<char>(buffer_bytes);
  std::size_t used_ = 0;
  TreeSize size_;
  Copier copier_;
};

class Unpacker {
 public:
  Unpacker(const std::string& file, const std::string& to, const std::optional<FileOwner>& owner)
      : file_(file),
        to_(to),
        owner_(owner),
        source_(std::make_shared<const Descriptor>(::open(file.c_str(), O_RDONLY | O_CLOEXEC))) {
    if (!source_->is_open()) throw_reading(file, errno);
    if (::mkdir(to.c_str(), 0700) != 0) throw_writing(to, errno);
    root_ = Descriptor(::open(to.c_str(), folder_flags));
    if (!root_.is_open()) throw_writing(to, errno);
  }

  TreeSize run() {
    while (true) {
      system::check_interruption();
      Entry entry;
      std::memcpy(&entry, take(sizeof entry).data(), sizeof entry);
      if (entry.kind == end_kind) break;
      if (entry.name == 0 || entry.name > max_name) throw_not_whole();
      const std::string path(take(entry.name));
      if (path.front() == '/' || path.find("..") != std::string::npos) throw_not_whole();
      if (entry.kind == folder_kind) {
        if (::mkdirat(root_.get(), path.c_str(), 0700) != 0) throw_making(path, errno);
        folders_.push_back(path);
      } else if (entry.kind == file_kind) {
        make_file(path, entry.bytes);
      } else {
        throw_not_whole();
      }
    }
    for (const std::string& folder : folders_) give(folder.c_str());
    give(".");
    copier_.finish();
    return size_;
  }

 private:
  [[noreturn]] void throw_not_whole() const {
    throw Error(Status::not_found, system::format("\"{}\" is not whole", file_));
  }

  /// A path that cannot be is the pack's fault, all else the disk's.
  [[noreturn]] void throw_making(std::string_view path, int error_number) const {
    for (const int wrong : {ENOENT, EEXIST, ENOTDIR, EISDIR, EINVAL, ENAMETOOLONG}) {
      if (error_number == wrong) throw_not_whole();
    }
    throw_writing(path, error_number);
  }

  /// At least one byte more in the buffer.
  void fill() {
    if (begin_ == end_) begin_ = end_ = 0;
    if (end_ == buffer_.size()) {
      std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), buffer_.end(),
                buffer_.begin());
      end_ -= begin_;
      begin_ = 0;
    }
    ssize_t count = -1;
    do {
      count = ::pread(source_->get(), buffer_.data() + end_, buffer_.size() - end_,
                      static_cast<off_t>(position_));
    } while (count < 0 && errno == EINTR);
    if (count <= 0) throw_not_whole();
    position_ += static_cast<std::uint64_t>(count);
    end_ += static_cast<std::size_t>(count);
  }

  /// The next bytes; gone with the next call. REQUIRES: count is far below the buffer's size.
  std::string_view take(std::size_t count) {
    while (end_ - begin_ < count) fill();
    const std::string_view bytes(buffer_.data() + begin_, count);
    begin_ += count;
    return bytes;
  }

  void make_file(const std::string& path, std::uint64_t bytes) {
    Descriptor to(::openat(root_.get(), path.c_str(),
                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!to.is_open()) throw_making(path, errno);
    if (owner_ && ::fchown(to.get(), owner_->uid, owner_->gid) != 0) throw_writing(path, errno);
    ++size_.files;
    size_.bytes += bytes;
    if (bytes >= large_bytes) return leave_to_copier(std::move(to), path, bytes);
    for (std::uint64_t at = 0; at < bytes;) {
      if (begin_ == end_) fill();
      const auto count =
          static_cast<std::size_t>(std::min<std::uint64_t>(end_ - begin_, bytes - at));
      write_all(to.get(), at, {buffer_.data() + begin_, count}, path);
      begin_ += count;
      at += count;
    }
  }

  void leave_to_copier(Descriptor to, const std::string& path, std::uint64_t bytes) {
    const std::uint64_t start = position_ - (end_ - begin_);
    copier_.add(
        {source_, start, std::make_shared<const Descriptor>(std::move(to)), 0, bytes, path});
    const std::uint64_t buffered = std::min<std::uint64_t>(end_ - begin_, bytes);
    begin_ += static_cast<std::size_t>(buffered);
    position_ += bytes - buffered;
  }

  void give(const char* folder) const {
    if (owner_ && ::fchownat(root_.get(), folder, owner_->uid, owner_->gid, 0) != 0)
      throw_writing(to_, errno);
  }

  std::string file_;
  std::string to_;
  std::optional<FileOwner> owner_;
  SharedFile source_;
  std::uint64_t position_ = 0;  ///< in the pack, of what is read next
  Descriptor root_;
  std::vector<std::string> folders_;
  std::vector<char> buffer_ = std::vector<char>(buffer_bytes);
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  TreeSize size_;
  Copier copier_;
};

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

TreeSize pack_tree(const std::string& from, const std::string& file) {
  return Packer(from, file).run();
}

TreeSize unpack_tree(const std::string& file, const std::string& to,
                     const std::optional<FileOwner>& owner) {
  return Unpacker(file, to, owner).run();
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

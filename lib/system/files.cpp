#include "system/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <new>
#include <system_error>
#include <utility>

#include "plumbline/error.hpp"
#include "system/format.hpp"
#include "system/interruption.hpp"
#include "system/utf8.hpp"

namespace plumbline::system {

namespace {

std::string reason(int number) {
  return std::error_code(number, std::generic_category()).message();
}

[[noreturn]] void throw_io(const std::string& path, int number) {
  if (number == ENOMEM) throw std::bad_alloc();
  const bool is_absent = number == ENOENT || number == ENOTDIR;
  throw Error(is_absent ? Status::not_found : Status::io,
              {.message = system::format("\"{}\" cannot be read: {}", escape_for_display(path),
                                         reason(number)),
               .detail = "",
               .hint = "",
               .sqlstate = "",
               .where = {}});
}

/// Owns a descriptor.
class Descriptor {
 public:
  explicit Descriptor(int value) noexcept : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  [[nodiscard]] int get() const noexcept { return value_; }

 private:
  int value_;
};

/// What st_mode says when it is no regular file, or null.
const char* not_a_file(mode_t mode) {
  if (S_ISREG(mode)) return nullptr;
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

/// What is read at once without an allocation: nearly every migration file.
constexpr std::size_t small_file_bytes = std::size_t{16} * 1024;

/// A regular file within the limits, ready to be read.
struct OpenFile {
  Descriptor descriptor;
  std::size_t size;
};

OpenFile open_file(int folder, const std::string& name, std::string_view shown_folder,
                   const Limits& limits) {
  check_interruption();
  const auto shown = [&] { return join_path(shown_folder, name); };
  // O_NONBLOCK: opening a FIFO must not wait for its writer. It has no effect on a regular file.
  Descriptor file(::openat(folder, name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) throw_io(shown(), errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw_io(shown(), errno);
  if (const char* kind = not_a_file(status.st_mode)) {
    throw Error(Status::io,
                system::format("\"{}\" is {}, not a file", escape_for_display(shown()), kind));
  }
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > limits.max_file_bytes) {
    throw Error(Status::limit,
                system::format("\"{}\" is {:.1f} MiB, the limit is {} MiB; raise max_file_bytes",
                               escape_for_display(shown()), static_cast<double>(size) / (1 << 20),
                               limits.max_file_bytes >> 20));
  }
  return {std::move(file), static_cast<std::size_t>(size)};
}

/// Reads the file and one byte more, so that a file that has grown is seen by the same read. `room`
/// has place for that; returns how many there are.
std::size_t read_bytes(const OpenFile& file, char* room, std::string_view folder,
                       const std::string& name) {
  std::size_t filled = 0;
  while (true) {
    const ssize_t count = ::read(file.descriptor.get(), room + filled, file.size + 1 - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_io(join_path(folder, name), errno);
    filled += static_cast<std::size_t>(count);
    if (count == 0 || filled == file.size) return filled;
    if (filled > file.size) {
      throw Error(Status::io, system::format("\"{}\" grew while it was read; run again",
                                             escape_for_display(join_path(folder, name))));
    }
  }
}

std::string read_whole(int folder, const std::string& name, std::string_view shown_folder,
                       const Limits& limits) {
  const OpenFile file = open_file(folder, name, shown_folder, limits);
  if (file.size < small_file_bytes) {
    std::array<char, small_file_bytes> room;  // not set to zero first, unlike a string
    return {room.data(), read_bytes(file, room.data(), shown_folder, name)};
  }
  std::string bytes(file.size + 1, '\0');
  bytes.resize(read_bytes(file, bytes.data(), shown_folder, name));
  return bytes;
}

EntryType type_of_mode(mode_t mode) noexcept {
  if (S_ISREG(mode)) return EntryType::file;
  if (S_ISDIR(mode)) return EntryType::folder;
  if (S_ISLNK(mode)) return EntryType::link;
  return EntryType::other;
}

EntryType entry_type(int folder, const dirent& entry) noexcept {
  switch (entry.d_type) {
    case DT_REG:
      return EntryType::file;
    case DT_DIR:
      return EntryType::folder;
    case DT_LNK:
      return EntryType::link;
    case DT_UNKNOWN:
      break;  // some file systems do not say
    default:
      return EntryType::other;
  }
  struct stat status {};
  if (::fstatat(folder, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return EntryType::other;
  return type_of_mode(status.st_mode);
}

/// The names of a folder as they are read: behind each other, so that none of them is allocated
/// before its place is known.
class Names {
 public:
  void add(std::string_view name, EntryType type) {
    order_.push_back({.begin = text_.size(), .size = name.size(), .type = type});
    text_ += name;
  }

  [[nodiscard]] std::size_t count() const noexcept { return order_.size(); }

  /// By bytes. Migration folders hold thousands of names that begin alike: numbers, made of what
  /// stands behind that, decide nearly every comparison.
  std::vector<Entry> sort() {
    const std::size_t start = common_prefix();
    for (Name& name : order_) {
      const std::string_view rest = text_of(name).substr(start);
      name.key = sort_key(rest);
      name.further_key = sort_key(rest.substr(std::min(rest.size(), key_size)));
    }
    std::sort(order_.begin(), order_.end(), [&](const Name& left, const Name& right) {
      if (left.key != right.key) return left.key < right.key;
      if (left.further_key != right.further_key) return left.further_key < right.further_key;
      return text_of(left) < text_of(right);
    });
    std::vector<Entry> entries;
    entries.reserve(order_.size());
    for (const Name& name : order_) entries.push_back({std::string(text_of(name)), name.type});
    return entries;
  }

 private:
  static constexpr std::size_t key_size = sizeof(std::uint64_t);

  struct Name {
    std::uint64_t key = 0;
    std::uint64_t further_key = 0;
    std::size_t begin;
    std::size_t size;
    EntryType type;
  };

  [[nodiscard]] std::string_view text_of(const Name& name) const noexcept {
    return {text_.data() + name.begin, name.size};
  }

  [[nodiscard]] std::size_t common_prefix() const noexcept {
    std::string_view common = order_.empty() ? std::string_view() : text_of(order_.front());
    for (const Name& name : order_) {
      const std::string_view text = text_of(name);
      const auto [end, other] =
          std::mismatch(common.begin(), common.end(), text.begin(), text.end());
      common = common.substr(0, static_cast<std::size_t>(end - common.begin()));
    }
    return common.size();
  }

  /// The first eight bytes as a number that orders as they do.
  static std::uint64_t sort_key(std::string_view text) noexcept {
    std::uint64_t key = 0;
    for (std::size_t i = 0; i < key_size; ++i)
      key = (key << 8) | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
    return key;
  }

  std::string text_;
  std::vector<Name> order_;
};

struct CloseFolder {
  void operator()(DIR* stream) const noexcept { ::closedir(stream); }
};

}  // namespace

Folder::Folder(std::string path) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY);
  if (descriptor_ < 0) throw_io(path_, errno);
}

Folder::Folder(Folder&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

Folder& Folder::operator=(Folder&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Folder::~Folder() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::vector<Entry> Folder::entries(const Limits& limits) const {
  check_interruption();
  const int copy = ::openat(descriptor_, ".", O_RDONLY | O_CLOEXEC | O_DIRECTORY);
  if (copy < 0) throw_io(path_, errno);
  const std::unique_ptr<DIR, CloseFolder> stream(::fdopendir(copy));
  if (stream == nullptr) {
    const int number = errno;
    ::close(copy);
    throw_io(path_, number);
  }
  Names names;
  errno = 0;
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (names.count() == limits.max_files) {
      throw Error(Status::limit, system::format("\"{}\" holds more than {} files; raise max_files",
                                                escape_for_display(path_), limits.max_files));
    }
    names.add(name, entry_type(descriptor_, *entry));
    errno = 0;
  }
  if (errno != 0) throw_io(path_, errno);
  return names.sort();
}

std::string Folder::read(const std::string& name, const Limits& limits) const {
  return read_whole(descriptor_, name, path_, limits);
}

std::string_view Folder::read(const std::string& name, std::string& buffer,
                              const Limits& limits) const {
  const OpenFile file = open_file(descriptor_, name, path_, limits);
  if (buffer.size() <= file.size) buffer.resize(std::max(file.size + 1, small_file_bytes));
  return {buffer.data(), read_bytes(file, buffer.data(), path_, name)};
}

std::optional<std::string_view> Folder::peek(const char* name,
                                             std::span<char> buffer) const noexcept {
  const Descriptor file(::openat(descriptor_, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) return std::nullopt;
  ssize_t count = 0;
  do {
    count = ::read(file.get(), buffer.data(), buffer.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0) return std::nullopt;
  return std::string_view(buffer.data(), static_cast<std::size_t>(count));
}

EntryType Folder::type_of(const std::string& name) const noexcept {
  struct stat status {};
  if (::fstatat(descriptor_, name.c_str(), &status, 0) != 0) return EntryType::other;
  return type_of_mode(status.st_mode);
}

std::int64_t Folder::size_of(const std::string& name) const noexcept {
  struct stat status {};
  if (::fstatat(descriptor_, name.c_str(), &status, 0) != 0 || !S_ISREG(status.st_mode)) return -1;
  return status.st_size;
}

std::string read_file(const std::string& path, const Limits& limits) {
  return read_whole(AT_FDCWD, path, "", limits);
}

bool is_file(const std::string& path) noexcept {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

bool is_folder(const std::string& path) noexcept {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::string real_path(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> resolved(::realpath(path.c_str(), nullptr),
                                                        std::free);
  if (resolved == nullptr && errno == ENOMEM) throw std::bad_alloc();
  return resolved == nullptr ? std::string() : std::string(resolved.get());
}

}  // namespace plumbline::system

/// First everything that can fail for want of room or rights is done beside the files, then names
/// are changed, each change with the one that takes it back.
#include "system/replace_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <set>
#include <system_error>
#include <vector>

#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::system {

namespace {

constexpr mode_t new_file_mode = 0666;  // less what the umask takes away

[[noreturn]] void throw_error(Status status, const std::string& path, std::string_view what) {
  throw Error(status, format("\"{}\" {}", escape_for_display(path), what));
}

[[noreturn]] void throw_unwritten(const std::string& path, int number) {
  const std::string why = std::error_code(number, std::generic_category()).message();
  throw_error(number == ENOENT ? Status::not_found : Status::io, path,
              format("cannot be written: {}", why));
}

/// What was done to one of the files, to be taken back; without anything that needs memory.
struct Done {
  enum class Step { kept_old, put_in_place };
  Step step;
  std::size_t which;
};

class Replacing {
 public:
  explicit Replacing(std::span<const Replacement> replacements)
      : replacements_(replacements), beside_(replacements.size()), aside_(replacements.size()) {
    done_.reserve(2 * replacements.size());
  }
  Replacing(const Replacing&) = delete;
  Replacing& operator=(const Replacing&) = delete;
  ~Replacing() {
    if (!is_done_) take_back();
    for (const std::string& path : beside_)
      if (!path.empty()) ::unlink(path.c_str());
  }

  void run() {
    judge();
    for (std::size_t i = 0; i < replacements_.size(); ++i) write_beside(i);
    for (std::size_t i = 0; i < replacements_.size(); ++i) keep_old(i);
    for (std::size_t i = 0; i < replacements_.size(); ++i) put_in_place(i);
    for (const std::string& folder : folders_) write_through(folder, O_RDONLY | O_DIRECTORY);
    is_done_ = true;
    for (const std::string& path : aside_)
      if (!path.empty()) ::unlink(path.c_str());
  }

 private:
  void judge() {
    std::set<std::string> leaving;
    for (const Replacement& each : replacements_) {
      folders_.insert(parent_path(each.path));
      if (each.old.empty()) continue;
      folders_.insert(parent_path(each.old));
      leaving.insert(each.old);
      struct stat status {};
      if (::lstat(each.old.c_str(), &status) != 0) throw_unwritten(each.old, errno);
      if (S_ISLNK(status.st_mode))
        throw_error(Status::refused, each.old, "is a link: repair the file that it leads to");
      if (!S_ISREG(status.st_mode)) throw_error(Status::refused, each.old, "is no regular file");
    }
    std::set<std::string> arriving;
    for (const Replacement& each : replacements_) {
      struct stat status {};
      const bool is_there = ::lstat(each.path.c_str(), &status) == 0;
      if (!arriving.insert(each.path).second || (is_there && !leaving.contains(each.path)))
        throw_error(Status::refused, each.path, "is there already");
    }
  }

  /// A name beside `path` that nothing else has.
  std::string spare_name(const std::string& path) {
    return join_path(parent_path(path),
                     format(".plumbline-{}-{}", static_cast<long>(::getpid()), ++names_));
  }

  void write_beside(std::size_t i) {
    const Replacement& each = replacements_[i];
    std::string path = spare_name(each.path);
    const int file =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, new_file_mode);
    if (file < 0) throw_unwritten(each.path, errno);
    beside_[i] = std::move(path);
    int problem = 0;
    struct stat status {};
    if (!each.old.empty() && ::stat(each.old.c_str(), &status) == 0 &&
        ::fchmod(file, status.st_mode & 07777) != 0)
      problem = errno;
    std::string_view rest = each.bytes;
    while (problem == 0 && !rest.empty()) {
      const ssize_t written = ::write(file, rest.data(), rest.size());
      if (written > 0) {
        rest.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        problem = errno;
      }
    }
    if (problem == 0 && ::fsync(file) != 0) problem = errno;
    if (::close(file) != 0 && problem == 0) problem = errno;
    if (problem != 0) throw_unwritten(each.path, problem);
  }

  void keep_old(std::size_t i) {
    const Replacement& each = replacements_[i];
    if (each.old.empty()) return;
    aside_[i] = spare_name(each.old);
    // A file that keeps its name is never away: what is put aside is a second name of it, where the
    // file system knows such.
    if (each.old == each.path && ::link(each.old.c_str(), aside_[i].c_str()) == 0) {
      done_.push_back({Done::Step::kept_old, i});
      return;
    }
    if (::rename(each.old.c_str(), aside_[i].c_str()) != 0) {
      const int number = errno;
      aside_[i].clear();
      throw_unwritten(each.old, number);
    }
    done_.push_back({Done::Step::kept_old, i});
  }

  void put_in_place(std::size_t i) {
    const Replacement& each = replacements_[i];
    if (each.old != each.path) {
      // Nothing may have come to this name in the meantime.
      const bool is_placed = ::link(beside_[i].c_str(), each.path.c_str()) == 0;
      if (!is_placed && errno == EEXIST)
        throw_error(Status::refused, each.path, "is there already");
      if (is_placed) {
        done_.push_back({Done::Step::put_in_place, i});
        return;  // the name beside it goes with the others
      }
    }
    if (::rename(beside_[i].c_str(), each.path.c_str()) != 0) throw_unwritten(each.path, errno);
    beside_[i].clear();
    if (each.old != each.path) done_.push_back({Done::Step::put_in_place, i});
  }

  /// What a rename did survives a loss of power only once its folder is written.
  static void write_through(const std::string& folder, int flags) {
    const int file = ::open(folder.c_str(), flags | O_CLOEXEC);
    if (file < 0) throw_unwritten(folder, errno);
    const int problem = ::fsync(file) == 0 || errno == EINVAL ? 0 : errno;
    ::close(file);
    if (problem != 0) throw_unwritten(folder, problem);
  }

  void take_back() noexcept {
    for (auto done = done_.rbegin(); done != done_.rend(); ++done) {
      const Replacement& each = replacements_[done->which];
      if (done->step == Done::Step::put_in_place) {
        ::unlink(each.path.c_str());
        continue;
      }
      const std::string& aside = aside_[done->which];
      ::rename(aside.c_str(), each.old.c_str());
      // Two names of one file: the renaming did nothing, and one of them is too many.
      ::unlink(aside.c_str());
    }
  }

  std::span<const Replacement> replacements_;
  std::vector<std::string> beside_;  ///< new contents, by replacement
  std::vector<std::string> aside_;   ///< old files, likewise
  std::set<std::string> folders_;
  std::vector<Done> done_;
  int names_ = 0;
  bool is_done_ = false;
};

}  // namespace

void replace_files(std::span<const Replacement> replacements) { Replacing(replacements).run(); }

}  // namespace plumbline::system

/// Every call of the system that apply_fix makes is failed once, one after the other; the tree must
/// be as it was. The calls are replaced in this program alone.
#include <dlfcn.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>

#include "plumbline/error.hpp"
#include "plumbline/fix.hpp"
#include "support/scratch_folder.hpp"
#include "system/files.hpp"

using namespace plumbline;

namespace {

int calls_until_failure = 0;  // 0 = none fails
int failure = ENOSPC;

/// Whether this call is the one.
bool fails() {
  if (calls_until_failure == 0 || --calls_until_failure != 0) return false;
  errno = failure;
  return true;
}

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

/// Names and contents of everything in the folder, and how often a file is linked.
std::string content_of(const std::string& folder) {
  std::string all;
  for (const system::Entry& entry : system::Folder(folder).entries()) {
    const std::string path = system::join_path(folder, entry.name);
    struct stat status {};
    ::stat(path.c_str(), &status);
    all += entry.name + "/" + std::to_string(status.st_mode & 07777) + "/" +
           std::to_string(status.st_nlink) + "=" + system::read_file(path) + ";";
  }
  return all;
}

}  // namespace

extern "C" {

int rename(const char* from, const char* to) noexcept {
  return fails() ? -1 : real<int(const char*, const char*)>("rename")(from, to);
}
int link(const char* from, const char* to) noexcept {
  return fails() ? -1 : real<int(const char*, const char*)>("link")(from, to);
}
int fsync(int file) { return fails() ? -1 : real<int(int)>("fsync")(file); }
int fchmod(int file, mode_t mode) noexcept {
  return fails() ? -1 : real<int(int, mode_t)>("fchmod")(file, mode);
}
ssize_t write(int file, const void* bytes, std::size_t size) {
  return fails() ? -1 : real<ssize_t(int, const void*, std::size_t)>("write")(file, bytes, size);
}
int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return fails() ? -1 : real<int(const char*, int, ...)>("open")(path, flags, mode);
}

}  // extern "C"

TEST_CASE("whatever call fails, the tree is as it was") {
  const Fix fix{.edits = {{"a", 0, 1, "one"}, {"b", 0, 1, "two"}, {"d", 0, 1, "four"}},
                .renames = {{"b", "c"}, {"d", "b"}},
                .creations = {{"e", "five"}},
                .read = {}};
  for (const int number : {ENOSPC, EACCES, EIO}) {
    failure = number;
    int failed = 0;
    for (int nth = 1;; ++nth) {
      CAPTURE(number);
      CAPTURE(nth);
      const tests::ScratchFolder folder;
      for (const char* name : {"a", "b", "d"}) folder.write(name, name);
      ::chmod(folder.file("b").c_str(), 0750);
      const std::string before = content_of(folder.path());
      bool is_done = true;
      calls_until_failure = nth;
      try {
        apply_fix(folder.path(), fix);
      } catch (const Error& error) {
        is_done = false;
        CHECK(error.status() == Status::io);
        ++failed;
      }
      const bool was_reached = calls_until_failure == 0;
      calls_until_failure = 0;
      if (!is_done) {
        CHECK(content_of(folder.path()) == before);
      } else {
        const std::string all = content_of(folder.path());
        CHECK(all.starts_with("a/"));
        CHECK(all.find("/1=one;b/") != std::string::npos);
        CHECK(all.find("/1=four;c/488/1=two;e/") != std::string::npos);
        CHECK(all.ends_with("/1=five;"));
      }
      if (!was_reached) break;
    }
    // Reading three files, writing four, names that change, the folder.
    CHECK(failed >= 20);
  }
}

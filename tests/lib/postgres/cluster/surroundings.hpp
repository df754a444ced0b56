/// What the tests of ephemeral servers need around them: a cache of their own, processes to kill,
/// and a look at what is left.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "support/scratch_folder.hpp"

namespace plumbline::tests {

/// Points XDG_CACHE_HOME to a new folder for the whole process; the same one for all cases, so that
/// initdb runs once. Its path.
const std::string& use_own_cache();

/// The version's folder in the cache; "" before the first start.
std::string cached_version();

/// A folder that the server's user may pass through, with a name short enough for a socket.
class ServerPlace {
 public:
  ServerPlace();
  [[nodiscard]] const std::string& path() const noexcept { return folder_.path(); }
  /// Names in it, sorted.
  [[nodiscard]] std::vector<std::string> names() const;
  /// Processes that work in it or name it in their arguments.
  [[nodiscard]] std::vector<pid_t> processes() const;

 private:
  ScratchFolder folder_;
};

/// The holder, in a process group of its own.
class Holder {
 public:
  /// `before` stands before the program: what runs it as another user.
  explicit Holder(const std::vector<std::string>& arguments,
                  const std::vector<std::string>& before = {});
  ~Holder();
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

  /// Its first line; "" when it ends without one.
  std::string read_line();
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  void kill(bool with_group);
  /// Closes its input and waits; its exit status, -1 for a signal.
  int end();

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
};

/// Puts 512 wrong bytes behind the first `text` in a file.
void overwrite(const std::string& path, const std::string& text);

/// Asks every 20 ms, for ten seconds.
bool comes_true(const std::function<bool()>& condition);

}  // namespace plumbline::tests

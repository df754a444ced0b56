#include "postgres/cluster/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>

#include "system/deadline.hpp"
#include "system/interruption.hpp"

namespace plumbline::postgres {
namespace {

constexpr int retry_ms = 10;

}  // namespace

std::optional<Descriptor> wait_for_lock(const std::string& path, LockKind kind) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return std::nullopt;
  const int operation = (kind == LockKind::shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
  while (::flock(file.get(), operation) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return std::nullopt;
    pause_ms(retry_ms);
  }
  return file;
}

std::optional<Descriptor> try_lock(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat facts {};
  if (!file.is_open() || ::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode))
    return std::nullopt;
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  return file;
}

void pause_ms(int milliseconds) {
  system::check_interruption();
  const system::CallScope* call = system::CallScope::current();
  const system::Deadline over{std::chrono::milliseconds(milliseconds)};
  static_cast<void>(system::wait_for({}, over, call == nullptr ? -1 : call->stop_descriptor()));
  system::check_interruption();
}

}  // namespace plumbline::postgres

/// Cancel: a flag and a pipe that wakes whoever waits in poll(2).
#include "plumbline/cancel.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "plumbline/error.hpp"

namespace plumbline {

Cancel::Cancel() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
    throw Error(Status::io, "no pipe can be made: too many open files");
  read_end_ = ends[0];
  write_end_ = ends[1];
}

Cancel::~Cancel() {
  ::close(read_end_);
  ::close(write_end_);
}

void Cancel::request() noexcept {
  const int before = errno;
  requested_.store(true, std::memory_order_relaxed);
  // Full means that it is readable already.
  [[maybe_unused]] const ssize_t written = ::write(write_end_, "", 1);
  errno = before;
}

}  // namespace plumbline

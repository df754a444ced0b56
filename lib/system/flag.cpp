#include "system/flag.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

#include "plumbline/error.hpp"

namespace plumbline::system {

Flag::Flag() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (descriptor_ < 0) throw Error(Status::internal, "no descriptor could be opened");
}

Flag::~Flag() { ::close(descriptor_); }

void Flag::raise() noexcept {
  const std::uint64_t one = 1;
  // Full means raised, which is all that is wanted.
  [[maybe_unused]] const ssize_t written = ::write(descriptor_, &one, sizeof one);
}

void Flag::lower() noexcept {
  std::uint64_t count = 0;
  // Empty means lowered.
  [[maybe_unused]] const ssize_t taken = ::read(descriptor_, &count, sizeof count);
}

}  // namespace plumbline::system

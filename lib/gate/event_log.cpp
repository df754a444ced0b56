#include "gate/event_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "plumbline/error.hpp"
#include "plumbline/render.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw Error(Status::io, system::format("events to \"{}\": {}", path, why));
}

}  // namespace

EventLog::EventLog(std::string path)
    : path_(std::move(path)),
      file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
                   S_IRUSR | S_IWUSR)) {
  if (file_ < 0) {
    refuse(path_, errno == ENXIO ? "is a pipe" : std::generic_category().message(errno));
  }
  struct stat status {};
  const bool is_known = ::fstat(file_, &status) == 0;
  if (is_known && (S_ISREG(status.st_mode) || S_ISCHR(status.st_mode))) return;
  ::close(file_);
  refuse(path_, "is neither a regular file nor a terminal");
}

EventLog::~EventLog() { ::close(file_); }

void EventLog::tell(const Event& event) const {
  const std::string line = render_json(event) + "\n";
  ssize_t count = 0;
  do {
    count = ::write(file_, line.data(), line.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0) refuse(path_, std::generic_category().message(errno));
  if (static_cast<std::size_t>(count) != line.size()) {
    refuse(path_, std::generic_category().message(ENOSPC));
  }
}

}  // namespace plumbline::gate

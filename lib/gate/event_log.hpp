/// Events as lines of JSON in a file, while a gate runs: for whoever follows it with `tail -f`.
#pragma once

#include <string>

#include "plumbline/event.hpp"

namespace plumbline::gate {

/// Behind what is in the file; one write a line, so that lines of several gates don't mix. Used by
/// one thread at a time.
class EventLog {
 public:
  /// Makes the file (mode 0600) where it is missing. Throws Error (io), also for a pipe: who reads
  /// it no more would end this process.
  explicit EventLog(std::string path);
  ~EventLog();
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  /// Throws Error (io).
  void tell(const Event& event) const;

 private:
  std::string path_;
  int file_;
};

}  // namespace plumbline::gate

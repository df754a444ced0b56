/// The process that starts, stops and takes away an ephemeral server: a shell with a fixed script,
/// in a session of its own, which sees the end of its owner as the end of a pipe. So nothing stays
/// behind a caller that dies, by SIGKILL too, alone or with its process group.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "postgres/cluster/account.hpp"
#include "postgres/cluster/descriptor.hpp"
#include "postgres/cluster/folder.hpp"
#include "system/deadline.hpp"

namespace plumbline::postgres {

/// One thread at a time. It belongs to the process that made it: in a child that was forked from
/// it, the destructor leaves everything alone.
class Guard {
 public:
  /// `programs` is the folder of initdb and postgres. Throws Error: io, tool (no shell).
  Guard(const ClusterFolder& folder, const Account& account, const std::string& programs);
  /// Of the same folder, whose server `before` has stopped: from here on `before` leaves it alone.
  Guard(Guard& before, const ClusterFolder& folder, const Account& account,
        const std::string& programs);
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  /// Ends the server at once and waits until the folder is gone, at most ten seconds; the guard
  /// goes on by itself then.
  ~Guard();

  /// Runs initdb for the folder's `data`; its exit status. `words` are its further arguments,
  /// between blanks. Throws Error (io: the guard is dead) and Interrupted, as all here.
  int initialise(std::string_view words);
  /// Starts the server in `data`; not yet ready then.
  void start(std::string_view words);
  /// Whether the server, with all its processes, has ended.
  [[nodiscard]] bool has_ended() const noexcept;
  /// From here on the guard's end, and this object's, leaves server and folder as they are.
  void leave();
  /// Stops it as `pg_ctl stop -m fast` does; false when it did not end within ten seconds.
  bool stop();

 private:
  void begin(const ClusterFolder& folder, const Account& account, const std::string& programs);
  std::string ask(std::string_view word);
  std::string read_line();

  std::string folder_;
  pid_t maker_;
  pid_t guard_ = -1;
  bool is_left_ = false;
  Descriptor log_;
  Descriptor lifeline_;  ///< write end: its end is the guard's sign to take everything away
  Descriptor answers_;   ///< what the guard says; its end is the guard's
  Descriptor alive_;     ///< its end is the server's
};

}  // namespace plumbline::postgres

/// A child process that lives on beside us: no shell around it, a process group of its own, nothing
/// of the host's open in it, both ways read and written while we wait. Used by run_process and by
/// the adapters' runners. Every wait observes the thread's call (interruption.hpp).
#pragma once

#include <sys/types.h>

#include <csignal>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "system/deadline.hpp"

namespace plumbline::system {

struct ChildOptions {
  std::string directory;  ///< where it runs; "" = here
  /// All of its environment; absent = the host's own.
  std::optional<std::map<std::string, std::string>> environment;
  bool has_input = false;  ///< stdin is a pipe of ours, to be ended by close_input; else /dev/null
  bool has_channel = false;  ///< descriptor 3 is a socket to us, closed when we are gone
  /// A shell beside it ends the group when we are gone, also by SIGKILL: for programs that would
  /// not notice.
  bool is_guarded = false;
  int polite_signal = SIGTERM;  ///< sent to the group first when it is to end
  bool joins_errors = false;    ///< stderr goes where stdout goes, in the order of writing
  std::size_t kept_output_bytes = 64U << 10;  ///< of stdout, its end
  std::size_t kept_error_bytes = 64U << 10;   ///< of stderr, its end
  /// Told each piece of stdout as it comes; what it throws ends the child.
  std::function<void(std::string_view bytes)> on_output;
};

/// Used by one thread at a time. Not running any longer when this object is gone.
class Child {
 public:
  /// `arguments[0]` is looked up in the host's PATH. Throws Error (tool) when it cannot be started.
  Child(const std::vector<std::string>& arguments, ChildOptions options);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  /// Bytes for its stdin, written while we wait for something.
  void give_input(std::string_view bytes) { input_pending_ += bytes; }
  void close_input() { closes_input_ = true; }
  /// Bytes for the channel, likewise.
  void send(std::string_view bytes) { channel_pending_ += bytes; }

  /// Writes of all this what goes without waiting.
  void write_pending();

  /// The next line from the channel, without its newline; absent when the child has closed it. The
  /// call's end is thrown as Interrupted, with the child ended first.
  std::optional<std::string> read_line();

  /// Waits until the child is gone, at most until `limit`: then false. As read_line.
  bool wait(const std::optional<Deadline>& limit = {});

  /// The polite signal to the group, SIGKILL a second later, and its end.
  void end() noexcept;

  [[nodiscard]] bool is_running() const noexcept { return !is_reaped_; }
  /// Absent while it runs, when a signal ended it, or when the host reaped it.
  [[nodiscard]] const std::optional<int>& exit_status() const noexcept { return exit_status_; }
  [[nodiscard]] int signal() const noexcept { return signal_; }  ///< that ended it; 0 = none

  /// The end of what it has written so far.
  [[nodiscard]] const std::string& output() const noexcept { return output_; }
  [[nodiscard]] const std::string& errors() const noexcept { return errors_; }
  /// Reads what it has written meanwhile, without waiting for more.
  void take_output() noexcept;
  /// Forgets what it has written so far.
  void clear_output() noexcept {
    output_.clear();
    errors_.clear();
  }
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }

 private:
  enum class Round { progress, over, stopped };

  void start(const std::vector<std::string>& arguments);
  Round pump(const std::optional<Deadline>& limit, int stop_descriptor);
  Round pump_for_call(const std::optional<Deadline>& limit);
  void receive(int& descriptor, std::string& into, std::size_t kept);
  void transmit(int& descriptor, std::string& pending);
  bool has_ended() noexcept;
  void finish() noexcept;
  void reap() noexcept;
  void close_all() noexcept;

  ChildOptions options_;
  pid_t pid_ = -1;
  int input_ = -1;
  int output_end_ = -1;
  int error_end_ = -1;
  int channel_ = -1;
  int guard_ = -1;
  std::string input_pending_;
  std::string channel_pending_;
  std::string channel_received_;
  std::string output_;
  std::string errors_;
  std::optional<int> exit_status_;
  int signal_ = 0;
  bool closes_input_ = false;
  bool is_reaped_ = false;
};

}  // namespace plumbline::system

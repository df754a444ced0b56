/// posix_spawn, poll and waitid. The group's leader stays a zombie until the rest of its group has
/// been killed, so that its number cannot have become another process's meanwhile.
#include "system/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <limits>
#include <system_error>

#include "plumbline/error.hpp"
#include "system/format.hpp"
#include "system/interruption.hpp"

extern char** environ;  // NOLINT: POSIX declares it nowhere

namespace plumbline::system {

namespace {

constexpr std::chrono::milliseconds grace{1'000};
/// How often the end of a process is looked for whose streams somebody else holds open.
constexpr std::chrono::milliseconds look{50};

/// Numbers in the child.
constexpr int channel_number = 3;
constexpr int guard_number = 4;
/// Ours stand above them, so that none is overwritten before it is handed on.
constexpr int first_own = 10;

/// The read of the guard ends when the last writing end is closed, that is with us. What was told
/// to run takes the place of the shell.
constexpr const char* guard_script =
    "{ read -r _; kill -KILL 0; } <&4 >/dev/null 2>&1 & exec \"$@\" 4<&-";

std::string error_text(int problem) { return std::generic_category().message(problem); }

void close_end(int& descriptor) noexcept {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

/// Two ends that know each other, closed on exec and on destruction.
struct Ends {
  std::array<int, 2> ends{-1, -1};

  Ends() = default;
  Ends(const Ends&) = delete;
  Ends& operator=(const Ends&) = delete;
  ~Ends() {
    close_end(ends[0]);
    close_end(ends[1]);
  }
  void make(bool is_socket) {
    const int made = is_socket ? ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data())
                               : ::pipe2(ends.data(), O_CLOEXEC);
    if (made != 0) throw Error(Status::tool, "no pipe can be made: " + error_text(errno));
    for (int& end : ends) {
      const int moved = ::fcntl(end, F_DUPFD_CLOEXEC, first_own);
      if (moved < 0) throw Error(Status::tool, "no pipe can be made: " + error_text(errno));
      ::close(end);
      end = moved;
    }
  }
  /// Gives an end away, not blocking.
  int take(std::size_t which) {
    const int end = ends[which];
    ends[which] = -1;
    ::fcntl(end, F_SETFL, O_NONBLOCK);  // NOLINT: its interface
    return end;
  }
};

/// What posix_spawn is told: own group, default signals, our ends and nothing else.
class SpawnPlan {
 public:
  SpawnPlan() {
    posix_spawnattr_init(&attributes_);
    posix_spawn_file_actions_init(&actions_);
    sigset_t none;
    sigemptyset(&none);
    sigset_t defaults;
    sigemptyset(&defaults);
    for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD})
      sigaddset(&defaults, number);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &defaults);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_,
        static_cast<short>(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&actions_);
  }

  void give(int descriptor, int number) {
    posix_spawn_file_actions_adddup2(&actions_, descriptor, number);
  }
  void give_nothing(int number) {
    posix_spawn_file_actions_addopen(&actions_, number, "/dev/null", O_RDONLY, 0);
  }
  void go_to(const std::string& directory) {
    posix_spawn_file_actions_addchdir_np(&actions_, directory.c_str());
  }
  /// What the host opened without close-on-exec is no business of the child's.
  void close_rest(int first) {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
    posix_spawn_file_actions_addclosefrom_np(&actions_, first);
#else
    constexpr int most = 1'024;
    for (int number = first; number < most; ++number)
      posix_spawn_file_actions_addclose(&actions_, number);
#endif
  }

  [[nodiscard]] pid_t start(const std::vector<std::string>& arguments, char** environment) {
    std::vector<char*> words;
    for (const std::string& argument : arguments)
      words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    pid_t child = -1;
    const int problem =
        ::posix_spawnp(&child, words[0], &actions_, &attributes_, words.data(), environment);
    if (problem != 0) {
      throw Error(Status::tool, system::format("\"{}\" cannot be started: {}", arguments[0],
                                               error_text(problem)));
    }
    return child;
  }

 private:
  posix_spawnattr_t attributes_{};
  posix_spawn_file_actions_t actions_{};
};

void keep_end(std::string& text, std::size_t kept) {
  if (text.size() / 2 > kept) text.erase(0, text.size() - kept);
}

constexpr std::size_t all = std::numeric_limits<std::size_t>::max();

}  // namespace

Child::Child(const std::vector<std::string>& arguments, ChildOptions options)
    : options_(std::move(options)) {
  start(arguments);
}

void Child::start(const std::vector<std::string>& arguments) {
  Ends input;
  Ends output;
  Ends errors;
  Ends channel;
  Ends guard;
  SpawnPlan plan;
  if (options_.has_input) {
    input.make(true);  // a socket: writing to one that nobody reads must not raise SIGPIPE
    plan.give(input.ends[0], STDIN_FILENO);
  } else {
    plan.give_nothing(STDIN_FILENO);
  }
  output.make(false);
  plan.give(output.ends[1], STDOUT_FILENO);
  if (!options_.joins_errors) errors.make(false);
  plan.give(options_.joins_errors ? output.ends[1] : errors.ends[1], STDERR_FILENO);
  int first_closed = channel_number;
  if (options_.has_channel) {
    channel.make(true);
    plan.give(channel.ends[1], channel_number);
    first_closed = channel_number + 1;
  }
  std::vector<std::string> words;
  if (options_.is_guarded) {
    guard.make(false);
    if (!options_.has_channel) plan.give_nothing(channel_number);
    plan.give(guard.ends[0], guard_number);
    first_closed = guard_number + 1;
    words = {"/bin/sh", "-c", guard_script, "sh"};
  }
  words.insert(words.end(), arguments.begin(), arguments.end());
  plan.close_rest(first_closed);
  if (!options_.directory.empty()) plan.go_to(options_.directory);

  std::vector<std::string> kept;
  std::vector<char*> variables;
  if (options_.environment) {
    for (const auto& [name, value] : *options_.environment) kept.push_back(name + "=" + value);
    for (std::string& variable : kept) variables.push_back(variable.data());
    variables.push_back(nullptr);
  }
  pid_ = plan.start(words, options_.environment ? variables.data() : environ);
  if (options_.has_input) input_ = input.take(1);
  output_end_ = output.take(0);
  if (!options_.joins_errors) error_end_ = errors.take(0);
  if (options_.has_channel) channel_ = channel.take(0);
  if (options_.is_guarded) guard_ = guard.take(1);
}

Child::~Child() {
  if (!is_reaped_) {
    ::kill(-pid_, SIGKILL);
    reap();
  }
  close_all();  // the guard of a group whose leader the host has reaped ends it now
}

void Child::close_all() noexcept {
  for (int* end : {&input_, &output_end_, &error_end_, &channel_, &guard_}) close_end(*end);
}

/// Appends what is there; closes at the end of the stream.
void Child::receive(int& descriptor, std::string& into, std::size_t kept) {
  std::array<char, 65536> buffer{};
  const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count <= 0) {
    close_end(descriptor);
    return;
  }
  const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
  into += bytes;
  keep_end(into, kept);
  if (&into == &output_ && options_.on_output) options_.on_output(bytes);
}

/// Writes what goes. Whoever reads no longer is seen by the end of its other streams.
void Child::transmit(int& descriptor, std::string& pending) {
  const ssize_t count = ::send(descriptor, pending.data(), pending.size(), MSG_NOSIGNAL);
  if (count >= 0) {
    pending.erase(0, static_cast<std::size_t>(count));
  } else if (errno != EINTR && errno != EAGAIN) {
    pending.clear();
    if (&descriptor == &input_) close_end(descriptor);
  }
}

void Child::write_pending() {
  if (channel_ >= 0 && !channel_pending_.empty()) transmit(channel_, channel_pending_);
  if (input_ >= 0 && !input_pending_.empty()) transmit(input_, input_pending_);
  if (closes_input_ && input_pending_.empty()) close_end(input_);
}

/// Waits for one thing to happen, and does what it asks for.
Child::Round Child::pump(const std::optional<Deadline>& limit, int stop_descriptor) {
  if (closes_input_ && input_pending_.empty()) close_end(input_);
  const auto wants = [](const std::string& pending) {
    return static_cast<short>(pending.empty() ? 0 : POLLOUT);
  };
  std::array<pollfd, 5> waits = {
      {{output_end_, POLLIN, 0},
       {error_end_, POLLIN, 0},
       {channel_, static_cast<short>(POLLIN | wants(channel_pending_)), 0},
       {input_pending_.empty() ? -1 : input_, POLLOUT, 0},
       {stop_descriptor, POLLIN, 0}}};
  // Closed streams mean that the end is near.
  int patience = output_end_ < 0 && error_end_ < 0 ? 1 : static_cast<int>(look.count());
  if (limit) patience = std::min(patience, limit->remaining_ms());
  const int ready = ::poll(waits.data(), waits.size(), patience);
  if (waits[4].revents != 0) return Round::stopped;
  if (ready > 0) {
    if (waits[0].revents != 0) receive(output_end_, output_, options_.kept_output_bytes);
    if (waits[1].revents != 0) receive(error_end_, errors_, options_.kept_error_bytes);
    if ((waits[2].revents & POLLOUT) != 0) transmit(channel_, channel_pending_);
    if ((waits[2].revents & ~POLLOUT) != 0) receive(channel_, channel_received_, all);
    if (waits[3].revents != 0) transmit(input_, input_pending_);
  }
  return limit && limit->remaining_ms() == 0 ? Round::over : Round::progress;
}

/// The same within the thread's call.
Child::Round Child::pump_for_call(const std::optional<Deadline>& limit) {
  const CallScope* call = CallScope::current();
  std::optional<Deadline> nearest = limit;
  if (call != nullptr && call->deadline())
    nearest = nearest ? earlier(*nearest, *call->deadline()) : *call->deadline();
  try {
    const Round round = pump(nearest, call == nullptr ? -1 : call->stop_descriptor());
    if (call != nullptr) call->check();
    if (round == Round::over && !(limit && limit->remaining_ms() == 0)) return Round::progress;
    return round;
  } catch (...) {
    end();
    throw;
  }
}

std::optional<std::string> Child::read_line() {
  while (true) {
    const std::size_t newline = channel_received_.find('\n');
    if (newline != std::string::npos) {
      std::string line = channel_received_.substr(0, newline);
      channel_received_.erase(0, newline + 1);
      return line;
    }
    if (channel_ < 0) return std::nullopt;
    pump_for_call({});
    if (channel_ >= 0 && channel_received_.empty() && has_ended()) {
      take_output();
      if (channel_received_.empty()) return std::nullopt;
    }
  }
}

bool Child::wait(const std::optional<Deadline>& limit) {
  while (!is_reaped_) {
    if (has_ended()) {
      finish();
    } else if (pump_for_call(limit) == Round::over) {
      return false;
    }
  }
  return true;
}

/// Its leader has ended, or must: so does the rest of its group.
void Child::finish() noexcept {
  if (!is_reaped_) ::kill(-pid_, SIGKILL);
  take_output();
  reap();
}

void Child::end() noexcept {
  try {
    for (const int number : {options_.polite_signal, SIGKILL}) {
      if (is_reaped_) return;
      ::kill(-pid_, number);
      const Deadline limit(grace);
      while (limit.remaining_ms() > 0 && !has_ended()) pump(limit, -1);
      if (has_ended()) break;
    }
  } catch (...) {
    // A callback's, or no memory: nothing more is told, the end is the same.
  }
  finish();
}

/// Whether the leader has ended. It stays to be reaped.
bool Child::has_ended() noexcept {
  if (is_reaped_) return true;
  siginfo_t info{};
  const int asked = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  if (asked != 0) is_reaped_ = true;  // by the host: its number may be anybody's by now
  return is_reaped_ || info.si_pid == pid_;
}

/// Somebody outside of the group may write on for ever.
void Child::take_output() noexcept {
  constexpr int most = 256;
  try {
    for (int round = 0; round < most; ++round) {
      std::array<pollfd, 3> waits = {
          {{output_end_, POLLIN, 0}, {error_end_, POLLIN, 0}, {channel_, POLLIN, 0}}};
      if (::poll(waits.data(), waits.size(), 0) <= 0) return;
      if (waits[0].revents != 0) receive(output_end_, output_, options_.kept_output_bytes);
      if (waits[1].revents != 0) receive(error_end_, errors_, options_.kept_error_bytes);
      if (waits[2].revents != 0) receive(channel_, channel_received_, all);
    }
  } catch (...) {
    return;  // no memory for what was left
  }
}

void Child::reap() noexcept {
  if (is_reaped_) return;
  int status = 0;
  pid_t reaped = -1;
  do {
    reaped = ::waitpid(pid_, &status, 0);
  } while (reaped < 0 && errno == EINTR);
  is_reaped_ = true;
  if (reaped != pid_) return;
  if (WIFEXITED(status)) exit_status_ = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) signal_ = WTERMSIG(status);
}

}  // namespace plumbline::system

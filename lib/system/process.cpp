#include "system/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <system_error>

#include "plumbline/error.hpp"
#include "system/format.hpp"

extern char** environ;  // NOLINT: POSIX declares it nowhere

namespace plumbline::system {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t tail_bytes = 4'096;
constexpr std::chrono::milliseconds grace{1'000};

/// Both ends of a pipe, closed on exec and on destruction.
struct Pipe {
  std::array<int, 2> ends{-1, -1};

  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw Error(Status::tool, "no pipe can be made: " + std::generic_category().message(errno));
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  void close_end(std::size_t end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }
};

/// What posix_spawn is told: own group, default signals, closed stdin, our pipes.
class SpawnPlan {
 public:
  SpawnPlan(const Pipe& output, const Pipe& errors, const std::string& directory) {
    posix_spawnattr_init(&attributes_);
    posix_spawn_file_actions_init(&actions_);
    sigset_t none;
    sigemptyset(&none);
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &defaults);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_,
        static_cast<short>(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, output.ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, errors.ends[1], STDERR_FILENO);
    if (!directory.empty()) posix_spawn_file_actions_addchdir_np(&actions_, directory.c_str());
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&actions_);
  }

  [[nodiscard]] pid_t start(const std::vector<std::string>& arguments,
                            const std::map<std::string, std::string>& extra) {
    std::vector<char*> words;
    for (const std::string& argument : arguments)
      words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    std::vector<std::string> kept;
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string_view text = *entry;
      if (!extra.contains(std::string(text.substr(0, text.find('='))))) kept.emplace_back(text);
    }
    for (const auto& [name, value] : extra) kept.push_back(name + "=" + value);
    std::vector<char*> variables;
    for (std::string& variable : kept) variables.push_back(variable.data());
    variables.push_back(nullptr);
    pid_t child = -1;
    const int problem =
        ::posix_spawnp(&child, words[0], &actions_, &attributes_, words.data(), variables.data());
    if (problem != 0) {
      throw Error(Status::tool, system::format("\"{}\" cannot be started: {}", arguments[0],
                                               std::generic_category().message(problem)));
    }
    return child;
  }

 private:
  posix_spawnattr_t attributes_{};
  posix_spawn_file_actions_t actions_{};
};

/// Appends what is there. False at the end of the stream.
bool drain(int descriptor, std::string& into) {
  std::array<char, 65536> buffer{};
  const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  into.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

class Watch {
 public:
  Watch(pid_t child, const ProcessOptions& options) : child_(child), options_(options) {
    deadline_ = Clock::now() + std::chrono::milliseconds(options.deadline_ms);
  }

  /// Reads both streams until they end or the deadline passes; then the process has been told to
  /// end.
  void read(Pipe& output, Pipe& errors, ProcessResult& result) {
    while (output.ends[0] >= 0 || errors.ends[0] >= 0) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
      if (left <= 0) {
        if (!end_child(result)) return;
        continue;
      }
      std::array<pollfd, 2> waits = {pollfd{output.ends[0], POLLIN, 0},
                                     pollfd{errors.ends[0], POLLIN, 0}};
      if (::poll(waits.data(), waits.size(), static_cast<int>(left)) <= 0) continue;
      if (waits[0].revents != 0 && !drain(output.ends[0], result.output)) output.close_end(0);
      if (waits[1].revents != 0 && !drain(errors.ends[0], result.error_tail)) errors.close_end(0);
      if (result.error_tail.size() > 2 * tail_bytes) {
        result.error_tail.erase(0, result.error_tail.size() - tail_bytes);
      }
      if (result.output.size() > options_.max_output_bytes) {
        result.output.resize(options_.max_output_bytes);
        if (!result.is_cut) deadline_ = Clock::now();
        result.is_cut = true;
      }
    }
  }

 private:
  /// First SIGTERM and a little time, then SIGKILL. False when there is nothing more to try.
  bool end_child(ProcessResult& result) {
    if (has_killed_) return false;
    result.is_timed_out = !result.is_cut;
    ::kill(-child_, has_terminated_ ? SIGKILL : SIGTERM);
    has_killed_ = has_terminated_;
    has_terminated_ = true;
    deadline_ = Clock::now() + grace;
    return true;
  }

  pid_t child_;
  const ProcessOptions& options_;
  Clock::time_point deadline_;
  bool has_terminated_ = false;
  bool has_killed_ = false;
};

}  // namespace

ProcessResult run_process(const std::vector<std::string>& arguments,
                          const ProcessOptions& options) {
  Pipe output;
  Pipe errors;
  const pid_t child = SpawnPlan(output, errors, options.directory).start(arguments, options.extra);
  output.close_end(1);
  errors.close_end(1);
  ProcessResult result;
  Watch(child, options).read(output, errors, result);
  if (result.error_tail.size() > tail_bytes)
    result.error_tail.erase(0, result.error_tail.size() - tail_bytes);
  int status = 0;
  pid_t reaped = -1;
  do {
    reaped = ::waitpid(child, &status, 0);
  } while (reaped < 0 && errno == EINTR);
  const bool is_whole =
      reaped == child && WIFEXITED(status) && !result.is_timed_out && !result.is_cut;
  if (is_whole) result.exit_status = WEXITSTATUS(status);
  return result;
}

}  // namespace plumbline::system

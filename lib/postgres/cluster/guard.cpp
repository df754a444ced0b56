#include "postgres/cluster/guard.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <vector>

#include "plumbline/error.hpp"
#include "system/environment.hpp"
#include "system/format.hpp"
#include "system/interruption.hpp"

namespace plumbline::postgres {
namespace {

// $1 folder, $2 programs, $3… what runs a command as the server's user. Descriptors: 0 the
// lifeline, 1 our answers, 2 the log, 8 the server's own pipe, 9 the folder's lock. What a file of
// the server's user says is only acted on as that user: it may name any process.
constexpr const char* guard_script = R"sh(
folder=$1 bin=$2; shift 2
data=$folder/data server= left=
set -f
umask 077
trap '' HUP INT TERM PIPE
cd /
end_server() {
  signal=$1 tries=$2; shift 2
  pid=$server
  if [ -s "$data/postmaster.pid" ]; then read -r pid <"$data/postmaster.pid"; fi
  case $pid in '' | *[!0-9]*) return 0 ;; esac
  "$@" /bin/sh -c '
    segment=$(sed -n "7s/^ *[0-9]* *//p" "$4" 2>/dev/null)
    children=$(cat "/proc/$1/task/$1/children" 2>/dev/null)
    kill -s "$2" "$1" || exit 0
    tries=$3
    while kill -0 "$1"; do
      [ "$tries" -gt 0 ] || break
      sleep 0.01 || sleep 1
      tries=$((tries - 1))
    done
    kill -0 "$1" || exit 0
    [ "$2" = QUIT ] || exit 1
    kill -s KILL "$1" $children
    [ -z "$segment" ] || ipcrm -m "$segment"
  ' sh "$pid" "$signal" "$tries" "$data/postmaster.pid" 8>&- 9>&- >/dev/null 2>&1 </dev/null
}
while read -r word words; do
  case $word in
    initialise)
      "$@" "$bin/initdb" -D "$data" $words >&2 </dev/null 8>&- 9>&-
      echo "$?" ;;
    start)
      "$@" "$bin/postgres" -D "$data" -k "$folder" $words >&2 </dev/null 9>&- &
      server=$!
      exec 8>&-
      echo 0 ;;
    stop)
      end_server INT 1000 "$@"
      status=$?
      [ "$status" -ne 0 ] || server=
      echo "$status" ;;
    leave)
      left=yes
      echo 0 ;;
  esac
done
[ -z "$left" ] || exit 0
end_server QUIT 200 "$@"
tries=100
until rm -rf "$folder" && [ ! -e "$folder" ]; do
  [ "$tries" -gt 0 ] || break
  sleep 0.05 || sleep 1
  tries=$((tries - 1))
done 2>/dev/null
)sh";

constexpr int server_pipe = 8;
constexpr int lock_file = 9;
constexpr int first_free = 10;  ///< none of ours is where the child wants another
constexpr std::chrono::milliseconds longest_end{10'000};

std::string reason() { return reason_of(errno); }

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

[[noreturn]] void throw_pipe() {
  throw Error(Status::io, system::format("no pipe can be made: {}", reason()));
}

Descriptor above(int descriptor) {
  Descriptor moved(::fcntl(descriptor, F_DUPFD_CLOEXEC, first_free));
  ::close(descriptor);
  return moved;
}

Pipe above(const std::array<int, 2>& ends) {
  Pipe pipe{above(ends[0]), above(ends[1])};
  if (!pipe.read_end.is_open() || !pipe.write_end.is_open()) throw_pipe();
  return pipe;
}

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw_pipe();
  return above(ends);
}

/// A socket, as what is written to a dead guard must not raise SIGPIPE in the host.
Pipe make_lifeline() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) throw_pipe();
  return above(ends);
}

/// The log is opened here: the guard may be root, and the folder will be the server's user's.
Descriptor make_log(const ClusterFolder& folder, const Account& account) {
  Descriptor log(::open(folder.log().c_str(),
                        O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600));
  const auto owner = account.recipient();
  if (!log.is_open() || (owner && ::fchown(log.get(), owner->uid, owner->gid) != 0))
    throw Error(Status::io, system::format("\"{}\" cannot be made: {}", folder.log(), reason()));
  return above(log.release());
}

/// Nothing of the host's but where programs and libraries are: no PG…, no locale, no zone.
std::vector<std::string> guard_environment() {
  const system::Environment host;
  std::vector<std::string> variables = {
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "TZ=UTC"};
  if (const auto path = host.get("PATH"); path && !path->empty()) variables[0] += ":" + *path;
  for (const char* name : {"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"}) {
    if (const auto value = host.get(name)) variables.push_back(std::string(name) + "=" + *value);
  }
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

class SpawnPlan {
 public:
  SpawnPlan() {
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawn_file_actions_init(&actions_);
    sigset_t none;
    ::sigemptyset(&none);
    sigset_t defaults;
    ::sigemptyset(&defaults);
    for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGCHLD, SIGALRM, SIGUSR1,
                             SIGUSR2, SIGTTIN, SIGTTOU, SIGTSTP})
      ::sigaddset(&defaults, signal);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &defaults);
    ::posix_spawnattr_setflags(
        &attributes_,
        static_cast<short>(POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  void give(const Descriptor& ours, int theirs) {
    ::posix_spawn_file_actions_adddup2(&actions_, ours.get(), theirs);
  }

  [[nodiscard]] pid_t start(std::vector<std::string> words) {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, first_free);
#endif
    std::vector<std::string> variables = guard_environment();
    pid_t child = -1;
    const int problem = ::posix_spawn(&child, "/bin/sh", &actions_, &attributes_,
                                      pointers(words).data(), pointers(variables).data());
    if (problem != 0)
      throw Error(Status::tool,
                  system::format("\"/bin/sh\" cannot be started: {}", reason_of(problem)));
    return child;
  }

 private:
  posix_spawnattr_t attributes_{};
  posix_spawn_file_actions_t actions_{};
};

bool is_at_end(int descriptor, const system::Deadline& deadline) noexcept {
  std::array<char, 256> ignored{};
  while (true) {
    if (system::wait_for({descriptor, true, false}, deadline, -1) != system::Wakeup::ready)
      return false;
    const ssize_t count = ::read(descriptor, ignored.data(), ignored.size());
    if (count == 0) return true;
    if (count < 0 && errno != EINTR) return true;
  }
}

}  // namespace

Guard::Guard(const ClusterFolder& folder, const Account& account, const std::string& programs)
    : folder_(folder.path), maker_(::getpid()), log_(make_log(folder, account)) {
  begin(folder, account, programs);
}

Guard::Guard(Guard& before, const ClusterFolder& folder, const Account& account,
             const std::string& programs)
    : folder_(folder.path),
      maker_(::getpid()),
      log_(::fcntl(before.log_.get(), F_DUPFD_CLOEXEC, first_free)) {
  if (!log_.is_open()) throw_pipe();
  begin(folder, account, programs);
  before.leave();  // not earlier: at no moment is there nobody to take it away
}

void Guard::begin(const ClusterFolder& folder, const Account& account,
                  const std::string& programs) {
  Pipe lifeline = make_lifeline();
  Pipe answers = make_pipe();
  Pipe alive = make_pipe();
  const Descriptor lock(::fcntl(folder.lock.get(), F_DUPFD_CLOEXEC, first_free));
  std::vector<std::string> words = {"sh", "-c", guard_script, "plumbline-guard", folder_, programs};
  words.insert(words.end(), account.become.begin(), account.become.end());
  SpawnPlan plan;
  plan.give(lifeline.read_end, STDIN_FILENO);
  plan.give(answers.write_end, STDOUT_FILENO);
  plan.give(log_, STDERR_FILENO);
  plan.give(alive.write_end, server_pipe);
  plan.give(lock, lock_file);
  guard_ = plan.start(std::move(words));
  lifeline_ = std::move(lifeline.write_end);
  answers_ = std::move(answers.read_end);
  alive_ = std::move(alive.read_end);
}

Guard::~Guard() {
  lifeline_.reset();
  if (::getpid() != maker_) return;
  const bool has_ended = is_at_end(answers_.get(), system::Deadline(longest_end));
  int status = 0;
  pid_t reaped = -1;
  do {
    reaped = ::waitpid(guard_, &status, has_ended ? 0 : WNOHANG);
  } while (reaped < 0 && errno == EINTR);
  // It was killed itself; nobody else has the lock.
  if (has_ended && !is_left_ && ::access(folder_.c_str(), F_OK) == 0) remove_dead_folder(folder_);
}

int Guard::initialise(std::string_view words) {
  const std::string said = ask(system::format("initialise {}\n", words));
  int status = -1;
  std::from_chars(said.data(), said.data() + said.size(), status);
  return status;
}

void Guard::start(std::string_view words) {
  static_cast<void>(ask(system::format("start {}\n", words)));
}

bool Guard::stop() { return ask("stop\n") == "0"; }

void Guard::leave() {
  static_cast<void>(ask("leave\n"));
  is_left_ = true;
}

bool Guard::has_ended() const noexcept {
  return is_at_end(alive_.get(), system::Deadline(std::chrono::milliseconds(0)));
}

std::string Guard::ask(std::string_view word) {
  const ssize_t sent = ::send(lifeline_.get(), word.data(), word.size(), MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(word.size()))
    throw Error(Status::io, "the guard of the ephemeral PostgreSQL was ended by somebody else");
  return read_line();
}

std::string Guard::read_line() {
  constexpr std::chrono::minutes longest_answer{5};
  const system::CallScope* call = system::CallScope::current();
  system::Deadline deadline(longest_answer);
  if (call != nullptr && call->deadline()) deadline = earlier(deadline, *call->deadline());
  std::string line;
  while (true) {
    const int stop = call == nullptr ? -1 : call->stop_descriptor();
    const system::Wakeup woken = system::wait_for({answers_.get(), true, false}, deadline, stop);
    system::check_interruption();
    char letter = 0;
    if (woken != system::Wakeup::ready || ::read(answers_.get(), &letter, 1) != 1)
      throw Error(Status::io, "the guard of the ephemeral PostgreSQL does not answer");
    if (letter == '\n') return line;
    line += letter;
  }
}

}  // namespace plumbline::postgres

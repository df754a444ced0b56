/// The script gets the read end of a pipe whose only write end is ours and closed on exec.
#include "support/guard.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace plumbline::tests {
namespace {

pid_t spawn_script(const std::vector<std::string>& arguments, int lifeline, int word) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, lifeline, 0);
  posix_spawn_file_actions_adddup2(&actions, word, 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSID);  // a killed process group leaves the guard alone
  pid_t pid = -1;
  const int failure = ::posix_spawn(&pid, "/bin/sh", &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failure == 0 ? pid : -1;
}

std::string read_line(int descriptor) {
  std::string line;
  for (char c = 0; ::read(descriptor, &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

}  // namespace

Guard::Guard(const char* script, const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {"sh", "-c", script, "plumbline-guard"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::array<int, 2> lifeline{};
  std::array<int, 2> word{};
  if (::pipe2(lifeline.data(), O_CLOEXEC) != 0 || ::pipe2(word.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("no pipe can be made");
  }
  pid_ = spawn_script(words, lifeline[0], word[1]);
  ::close(lifeline[0]);
  ::close(word[1]);
  lifeline_ = lifeline[1];
  const std::string said = read_line(word[0]);
  ::close(word[0]);
  if (said != "ready") {
    ::close(lifeline_);
    if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
    throw std::runtime_error(said);
  }
}

Guard::~Guard() {
  if (lifeline_ < 0) return;
  ::close(lifeline_);
  ::waitpid(pid_, nullptr, 0);
}

Guard::Guard(Guard&& other) noexcept
    : lifeline_(std::exchange(other.lifeline_, -1)), pid_(std::exchange(other.pid_, -1)) {}

Guard& Guard::operator=(Guard&& other) noexcept {
  std::swap(lifeline_, other.lifeline_);
  std::swap(pid_, other.pid_);
  return *this;
}

}  // namespace plumbline::tests

#include "lib/postgres/cluster/surroundings.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

extern char** environ;  // NOLINT: POSIX declares it nowhere

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();  // does not throw, as an iterator would, when a process ends meanwhile
  return content.str();
}

}  // namespace

const std::string& use_own_cache() {
  static const ScratchFolder folder;
  ::setenv("XDG_CACHE_HOME", folder.path().c_str(), 1);
  return folder.path();
}

std::string cached_version() {
  const fs::path root = fs::path(use_own_cache()) / "plumbline" / "cluster";
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(root, ignored))
    return entry.path().string();
  return "";
}

ServerPlace::ServerPlace() { ::chmod(folder_.path().c_str(), 0755); }

std::vector<std::string> ServerPlace::names() const {
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_.path()))
    found.push_back(entry.path().filename().string());
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<pid_t> ServerPlace::processes() const {
  std::vector<pid_t> found;
  for (const fs::directory_entry& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::error_code ignored;
    const std::string place = fs::read_symlink(entry.path() / "cwd", ignored).string();
    const std::string words = content_of(entry.path() / "cmdline");
    if (place.starts_with(path()) || words.find(path()) != std::string::npos)
      found.push_back(static_cast<pid_t>(std::stol(name)));
  }
  return found;
}

Holder::Holder(const std::vector<std::string>& arguments, const std::vector<std::string>& before) {
  std::vector<std::string> words = before;
  words.emplace_back(PLUMBLINE_HOLDER);
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::array<int, 2> input{};
  std::array<int, 2> output{};
  if (::pipe2(input.data(), O_CLOEXEC) != 0 || ::pipe2(output.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("no pipe can be made");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input[0], 0);
  posix_spawn_file_actions_adddup2(&actions, output[1], 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  const int failure = ::posix_spawn(&pid_, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  ::close(input[0]);
  ::close(output[1]);
  input_ = input[1];
  output_ = output[0];
  if (failure != 0) throw std::runtime_error(words.front() + " does not start");
}

Holder::~Holder() {
  end();
  ::close(output_);
}

std::string Holder::read_line() {
  std::string line;
  for (char c = 0; ::read(output_, &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

void Holder::kill(bool with_group) { ::kill(with_group ? -pid_ : pid_, SIGKILL); }

int Holder::end() {
  if (input_ >= 0) ::close(input_);
  input_ = -1;
  if (pid_ <= 0) return -1;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void overwrite(const std::string& path, const std::string& text) {
  const std::size_t found = content_of(path).find(text);
  if (found == std::string::npos) throw std::runtime_error(text + " is not in " + path);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(found + text.size()));
  file << std::string(512, 'x');
}

bool comes_true(const std::function<bool()>& condition) {
  for (int tries = 0; tries < 500; ++tries) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

}  // namespace plumbline::tests

/// See child.hpp. Output goes to unlinked temporary files: no pipe to fill, no thread to read it.
#include "scripts/child.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace plumbline::tests {
namespace {

constexpr uid_t nobody = 65534;
using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File temporary_file() {
  File file(std::tmpfile(), &std::fclose);
  if (!file) throw std::runtime_error(std::string("temporary file: ") + std::strerror(errno));
  return file;
}

std::string contents(std::FILE* file) {
  std::string text;
  std::rewind(file);
  char buffer[65536];
  while (const auto count = std::fread(buffer, 1, sizeof buffer, file)) text.append(buffer, count);
  return text;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> lines_of(const std::map<std::string, std::string>& environment) {
  std::vector<std::string> lines;
  for (const auto& [key, value] : environment) lines.push_back(key + "=" + value);
  return lines;
}

/// Waits, at most `seconds`. False when the group had to be killed.
bool wait_for(pid_t child, double seconds, int& status, rusage& usage) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  auto pause = std::chrono::microseconds(200);
  while (::wait4(child, &status, WNOHANG, &usage) == 0) {
    if (std::chrono::steady_clock::now() > end) {
      ::kill(-child, SIGKILL);
      ::wait4(child, &status, 0, &usage);
      return false;
    }
    std::this_thread::sleep_for(pause);
    if (pause < std::chrono::milliseconds(20)) pause += pause / 4;
  }
  return true;
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

std::string find_program(const std::string& name, const std::string& path) {
  if (name.find('/') != std::string::npos) return name;
  std::string_view rest = path;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(':'), rest.size());
    const auto file = std::string(rest.substr(0, end)) + "/" + name;
    if (::access(file.c_str(), X_OK) == 0) return file;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

ChildResult run_child(const ChildOptions& options) {
  ChildResult result;
  const auto path = options.environment.find("PATH");
  const auto program =
      find_program(options.arguments.at(0), path == options.environment.end() ? "" : path->second);
  // `nobody` may not be allowed to walk to the build folder, and so runs it by descriptor.
  const int image = program.empty() ? -1 : ::open(program.c_str(), O_RDONLY);
  if (image < 0) {
    result.status = 127;
    result.err = options.arguments.at(0) + ": no such program";
    return result;
  }
  auto arguments = options.arguments;
  auto environment = lines_of(options.environment);
  const auto argument_pointers = pointers(arguments);
  const auto environment_pointers = pointers(environment);
  const auto in = temporary_file();
  const auto out = temporary_file();
  const auto err = temporary_file();
  std::fwrite(options.input.data(), 1, options.input.size(), in.get());
  std::rewind(in.get());

  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error(std::string("fork: ") + std::strerror(errno));
  if (child == 0) {
    ::setpgid(0, 0);
    ::dup2(::fileno(in.get()), 0);
    ::dup2(::fileno(out.get()), 1);
    ::dup2(::fileno(err.get()), 2);
    if (::chdir(options.folder.c_str()) != 0) ::_exit(127);
    if (options.as_nobody &&
        (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0)) {
      ::_exit(127);
    }
    if (options.as_nobody) {
      ::fexecve(image, argument_pointers.data(), environment_pointers.data());
    } else {
      ::execve(program.c_str(), argument_pointers.data(), environment_pointers.data());
    }
    ::_exit(127);
  }
  int status = 0;
  rusage usage{};
  result.timed_out = !wait_for(child, options.wall_seconds, status, usage);
  ::close(image);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = contents(out.get());
  result.err = contents(err.get());
  result.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  result.peak_mib = static_cast<double>(usage.ru_maxrss) / 1024;
  return result;
}

}  // namespace plumbline::tests

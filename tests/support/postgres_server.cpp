/// Finds the server's programs, hands a folder to the guard script and waits for its word. The
/// script is the only thing that starts, stops and removes, so that a crash of the tests leaves
/// nothing behind.
#include "support/postgres_server.hpp"

#include <fcntl.h>
#include <glob.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace plumbline::tests {
namespace {

// $1 folder, $2 programs, $3 template or "", $4 owner uid:gid, $5… what runs a command as that
// owner. Standard input is the lifeline, standard output carries one line: "ready" or what went
// wrong.
constexpr const char* guard_script = R"sh(
folder=$1 bin=$2 template=$3 owner=$4; shift 4
umask 077
finish() {
  if [ -s "$folder/data/postmaster.pid" ]; then
    read -r server <"$folder/data/postmaster.pid"
    kill -QUIT "$server" 2>/dev/null
    tries=0
    while kill -0 "$server" 2>/dev/null && [ $tries -lt 100 ]; do sleep 0.02; tries=$((tries + 1)); done
    kill -KILL "$server" 2>/dev/null
  fi
  rm -rf "$folder"
  exit "$1"
}
fail() { echo "$1: $(tail -n 3 "$folder/log" 2>/dev/null | tr '\n' ' ')"; finish 1; }
trap '' HUP INT TERM PIPE
cd "$folder" || exit 1
if [ -n "$template" ] && [ -d "$template" ]; then
  cp -R "$template" data && chown -R "$owner" data || fail "the template cannot be copied"
else
  "$@" "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync --no-instructions \
    >log 2>&1 </dev/null || fail "initdb"
  if [ -n "$template" ] && mkdir -p "$(dirname "$template")"; then
    cp -R data "$template.$$" && mv -T "$template.$$" "$template" 2>/dev/null || rm -rf "$template.$$"
  fi
fi
"$@" "$bin/postgres" -D "$folder/data" -k "$folder" -F -c listen_addresses= -c shared_buffers=16MB \
  -c max_connections=60 -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off -c jit=off \
  -c full_page_writes=off -c max_prepared_transactions=2 >>"$folder/log" 2>&1 </dev/null &
tries=0
until case $(tail -n 1 data/postmaster.pid 2>/dev/null) in ready*) true ;; *) false ;; esac; do
  kill -0 $! 2>/dev/null || fail "postgres"
  [ $tries -lt 1500 ] || fail "postgres is not ready after 30 s"
  sleep 0.02; tries=$((tries + 1))
done
echo ready
exec >&-
read -r forever
finish 0
)sh";

struct Programs {
  std::string folder;
  std::string missing;
};

bool is_program(const std::string& path) { return ::access(path.c_str(), X_OK) == 0; }

bool has_server(const std::string& folder) {
  return !folder.empty() && is_program(folder + "/postgres") && is_program(folder + "/initdb");
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
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

std::vector<std::string> path_folders() {
  std::vector<std::string> folders;
  std::istringstream path(environment("PATH"));
  for (std::string folder; std::getline(path, folder, ':');) folders.push_back(folder);
  return folders;
}

std::string find_on_path(const std::string& name) {
  for (const std::string& folder : path_folders()) {
    if (is_program(folder + "/" + name)) return folder + "/" + name;
  }
  return "";
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

Programs find_programs() {
  const std::string asked = environment("PLUMBLINE_PG_BIN");
  if (!asked.empty()) {
    if (has_server(asked)) return {asked, ""};
    return {"", "PLUMBLINE_PG_BIN=" + asked + " holds no postgres and initdb"};
  }
  const std::string configured = output_of("pg_config --bindir");
  if (has_server(configured)) return {configured, ""};
  for (const std::string& folder : path_folders()) {
    if (has_server(folder)) return {folder, ""};
  }
  std::string installed = find_installed();
  if (!installed.empty()) return {std::move(installed), ""};
  return {
      "",
      "no PostgreSQL server programs here (apt-get install postgresql, or set PLUMBLINE_PG_BIN)"};
}

const Programs& programs() {
  static const Programs found = find_programs();
  return found;
}

struct Owner {
  uid_t uid = ::getuid();
  gid_t gid = ::getgid();
  std::vector<std::string> become;  ///< what runs a command as that user; empty when it is us
};

/// initdb refuses root, so root hands the server to somebody else.
Owner find_owner() {
  Owner owner;
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

/// Where the initialised cluster is kept between runs; "" when there is no place for it.
std::string template_path() {
  std::string cache = environment("XDG_CACHE_HOME");
  if (cache.empty() && !environment("HOME").empty()) cache = environment("HOME") + "/.cache";
  if (cache.empty()) return "";
  std::string version = output_of("'" + programs().folder + "/postgres' --version");
  for (char& c : version) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
    if (!plain) c = '-';
  }
  return cache + "/plumbline/tests-" + version + "-" + std::to_string(::getuid());
}

std::string make_folder(const Owner& owner) {
  std::string folder = "/tmp/plumb-XXXXXX";  // short: a socket's path ends at 107 bytes
  if (::mkdtemp(folder.data()) == nullptr)
    throw std::runtime_error("no folder can be made in /tmp");
  if (owner.uid != ::getuid() && ::chown(folder.c_str(), owner.uid, owner.gid) != 0) {
    throw std::runtime_error(folder + " cannot be given to the server's user");
  }
  return folder;
}

pid_t spawn_guard(const std::vector<std::string>& arguments, int lifeline, int word) {
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

using ResultOwner = std::unique_ptr<PGresult, decltype(&PQclear)>;
using ConnectionOwner = std::unique_ptr<PGconn, decltype(&PQfinish)>;

std::string rows_as_text(const PGresult* result) {
  std::string text;
  for (int row = 0; row < PQntuples(result); ++row) {
    if (row > 0) text += '\n';
    for (int column = 0; column < PQnfields(result); ++column) {
      if (column > 0) text += '|';
      text += PQgetvalue(result, row, column);
    }
  }
  return text;
}

}  // namespace

const std::string& PostgresServer::missing() { return programs().missing; }

PostgresServer::PostgresServer() {
  if (!missing().empty()) throw std::runtime_error(missing());
  const Owner owner = find_owner();
  folder_ = make_folder(owner);
  std::vector<std::string> arguments = {
      "sh",
      "-c",
      guard_script,
      "plumbline-guard",
      folder_,
      programs().folder,
      template_path(),
      std::to_string(owner.uid) + ":" + std::to_string(owner.gid)};
  arguments.insert(arguments.end(), owner.become.begin(), owner.become.end());
  std::array<int, 2> lifeline{};
  std::array<int, 2> word{};
  if (::pipe2(lifeline.data(), O_CLOEXEC) != 0 || ::pipe2(word.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("no pipe can be made");
  }
  guard_ = spawn_guard(arguments, lifeline[0], word[1]);
  ::close(lifeline[0]);
  ::close(word[1]);
  lifeline_ = lifeline[1];
  const std::string said = read_line(word[0]);
  ::close(word[0]);
  if (said != "ready") {
    ::close(lifeline_);
    if (guard_ > 0) ::waitpid(guard_, nullptr, 0);
    throw std::runtime_error("the tests' PostgreSQL does not start: " + said);
  }
}

PostgresServer::~PostgresServer() {
  ::close(lifeline_);
  ::waitpid(guard_, nullptr, 0);
}

std::string PostgresServer::uri(std::string_view database, std::string_view user) const {
  return "postgresql://" + std::string(user) + "@/" + std::string(database) + "?host=" + folder_;
}

std::string PostgresServer::log() const {
  std::ifstream file(folder_ + "/log", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void PostgresServer::create_database(std::string_view name) const {
  const std::string quoted = '"' + std::string(name) + '"';
  run_sql("postgres", "DROP DATABASE IF EXISTS " + quoted + " WITH (FORCE)");
  run_sql("postgres", "CREATE DATABASE " + quoted + " STRATEGY FILE_COPY");
}

std::string PostgresServer::run_sql(std::string_view database, std::string_view sql) const {
  const ConnectionOwner connection(PQconnectdb(uri(database).c_str()), &PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK)
    throw std::runtime_error(PQerrorMessage(connection.get()));
  PQsetNoticeProcessor(
      connection.get(), [](void*, const char*) {}, nullptr);
  const ResultOwner result(PQexec(connection.get(), std::string(sql).c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY) {
    throw std::runtime_error(PQresultErrorMessage(result.get()));
  }
  return rows_as_text(result.get());
}

void PostgresServer::kill() const {
  std::ifstream file(folder_ + "/data/postmaster.pid");
  int postmaster = 0;
  file >> postmaster;
  if (postmaster <= 1) return;
  // Backends first: an orphaned one would end at its next statement only.
  const std::string pid = std::to_string(postmaster);
  std::ifstream children("/proc/" + pid + "/task/" + pid + "/children");
  for (int child = 0; children >> child;) ::kill(child, SIGKILL);
  ::kill(postmaster, SIGKILL);
}

std::vector<std::string> read_by_libpq(const std::string& uri) {
  char* words = nullptr;
  PQconninfoOption* options = PQconninfoParse(uri.c_str(), &words);
  PQfreemem(words);
  if (options == nullptr) return {"refused"};
  std::vector<std::string> read;
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
    const bool is_set = option->val != nullptr && *option->val != '\0';
    if (is_set) read.push_back(std::string(option->keyword) + '=' + option->val);
  }
  PQconninfoFree(options);
  std::sort(read.begin(), read.end());
  return read;
}

}  // namespace plumbline::tests

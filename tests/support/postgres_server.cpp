/// Finds the server's programs, hands a folder to the guard script and waits for its word. The
/// script is the only thing that starts, stops and removes, so that a crash of the tests leaves
/// nothing behind.
#include "support/postgres_server.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "support/session.hpp"

namespace plumbline::tests {
namespace {

// $1 folder, $2 programs, $3 template or "", $4 owner uid:gid, $5 further settings, $6 folder of
// the primary when this is its standby, else "", $7… what runs a command as that owner.
constexpr const char* guard_script = R"sh(
folder=$1 bin=$2 template=$3 owner=$4 settings=$5 primary=$6; shift 6
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
if [ -n "$primary" ]; then
  "$@" "$bin/pg_basebackup" -h "$primary" -U postgres -D "$folder/data" -c fast -R --no-sync >log 2>&1 </dev/null ||
    fail "pg_basebackup"
elif [ -n "$template" ] && [ -d "$template" ]; then
  cp -R "$template" data && chown -R "$owner" data || fail "the template cannot be copied"
else
  "$@" "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >log 2>&1 </dev/null || fail "initdb"
  if [ -n "$template" ] && mkdir -p "$(dirname "$template")"; then
    cp -R data "$template.$$" && mv -T "$template.$$" "$template" 2>/dev/null || rm -rf "$template.$$"
  fi
fi
"$@" "$bin/postgres" -D "$folder/data" -k "$folder" -F -c listen_addresses= -c shared_buffers=16MB \
  -c max_connections=60 -c autovacuum=off -c jit=off -c full_page_writes=off \
  -c max_prepared_transactions=2 $settings >>"$folder/log" 2>&1 </dev/null &
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

/// Where the initialised cluster is kept between runs; "" when there is no place for it.
std::string template_path(const ServerPrograms& programs) {
  std::string cache = environment("XDG_CACHE_HOME");
  if (cache.empty() && !environment("HOME").empty()) cache = environment("HOME") + "/.cache";
  if (cache.empty()) return "";
  std::string version = programs.words;
  for (char& c : version) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
    if (!plain) c = '-';
  }
  return cache + "/plumbline/tests-" + version + "-" + std::to_string(::getuid());
}

}  // namespace

const std::string& PostgresServer::missing() { return missing_programs(); }

PostgresServer::PostgresServer(const PostgresOptions& options) {
  if (options.programs == nullptr && !missing().empty()) throw std::runtime_error(missing());
  const ServerPrograms& programs =
      options.programs != nullptr ? *options.programs : *default_programs();
  version_ = programs.version;
  const ServerOwner owner = find_server_owner();
  folder_ = make_server_folder(owner);
  const bool with_wal = options.with_standbys || options.standby_of != nullptr;
  std::vector<std::string> arguments = {
      folder_,
      programs.folder,
      template_path(programs),
      owner.ids(),
      (with_wal ? "-c wal_level=replica -c max_wal_senders=4 "
                : "-c wal_level=minimal -c max_wal_senders=0 ") +
          environment("PLUMBLINE_TEST_PG_SETTINGS") + ' ' + options.settings,
      options.standby_of != nullptr ? options.standby_of->folder() : ""};
  arguments.insert(arguments.end(), owner.become.begin(), owner.become.end());
  try {
    guard_ = Guard(guard_script, arguments);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error("the tests' " + programs.words + " does not start: " + error.what());
  }
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
  run_sql("postgres",
          "DROP DATABASE IF EXISTS " + quoted + (version_ >= 13 ? " WITH (FORCE)" : ""));
  run_sql("postgres", "CREATE DATABASE " + quoted + (version_ >= 15 ? " STRATEGY FILE_COPY" : ""));
}

std::string PostgresServer::run_sql(std::string_view database, std::string_view sql) const {
  return run_sql_at(uri(database), sql);
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

std::string run_sql_at(const std::string& uri, std::string_view sql) {
  return Session(uri).run(sql);
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

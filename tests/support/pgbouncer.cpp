/// PgBouncer refuses root, so it runs as the server's user.
#include "support/pgbouncer.hpp"

#include <unistd.h>

#include <fstream>
#include <sstream>

namespace plumbline::tests {
namespace {

// $1 folder, $2 program, $3… what runs a command as the server's user.
constexpr const char* guard_script = R"sh(
folder=$1 program=$2; shift 2
cd "$folder" || exit 1
finish() { rm -rf "$folder"; exit "$1"; }
trap '' HUP INT TERM PIPE
"$@" "$program" -q "$folder/pgbouncer.ini" >"$folder/out" 2>&1 </dev/null &
tries=0
until [ -S "$folder/.s.PGSQL.5432" ]; do
  kill -0 $! 2>/dev/null && [ $tries -lt 500 ] || { echo "pgbouncer: $(tail -n 2 "$folder/log" "$folder/out" | tr '\n' ' ')"; finish 1; }
  sleep 0.02; tries=$((tries + 1))
done
echo ready
exec >&-
read -r forever
kill -KILL $!
finish 0
)sh";

std::string find_program() {
  const std::string found = find_on_path("pgbouncer");
  if (!found.empty()) return found;
  return ::access("/usr/sbin/pgbouncer", X_OK) == 0 ? "/usr/sbin/pgbouncer" : "";
}

}  // namespace

std::string PgBouncer::missing() {
  return find_program().empty() ? "no pgbouncer here (apt-get install pgbouncer)" : "";
}

PgBouncer::PgBouncer(const PostgresServer& server, const std::vector<std::string>& users) {
  const ServerOwner owner = find_server_owner();
  folder_ = make_server_folder(owner);
  {
    std::ofstream settings(folder_ + "/pgbouncer.ini");
    settings << "[databases]\n* = host=" << server.folder() << " port=5432\n"
             << "[pgbouncer]\nlisten_port = 5432\nlisten_addr =\nunix_socket_dir = " << folder_
             << "\npool_mode = transaction\ndefault_pool_size = 1\nauth_type = trust\nauth_file = "
             << folder_ << "/users\nlogfile = " << folder_ << "/log\n";
    std::ofstream list(folder_ + "/users");
    for (const std::string& user : users) list << '"' << user << "\" \"\"\n";
  }
  std::vector<std::string> arguments = {folder_, find_program()};
  arguments.insert(arguments.end(), owner.become.begin(), owner.become.end());
  guard_ = Guard(guard_script, arguments);
}

std::string PgBouncer::uri(std::string_view database, std::string_view user) const {
  return "postgresql://" + std::string(user) + "@/" + std::string(database) + "?host=" + folder_;
}

std::string PgBouncer::log() const {
  std::ifstream file(folder_ + "/log", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace plumbline::tests

#include "postgres/cluster/cluster.hpp"

#include <fcntl.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include "plumbline/error.hpp"
#include "postgres/cluster/account.hpp"
#include "postgres/cluster/cache.hpp"
#include "postgres/cluster/database_uri.hpp"
#include "postgres/cluster/folder.hpp"
#include "postgres/cluster/guard.hpp"
#include "postgres/cluster/lock.hpp"
#include "postgres/cluster/programs.hpp"
#include "postgres/session.hpp"
#include "system/deadline.hpp"
#include "system/format.hpp"
#include "system/process.hpp"

namespace plumbline::postgres {
namespace {

constexpr std::chrono::seconds longest_start{60};
constexpr int ready_ms = 2;
constexpr std::size_t log_bytes = 64U << 10;

// Trust, as whoever may enter the folder may read the data files too. Small segments of WAL, as
// they are copied. Numbers and letters as everywhere, order by code points.
std::string initdb_words(const ServerVersion& version) {
  std::string words = "-U postgres -A trust -E UTF8 --locale=C --no-sync --wal-segsize=4";
  if (const locale_t known = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr); known != nullptr) {
    ::freelocale(known);
    words += " --lc-ctype=C.UTF-8";
  }
  if (version.number >= 180'000) words += " --no-data-checksums";
  return words;
}

// Nothing is made to survive a crash of the machine, nothing runs by itself, and nothing lies
// outside of the folder: shared memory in files, not in /dev/shm, which a killed server leaves.
std::string postgres_words(int version) {
  std::string words =
      "-F -c listen_addresses= -c max_connections=60 -c shared_buffers=64MB"
      " -c maintenance_work_mem=128MB -c max_prepared_transactions=10"
      " -c max_locks_per_transaction=256 -c dynamic_shared_memory_type=mmap -c huge_pages=off"
      " -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal"
      " -c max_wal_senders=0 -c max_wal_size=1GB -c wal_recycle=off -c wal_init_zero=off"
      " -c checkpoint_timeout=1h -c bgwriter_lru_maxpages=0 -c autovacuum=off -c jit=off"
      " -c max_logical_replication_workers=0 -c logging_collector=off";
  if (version >= 140'000) words += " -c client_connection_check_interval=250ms";
  if (version >= 180'000) words += " -c io_method=sync";
  return words;
}

/// The end of a file that a server's user owns; "" when it cannot be read.
std::string tail_of(const std::string& path, std::size_t bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat facts {};
  if (!file.is_open() || ::fstat(file.get(), &facts) != 0) return "";
  const auto size = static_cast<std::size_t>(facts.st_size);
  std::string text(std::min(size, bytes), '\0');
  const ssize_t count =
      ::pread(file.get(), text.data(), text.size(), static_cast<off_t>(size - text.size()));
  text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return text;
}

/// Whether the server has written that it takes connections.
bool is_ready(const std::string& data) {
  const std::string text = tail_of(data + "/postmaster.pid", 64);
  const std::size_t line = text.rfind('\n', text.size() - std::min<std::size_t>(2, text.size()));
  return line != std::string::npos && std::string_view(text).substr(line + 1).starts_with("ready");
}

bool is_plain_name(std::string_view name) noexcept {
  return !name.empty() && name.size() < 64 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

/// What every attempt to start needs.
struct Plan {
  ServerPrograms programs;
  Account account;
  std::vector<std::string> places;
  std::optional<ClusterCache> cache;
  CopyWishes wishes;
};

Plan make_plan(const ClusterOptions& options) {
  Plan plan;
  plan.programs = find_programs(options.server.bin, options.server.major);
  plan.account = find_account(options.server.os_user);
  plan.places = folder_places(options.server.directory);
  plan.cache = ClusterCache::open(plan.programs);
  plan.wishes = {options.family, options.wanted, plan.account.recipient()};
  if (options.expected_bytes && options.server.directory.empty()) {
    if (const std::string memory = memory_place(*options.expected_bytes); !memory.empty())
      plan.places.insert(plan.places.begin(), memory);
  }
  return plan;
}

[[noreturn]] void throw_not_starting(const Plan& plan, const ClusterFolder& folder,
                                     std::string_view what) {
  ErrorFields fields;
  fields.message = system::format("\"{}/{}\" does not work here", plan.programs.folder, what);
  fields.detail = tail_of(folder.log(), 2'000);
  std::vector<std::string> words = plan.account.become;
  words.insert(words.end(), {"/bin/sh", "-c", "test -x \"$0/postgres\"", plan.programs.folder});
  if (!plan.account.become.empty() && system::run_process(words).exit_status != 0) {
    fields.message +=
        system::format(": user \"{}\", whom it would run as, cannot reach it", plan.account.name);
    fields.hint = "put it where that user may go, or name another one with PLUMBLINE_PG_USER";
  }
  throw Error(Status::tool, std::move(fields));
}

}  // namespace

struct Cluster::State {
  Plan plan;
  ClusterFolder folder;
  KeptData origin;
  std::unique_ptr<Guard> guard;  ///< the last member: it ends first
};

namespace {

void give_folder(const Plan& plan, const ClusterFolder& folder) {
  const std::optional<FileOwner> owner = plan.account.recipient();
  if (owner && ::chown(folder.path.c_str(), owner->uid, owner->gid) != 0)
    throw Error(Status::io, system::format("\"{}\" cannot be given to user \"{}\": {}", folder.path,
                                           plan.account.name, reason_of(errno)));
}

/// Fills `data` by initdb, and keeps it for the next one.
KeptData initialise(const Plan& plan, const ClusterFolder& folder, Guard& guard) {
  const ServerVersion version = ask_version(plan.programs);
  give_folder(plan, folder);
  if (guard.initialise(initdb_words(version)) != 0) throw_not_starting(plan, folder, "initdb");
  try {
    if (plan.cache) plan.cache->keep_plain(folder.data(), version);
  } catch (const Error&) {  // a full cache costs the next start its time, not this one
  }
  KeptData made;
  made.version = version;
  return made;
}

/// From the cache, else made, by one process at a time.
KeptData fill(const Plan& plan, const ClusterFolder& folder, Guard& guard) {
  if (!plan.cache) return initialise(plan, folder, guard);
  if (auto copied = plan.cache->copy_to(folder.data(), plan.wishes)) return *copied;
  const auto making = plan.cache->lock();
  if (auto copied = plan.cache->copy_plain(folder.data(), plan.wishes)) return *copied;
  return initialise(plan, folder, guard);
}

void wait_until_ready(const Guard& guard, const ClusterFolder& folder) {
  const system::Deadline deadline(longest_start);
  while (!is_ready(folder.data())) {
    if (guard.has_ended() || deadline.remaining_ms() == 0) return;
    pause_ms(ready_ms);
  }
}

}  // namespace

std::unique_ptr<Cluster> Cluster::start(const ClusterOptions& options) {
  const Plan plan = make_plan(options);
  sweep_dead_folders(plan.places, plan.account);
  if (plan.places.front() != memory_folder && options.server.directory.empty())
    sweep_dead_folders({memory_folder}, plan.account);
  while (true) {
    auto state = std::make_unique<State>();
    state->plan = plan;
    state->folder = make_cluster_folder(plan.places);
    const ClusterFolder& folder = state->folder;
    // Before the first file, so that a kill from here on leaves nothing.
    state->guard = std::make_unique<Guard>(folder, plan.account, plan.programs.folder);
    Guard& guard = *state->guard;
    state->origin = fill(plan, folder, guard);
    give_folder(plan, folder);
    guard.start(postgres_words(state->origin.version.number));
    wait_until_ready(guard, folder);
    if (is_ready(folder.data()) && !guard.has_ended())
      return std::unique_ptr<Cluster>(new Cluster(std::move(state)));
    // What was copied may be broken in a way that no size tells.
    if (state->origin.name.empty()) throw_not_starting(plan, folder, "postgres");
    plan.cache->forget(state->origin.name);
  }
}

Cluster::Cluster(std::unique_ptr<State> state) : state_(std::move(state)) {}

Cluster::~Cluster() = default;

std::string Cluster::uri(std::string_view database) const {
  return database_as("postgres", database).uri();
}

Writable Cluster::database(std::string_view name) const { return Writable(uri(name)); }

Writable Cluster::database_as(std::string_view role, std::string_view name) const {
  return Writable(database_uri(
      {{"user", std::string(role)}, {"host", state_->folder.path}, {"port", "5432"}}, name));
}

const std::string& Cluster::folder() const noexcept { return state_->folder.path; }

int Cluster::version() const noexcept { return state_->origin.version.number; }

std::string Cluster::log() const { return tail_of(state_->folder.log(), log_bytes); }

bool Cluster::is_running() const noexcept { return !state_->guard->has_ended(); }

bool Cluster::has(std::string_view database) const noexcept {
  return state_->origin.holds(database);
}

const std::vector<std::string>& Cluster::kept() const noexcept { return state_->origin.databases; }

void Cluster::leave() {
  // Without its lock no sweep takes it for a dead one.
  const std::string lock = state_->folder.path + "/lock";
  if (::unlink(lock.c_str()) != 0 && errno != ENOENT)
    throw Error(Status::io, system::format("\"{}\" cannot be removed: {}", lock, reason_of(errno)));
  state_->guard->leave();
}

namespace {

/// Drops what is not to be kept. Throws Error (argument) when one of `databases` is not there.
void drop_others(Session& session, std::span<const std::string> databases) {
  std::vector<std::string> there;
  const Rows rows = session.query(
      "SELECT datname FROM pg_catalog.pg_database"
      " WHERE datname NOT IN ('postgres', 'template0', 'template1')");
  for (std::size_t row = 0; row < rows.count(); ++row) there.push_back(rows.text(row, 0));
  for (const std::string& database : databases) {
    if (!is_plain_name(database) || std::find(there.begin(), there.end(), database) == there.end())
      throw Error(Status::argument, system::format("\"{}\" is no database to keep", database));
  }
  for (const std::string& name : there) {
    if (std::find(databases.begin(), databases.end(), name) != databases.end()) continue;
    session.query(system::format("ALTER DATABASE {} IS_TEMPLATE false", quote_identifier(name)));
    session.query(system::format("DROP DATABASE {}{}", quote_identifier(name),
                                 session.server_version() >= 130'000 ? " WITH (FORCE)" : ""));
  }
}

/// ALTER SYSTEM of a migration is not handed on.
void forget_settings(const std::string& data) {
  const std::string path = data + "/postgresql.auto.conf";
  ::unlink(path.c_str());
  const Descriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open())
    throw Error(Status::io, system::format("\"{}\" cannot be made: {}", path, reason_of(errno)));
}

}  // namespace

bool Cluster::has_room_to_keep(std::uint64_t bytes) const {
  return state_->plan.cache && state_->plan.cache->has_room(bytes);
}

bool Cluster::stop_and_keep(std::span<const std::string> databases) {
  if (!state_->guard->stop()) throw Error(Status::io, "the ephemeral PostgreSQL does not stop");
  KeptData about = state_->origin;
  about.family = state_->plan.wishes.family;
  about.databases.assign(databases.begin(), databases.end());
  try {
    forget_settings(state_->folder.data());
    state_->plan.cache->keep_variant(state_->folder.data(), std::move(about));
  } catch (const Error& error) {
    if (error.status() == Status::refused) return false;
    throw;
  }
  return true;
}

bool Cluster::stop_and_save(std::span<const std::string> databases) {
  drop_others(*Session::open(database("postgres")), databases);
  return state_->plan.cache && stop_and_keep(databases);
}

bool Cluster::save(std::span<const std::string> databases) {
  drop_others(*Session::open(database("postgres")), databases);
  if (!state_->plan.cache) return false;
  bool is_kept = false;
  try {
    is_kept = stop_and_keep(databases);
  } catch (const Error&) {  // a full disk; whether it works is seen at its start
  }
  const Plan& plan = state_->plan;
  const ClusterFolder& folder = state_->folder;
  state_->guard =
      std::make_unique<Guard>(*state_->guard, folder, plan.account, plan.programs.folder);
  state_->guard->start(postgres_words(version()));
  wait_until_ready(*state_->guard, folder);
  if (!is_ready(folder.data()) || state_->guard->has_ended())
    throw_not_starting(plan, folder, "postgres");
  return is_kept;
}

}  // namespace plumbline::postgres

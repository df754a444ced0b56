#include "postgres/scratch/inspect.hpp"

#include <chrono>

#include "plumbline/doctor.hpp"
#include "plumbline/schema.hpp"
#include "postgres/doctor/parts.hpp"
#include "postgres/scratch/emptiness.hpp"
#include "postgres/scratch/known_targets.hpp"
#include "postgres/scratch/place.hpp"
#include "postgres/scratch/refusal.hpp"
#include "system/deadline.hpp"
#include "system/format.hpp"
#include "system/interruption.hpp"

namespace plumbline::postgres::scratch {

namespace {

constexpr std::size_t most_named = 5;
/// A session that was closed is on the server's list for some milliseconds more.
constexpr int leaving_ms = 2'000;
constexpr int look_again_ms = 20;

class Inspector {
 public:
  Inspector(std::string_view uri, const ScratchOptions& options, Purpose purpose)
      : uri_(uri), options_(options), purpose_(purpose) {}
  Inspection run();

 private:
  void check_server(Target& target);
  void check_targets();
  void check_mark();
  void check_role();
  void check_use(Connection& connection);
  void check_contents(Target& target);
  [[nodiscard]] std::string subject() const {
    return system::format("database \"{}\"", found_.facts.name);
  }

  std::string_view uri_;
  const ScratchOptions& options_;
  Purpose purpose_;
  Inspection found_;
};

void Inspector::check_server(Target& target) {
  Connection& connection = target.connection();
  if (is_system_database(target.database())) {
    throw refused(Refusal::system_database,
                  system::format("\"{}\" is a database of the system itself", target.database()));
  }
  if (doctor::find_route(connection) != Route::direct) {
    throw refused(Refusal::pooler,
                  system::format("\"{}\" is reached through a pooler, which may give the server's "
                                 "session to others between transactions",
                                 target.name()));
  }
  found_.name = target.name();
  found_.server_version = target.server_version();
  found_.facts = read_facts(connection);
  if (found_.facts.is_standby)
    throw refused(Refusal::standby, system::format("\"{}\" is on a standby", target.name()));
  if (found_.facts.is_template)
    throw refused(Refusal::template_database, subject() + " is a template (datistemplate)");
}

/// Before the mark: whose database it is says more than that it has none.
void Inspector::check_targets() {
  for (const KnownTarget& target : options_.targets) {
    const ReadMark read = read_mark(found_.facts.comment);
    const bool is_excused = read.comment == Comment::ours && !target.is_source &&
                            !target.is_protected && read.mark.oid == found_.facts.identity.oid &&
                            read.mark.system == found_.facts.identity.system &&
                            read.mark.name == found_.facts.name;
    if (is_excused || !is_same_database(target, uri_, found_.facts.identity)) continue;
    if (target.is_source) {
      throw refused(Refusal::is_source,
                    system::format("{} is the source of the backup ({})", subject(), target.where));
    }
    if (target.is_protected) {
      throw refused(Refusal::is_target,
                    system::format("{} is protected by {}", subject(), target.where));
    }
    throw refused(Refusal::is_target,
                  system::format("{} is the one that {} names", subject(), target.where));
  }
}

void Inspector::check_mark() {
  const Facts& facts = found_.facts;
  const ReadMark read = read_mark(facts.comment);
  const bool is_needed = purpose_ == Purpose::reset;
  switch (read.comment) {
    case Comment::none:
      if (is_needed) throw refused(Refusal::no_mark, subject() + " carries no scratch mark");
      return;
    case Comment::foreign:
      throw refused(Refusal::foreign_comment,
                    subject() + " carries a comment of somebody else's, so it is somebody else's");
    case Comment::other_version:
      throw refused(Refusal::unknown_mark_version,
                    system::format("{} carries a scratch mark of version \"{}\", which this "
                                   "Plumbline does not know",
                                   subject(), read.version));
    case Comment::damaged:
      if (is_needed) throw refused(Refusal::no_mark, subject() + " carries a damaged scratch mark");
      return;
    case Comment::ours:
      break;
  }
  const Mark& mark = read.mark;
  found_.is_marked = mark.system == facts.identity.system && mark.oid == facts.identity.oid &&
                     mark.name == facts.name;
  found_.mark = mark;
  if (found_.is_marked || !is_needed) return;
  if (mark.system != facts.identity.system) {
    throw refused(
        Refusal::wrong_cluster,
        system::format("{} carries the scratch mark of a database of another cluster", subject()));
  }
  if (mark.oid != facts.identity.oid) {
    throw refused(Refusal::wrong_oid,
                  system::format("{} carries the scratch mark of another database (oid {}, not {})",
                                 subject(), mark.oid, facts.identity.oid));
  }
  throw refused(Refusal::wrong_name,
                system::format("{} carries the scratch mark of database \"{}\": it was renamed",
                               subject(), mark.name));
}

void Inspector::check_role() {
  const Facts& facts = found_.facts;
  if (!facts.owns) {
    throw refused(Refusal::not_owner,
                  system::format("role \"{}\" is not the owner of {}, \"{}\" is", facts.role,
                                 subject(), facts.owner));
  }
  if (!facts.too_mighty.empty()) {
    throw refused(Refusal::superuser,
                  system::format("role \"{}\" {}", facts.role, facts.too_mighty));
  }
}

void Inspector::check_use(Connection& connection) {
  if (const auto prepared = prepared_transactions(connection); !prepared.empty()) {
    throw refused(Refusal::prepared_transactions,
                  system::format("{} has prepared transactions: {}", subject(),
                                 list_some(prepared, most_named)));
  }
  if (const auto users = replication(connection); !users.empty()) {
    throw refused(Refusal::replication, system::format("{} takes part in replication: {}",
                                                       subject(), list_some(users, most_named)));
  }
}

/// What a gate of ours left is known by its fingerprint: publications of a restored backup too.
void Inspector::check_contents(Target& target) {
  const bool is_as_left = found_.is_marked && (found_.mark.schema == in_use ||
                                               found_.mark.schema == fingerprint_of(target));
  if (is_as_left) return;
  if (const auto publications = scratch::publications(target.connection()); !publications.empty()) {
    throw refused(Refusal::publication, system::format("{} has publications: {}", subject(),
                                                       list_some(publications, most_named)));
  }
  if (const auto all = subscriptions(target.connection()); !all.empty()) {
    throw refused(Refusal::replication, system::format("{} takes part in replication: {}",
                                                       subject(), list_some(all, most_named)));
  }
  const auto remains =
      purpose_ == Purpose::mark ? find_remains(target) : std::vector<std::string>();
  if (purpose_ == Purpose::mark && remains.empty()) return;
  if (found_.is_marked) {
    throw refused(Refusal::schema_differs,
                  subject() + " does not hold the schema that the last gate left there");
  }
  throw refused(Refusal::not_empty,
                system::format("{} is not empty: {}", subject(), list_some(remains, most_named)));
}

Inspection Inspector::run() {
  require_one_database(uri_);
  {
    Target target = open_for_reading(uri_, options_.connect_ms);
    check_server(target);
  }
  check_targets();
  check_mark();
  check_role();
  require_alone(uri_, options_.connect_ms, {});
  Target target = open_for_reading(uri_, options_.connect_ms);
  check_use(target.connection());
  check_contents(target);
  return std::move(found_);
}

}  // namespace

Inspection inspect(std::string_view uri, const ScratchOptions& options, Purpose purpose) {
  return Inspector(uri, options, purpose).run();
}

std::string fingerprint_of(Target& target) {
  return read_fingerprint(target, {.with_registry = true}).hex();
}

Target open_for_reading(std::string_view uri, int connect_ms) {
  return Target::open(uri, {.connect_ms = connect_ms});
}

void pause(int ms) {
  system::check_interruption();
  const system::CallScope* const call = system::CallScope::current();
  system::Deadline end{std::chrono::milliseconds(ms)};
  if (call != nullptr && call->deadline()) end = earlier(end, *call->deadline());
  system::wait_for({}, end, call == nullptr ? -1 : call->stop_descriptor());
  system::check_interruption();
}

void require_alone(std::string_view uri, int connect_ms, const std::vector<int>& own) {
  Target target = open_for_reading(uri, connect_ms);
  const system::Deadline deadline{std::chrono::milliseconds(leaving_ms)};
  while (true) {
    const std::vector<std::string> others = other_sessions(target.connection(), own);
    if (others.empty()) return;
    if (deadline.remaining_ms() == 0) {
      throw refused(Refusal::other_sessions,
                    system::format("others are connected to database \"{}\": {}", target.database(),
                                   list_some(others, most_named)));
    }
    pause(look_again_ms);
  }
}

}  // namespace plumbline::postgres::scratch

/// The guard's own session holds an advisory lock as long as it lives: in database "postgres",
/// through which the scratch database is dropped and made, or, where that cannot be, in the scratch
/// database itself. A new database is complete before the old one goes:
///   CREATE plumb_next_NONCE · settings, rights · proof · COMMENT (the mark, in-use)
///   · DROP the old one · RENAME
/// so that whatever a kill leaves can be told by the nonce, and is completed or removed by the next
/// guard.
#include "postgres/scratch/guard.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "plumbline/doctor.hpp"
#include "postgres/doctor/parts.hpp"
#include "postgres/errors.hpp"
#include "postgres/scratch/databases.hpp"
#include "postgres/scratch/emptiness.hpp"
#include "postgres/scratch/inspect.hpp"
#include "postgres/scratch/lock.hpp"
#include "postgres/scratch/objects.hpp"
#include "postgres/scratch/place.hpp"
#include "postgres/scratch/refusal.hpp"
#include "postgres/session.hpp"
#include "postgres/uri.hpp"
#include "system/clock.hpp"
#include "system/digest.hpp"
#include "system/format.hpp"

namespace plumbline::postgres {

using namespace scratch;

namespace {

constexpr std::size_t templates_kept = 2;
constexpr std::size_t most_named = 10;
/// Above it the old contents go before a copy of the new ones is made: a disk has to hold both.
constexpr std::string_view large_bytes = "268435456";

std::int64_t seconds_now() noexcept { return system::now_us() / 1'000'000; }

}  // namespace

struct ScratchGuard::State {
  std::string uri;
  ScratchOptions options;
  Inspection found;
  std::string comment;               ///< the mark as it stands on the server
  std::unique_ptr<Session> outside;  ///< in database "postgres"
  std::unique_ptr<Session> inside;   ///< holds the lock where there is none outside
  Shape shape;
  std::string why_no_copies;

  [[nodiscard]] const std::string& database() const noexcept { return found.facts.name; }
  [[nodiscard]] std::string next_name() const {
    return std::string(next_prefix) + found.mark.nonce;
  }
  [[nodiscard]] Session& holder() { return outside != nullptr ? *outside : *inside; }
  std::unique_ptr<Session> open_session(const std::string& at) const;
  void open_outside();
  void complete_interrupted_reset();
  void take_lock();
  void find_out_about_copies();

  void check_still_ours();
  void require_alone();
  void write_mark(std::string schema);
  void notice_killed_clients(bool is_wanted);
  void put_next_in_place();
  void drop_leftover();
  void make_next(const std::string& original);
  void recreate();
  void empty_by_objects();
  void evict_templates(std::size_t most);
  void require_copies() const;
};

std::unique_ptr<Session> ScratchGuard::State::open_session(const std::string& at) const {
  return open_guard_session(leave(at), options.connect_ms);
}

void ScratchGuard::State::open_outside() {
  if (outside != nullptr) return;
  try {
    outside = open_session(with_database(uri, "postgres"));
  } catch (const Error& error) {
    if (error.status() == Status::cancelled) throw;
    why_no_copies = "database \"postgres\" cannot be opened: " + error.fields().message;
  }
}

/// Killed between DROP and RENAME: the new database is there, complete, under its other name.
void ScratchGuard::State::complete_interrupted_reset() {
  const std::string wanted(find_keyword(parse_uri(uri), "dbname"));
  if (wanted.empty()) return;
  {
    // What a session sets would stay behind in a pooler.
    Target target = open_for_reading(with_database(uri, "postgres"), options.connect_ms);
    if (doctor::find_route(target.connection()) != Route::direct) return;
  }
  open_outside();
  if (outside == nullptr) return;
  if (!read_marked(*outside, wanted).oid.empty()) return;
  for (const Beside& one : list_beside(*outside, next_prefix)) {
    const ReadMark read = read_mark(one.comment);
    const bool is_it = read.comment == Comment::ours && one.owns && read.mark.name == wanted &&
                       read.mark.oid == one.oid &&
                       one.name == std::string(next_prefix) + read.mark.nonce &&
                       read.mark.system == read_marked(*outside, one.name).system;
    if (!is_it) continue;
    take_advisory_lock(*outside, read.mark.nonce, wanted);
    rename_database(*outside, one.name, wanted);
    release_advisory_lock(*outside, read.mark.nonce);
    return;
  }
}

void ScratchGuard::State::take_lock() {
  if (outside == nullptr) inside = open_session(uri);
  take_advisory_lock(holder(), found.mark.nonce, database());
}

void ScratchGuard::State::find_out_about_copies() {
  if (outside == nullptr) return;
  shape = read_shape(*outside, database());
  why_no_copies = shape.why_not;
}

void ScratchGuard::State::check_still_ours() {
  const Marked now = read_marked(holder(), database());
  if (now.oid != found.mark.oid || now.system != found.mark.system) {
    throw refused(Refusal::identity_changed,
                  system::format("database \"{}\" is not the one that was checked{}", database(),
                                 now.oid.empty() ? ": it is gone" : ""));
  }
  if (now.comment != comment) {
    throw refused(Refusal::mark_removed,
                  system::format("the scratch mark of database \"{}\" was {}", database(),
                                 now.comment.empty() ? "removed" : "changed"));
  }
}

void ScratchGuard::State::require_alone() {
  std::vector<int> own;
  if (inside != nullptr) own.push_back(inside->backend_pid());
  scratch::require_alone(uri, options.connect_ms, own);
}

void ScratchGuard::State::write_mark(std::string schema) {
  check_still_ours();
  Mark mark = found.mark;
  mark.schema = std::move(schema);
  const std::string text = print(mark);
  if (text == comment) return;
  set_comment(holder(), database(), text);
  found.mark = std::move(mark);
  comment = text;
}

/// While a gate is at work every session there, also of the tools', looks after its client: a
/// statement ends with the process that sent it, not at its own end.
void ScratchGuard::State::notice_killed_clients(bool is_wanted) {
  if (found.server_version < 140'000) return;
  const std::string setting = "client_connection_check_interval";
  if (found.mark.settings.find(setting) != std::string::npos) return;
  // Refused where the system cannot tell; then nothing is noticed.
  holder().run(system::format("ALTER DATABASE {} {}", quote_identifier(database()),
                              is_wanted ? "SET " + setting + " = '250ms'" : "RESET " + setting));
}

/// Of an earlier process: nobody else knows the nonce.
void ScratchGuard::State::drop_leftover() {
  for (const Beside& one : list_beside(*outside, next_name())) {
    if (one.name == next_name() && one.owns) drop_database(*outside, one.name);
  }
}

/// A copy of `original` under our own name, marked as what it is going to be.
void ScratchGuard::State::make_next(const std::string& original) {
  drop_leftover();
  create_database(*outside, next_name(), original, shape, found.mark.settings);
  Mark mark = found.mark;
  mark.oid = read_marked(*outside, next_name()).oid;
  mark.schema = in_use;
  set_comment(*outside, next_name(), print(mark));
}

void ScratchGuard::State::put_next_in_place() {
  {
    Target target = open_for_reading(uri, options.connect_ms);
    const bool has_subscriptions = !subscriptions(target.connection()).empty();
    target.connection().end_snapshot();
    if (has_subscriptions) remove_subscriptions(*open_session(uri), [this] { check_still_ours(); });
  }
  require_alone();
  check_still_ours();
  drop_database(*outside, database());
  rename_database(*outside, next_name(), database());
  const Marked now = read_marked(*outside, database());
  found.mark.oid = found.facts.identity.oid = now.oid;
  found.mark.schema = in_use;
  comment = print(found.mark);
  check_still_ours();
}

void ScratchGuard::State::recreate() {
  make_next("template0");
  std::vector<std::string> remains;
  {
    Target target = open_for_reading(with_database(uri, next_name()), options.connect_ms);
    remains = find_remains(target);
  }
  if (!remains.empty()) {
    drop_leftover();
    throw refused(Refusal::reset_failed,
                  system::format("a new database on the server of \"{}\" is not empty: {}",
                                 found.name, list_some(remains, most_named)));
  }
  put_next_in_place();
}

void ScratchGuard::State::empty_by_objects() {
  require_alone();
  const std::unique_ptr<Session> own = inside == nullptr ? open_session(uri) : nullptr;
  Session& session = own != nullptr ? *own : *inside;
  const auto before_each = [&] {
    const Marked now = read_marked(session, database());
    if (now.oid != found.mark.oid || now.system != found.mark.system || now.comment != comment)
      check_still_ours();
  };
  const std::vector<Kept> kept = remove_objects(session, before_each);
  set_settings(session, database(), found.mark.settings);
  Target target = open_for_reading(uri, options.connect_ms);
  const std::vector<std::string> remains = find_remains(target);
  if (remains.empty()) return;
  std::string detail;
  for (const Kept& one : kept) detail += (detail.empty() ? "" : "\n") + one.object + ": " + one.why;
  throw refused(Refusal::reset_failed,
                system::format("database \"{}\" is not empty after its reset: {}", database(),
                               list_some(remains, most_named)),
                detail);
}

void ScratchGuard::State::evict_templates(std::size_t most) {
  const std::vector<std::string> living = list_nonces(*outside);
  std::vector<KeptTemplate> ours;
  for (KeptTemplate& one : list_templates(*outside, found.mark.system)) {
    if (one.mark.nonce == found.mark.nonce) {
      ours.push_back(std::move(one));
    } else if (std::ranges::find(living, one.mark.nonce) == living.end()) {
      drop_database(*outside, one.name);  // its scratch database is no more
    }
  }
  std::ranges::sort(ours, std::ranges::greater(),
                    [](const KeptTemplate& one) { return std::pair(one.mark.made, one.name); });
  for (std::size_t i = most; i < ours.size(); ++i) drop_database(*outside, ours[i].name);
}

void ScratchGuard::State::require_copies() const {
  if (why_no_copies.empty()) return;
  throw plain_error(
      Status::refused,
      system::format("no copies of database \"{}\" can be made: {}", database(), why_no_copies),
      "give the role CREATEDB");
}

ScratchGuard::ScratchGuard(std::unique_ptr<State> state) : state_(std::move(state)) {}
ScratchGuard::ScratchGuard(ScratchGuard&&) noexcept = default;
ScratchGuard& ScratchGuard::operator=(ScratchGuard&&) noexcept = default;
ScratchGuard::~ScratchGuard() = default;

ScratchGuard ScratchGuard::open(std::string_view uri, const ScratchOptions& options) {
  require_one_database(uri);
  auto state = std::make_unique<State>();
  state->uri = uri;
  state->options = options;
  try {
    state->found = inspect(uri, options, Purpose::reset);
  } catch (const Error& error) {
    constexpr std::string_view no_such_database = "3D000";
    if (error.fields().sqlstate != no_such_database) throw;
    state->complete_interrupted_reset();
    state->found = inspect(uri, options, Purpose::reset);
  }
  state->open_outside();
  state->comment = state->found.facts.comment;
  state->take_lock();
  state->find_out_about_copies();
  state->check_still_ours();
  if (state->outside != nullptr && state->why_no_copies.empty()) state->drop_leftover();
  return ScratchGuard(std::move(state));
}

void ScratchGuard::reset() {
  State& state = *state_;
  state.check_still_ours();
  state.require_alone();
  state.write_mark(std::string(in_use));
  if (state.why_no_copies.empty()) {
    try {
      return state.recreate();
    } catch (const Error& error) {
      // A right that the catalogs do not tell, or no room for a second database: the other way
      // needs neither.
      if (error.status() != Status::server || !state.outside->is_open()) throw;
      state.drop_leftover();
    }
  }
  state.empty_by_objects();
}

Writable ScratchGuard::writable() {
  state_->write_mark(std::string(in_use));
  state_->notice_killed_clients(true);
  return leave(state_->uri);
}

void ScratchGuard::check_still_ours() { state_->check_still_ours(); }

void ScratchGuard::remark() {
  state_->check_still_ours();
  state_->require_alone();
  state_->notice_killed_clients(false);
  std::string schema;
  {
    Target target = open_for_reading(state_->uri, state_->options.connect_ms);
    schema = fingerprint_of(target);
  }
  state_->write_mark(std::move(schema));
}

const std::string& ScratchGuard::why_no_copies() const noexcept { return state_->why_no_copies; }

std::optional<std::string> ScratchGuard::find_template(std::string_view key) {
  if (!state_->why_no_copies.empty()) return std::nullopt;
  for (const KeptTemplate& one : list_templates(*state_->outside, state_->found.mark.system)) {
    if (one.mark.nonce == state_->found.mark.nonce && one.mark.key == key) return one.name;
  }
  return std::nullopt;
}

std::string ScratchGuard::keep_as_template(std::string_view key) {
  State& state = *state_;
  state.require_copies();
  state.check_still_ours();
  state.require_alone();
  const std::string hash = system::sha256_hex(state.found.mark.nonce + '\n' + std::string(key));
  const std::string name = std::string(template_prefix) + hash.substr(0, 32);
  const std::optional<std::string> old = find_template(key);
  if (old) drop_database(*state.outside, *old);
  state.evict_templates(templates_kept - 1);
  state.drop_leftover();
  create_database(*state.outside, state.next_name(), state.database(), state.shape, "");
  TemplateMark mark{.oid = read_marked(*state.outside, state.next_name()).oid,
                    .name = name,
                    .system = state.found.mark.system,
                    .nonce = state.found.mark.nonce,
                    .key = std::string(key),
                    .made = seconds_now()};
  state.outside->query("ALTER DATABASE " + quote_identifier(state.next_name()) +
                       " ALLOW_CONNECTIONS false");
  set_comment(*state.outside, state.next_name(), print(mark));
  rename_database(*state.outside, state.next_name(), name);
  return name;
}

void ScratchGuard::replace_by_copy_of(const std::string& name) {
  State& state = *state_;
  state.require_copies();
  const auto templates = list_templates(*state.outside, state.found.mark.system);
  const bool is_ours = std::ranges::any_of(templates, [&](const KeptTemplate& one) {
    return one.name == name && one.mark.nonce == state.found.mark.nonce;
  });
  if (!is_ours) {
    throw plain_error(
        Status::refused,
        system::format("\"{}\" is no template that was made beside \"{}\"", name, state.database()),
        "restore the backup instead");
  }
  state.check_still_ours();
  state.require_alone();
  state.write_mark(std::string(in_use));
  const std::array<std::optional<std::string>, 2> parameters = {state.database(),
                                                                std::string(large_bytes)};
  const Rows rows = state.outside->query(
      "SELECT pg_catalog.pg_database_size($1::pg_catalog.name) > $2::pg_catalog.int8", parameters);
  if (rows.text(0, 0) == "t") reset();
  state.make_next(name);
  state.put_next_in_place();
}

const std::string& ScratchGuard::name() const noexcept { return state_->found.name; }
const std::string& ScratchGuard::database() const noexcept { return state_->database(); }
int ScratchGuard::server_version() const noexcept { return state_->found.server_version; }

}  // namespace plumbline::postgres

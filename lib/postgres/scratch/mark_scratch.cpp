/// What plumbline/scratch.hpp promises.
#include "core/call.hpp"
#include "plumbline/scratch.hpp"
#include "postgres/scratch/databases.hpp"
#include "postgres/scratch/guard.hpp"
#include "postgres/scratch/inspect.hpp"
#include "postgres/scratch/lock.hpp"
#include "postgres/scratch/refusal.hpp"
#include "system/format.hpp"

namespace plumbline {

namespace postgres {

using namespace scratch;

void mark(std::string_view uri, const ScratchOptions& options) {
  const Inspection found = inspect(uri, options, Purpose::mark);
  Mark mark = found.mark;
  if (!found.is_marked) {
    mark = {.oid = found.facts.identity.oid,
            .name = found.facts.name,
            .system = found.facts.identity.system,
            .nonce = make_nonce()};
  }
  // What a killed gate left is reset by the next one; a fingerprint would not say more.
  if (mark.schema != in_use) {
    Target target = open_for_reading(uri, options.connect_ms);
    std::string schema = fingerprint_of(target);
    if (schema != mark.schema) mark.settings = found.facts.settings;  // it is empty
    mark.schema = std::move(schema);
  }
  const auto session =
      open_guard_session(ScratchGuard::leave(std::string(uri)), options.connect_ms);
  take_advisory_lock(*session, mark.nonce, mark.name);
  const Marked now = read_marked(*session, mark.name);
  if (now.oid != mark.oid || now.system != mark.system || now.comment != found.facts.comment) {
    throw refused(Refusal::identity_changed,
                  system::format("database \"{}\" is not the one that was checked", mark.name));
  }
  set_comment(*session, mark.name, print(mark));
}

void check(std::string_view uri, const ScratchOptions& options) {
  const Inspection found = inspect(uri, options, Purpose::reset);
  const auto session =
      open_guard_session(ScratchGuard::leave(std::string(uri)), options.connect_ms);
  take_advisory_lock(*session, found.mark.nonce, found.mark.name);
}

}  // namespace postgres

void mark_scratch(std::string_view uri, const ScratchOptions& options) {
  core::run_call(options.control, "scratch",
                 [&](const core::Call&) { postgres::mark(uri, options); });
}

void check_scratch(std::string_view uri, const ScratchOptions& options) {
  core::run_call(options.control, "scratch",
                 [&](const core::Call&) { postgres::check(uri, options); });
}

}  // namespace plumbline

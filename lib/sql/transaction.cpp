#include "sql/transaction.hpp"

#include <algorithm>
#include <string>

namespace plumbline::sql {

namespace {

std::size_t find_savepoint(const Session& session, std::string_view name, std::string_view what) {
  if (!session.in_transaction()) {
    fail("25P01", std::string(what) + " can only be used in transaction blocks");
  }
  for (std::size_t at = session.savepoints.size() - 1; at > 0; --at) {
    if (session.savepoints[at].name == name) return at;
  }
  fail("3B001", "savepoint \"" + std::string(name) + "\" does not exist");
}

void restore(Session& session, const Session::Savepoint& savepoint) {
  session.catalog.undo(savepoint.mark);
  session.restore(savepoint.settings);
  session.temporary = savepoint.temporary;
  session.catalog.restore_doubts(savepoint.doubts);
  session.mentions = savepoint.mentions;
  session.doubt_of_settings = savepoint.doubt_of_settings;
  session.has_doubtful_rights = savepoint.has_doubtful_rights;
  session.untouched_sequences.clear();
}

void forget_transaction(Session& session) {
  session.savepoints.clear();
  session.cursors.clear();
  session.has_failed = false;
  session.has_written = false;
  session.has_queried = false;
  session.new_labels.clear();
  session.settings.erase("transaction_read_only");
  session.settings.erase("transaction_isolation");
  session.has_uncertain_savepoints = false;
  session.uncertain.clear();
}

void save(Session& session, std::string_view name) {
  session.savepoints.push_back({.name = std::string(name),
                                .mark = session.catalog.mark(),
                                .settings = session.current_settings(),
                                .temporary = session.temporary,
                                .doubts = session.catalog.doubts(),
                                .mentions = session.mentions,
                                .doubt_of_settings = session.doubt_of_settings,
                                .has_doubtful_rights = session.has_doubtful_rights});
}

}  // namespace

void begin_transaction(Session& session) {
  if (session.in_transaction()) return;
  save(session, "");
  session.kept_settings = session.current_settings();
}

void commit_transaction(Session& session) {
  if (!session.in_transaction()) return forget_transaction(session);
  if (session.has_failed) return roll_back_transaction(session);
  session.restore(session.kept_settings);
  forget_transaction(session);
  session.catalog.keep_all();
}

void roll_back_transaction(Session& session) {
  if (!session.in_transaction()) return forget_transaction(session);
  restore(session, session.savepoints.front());
  forget_transaction(session);
}

void set_savepoint(Session& session, std::string_view name) {
  if (!session.in_transaction()) fail("25P01", "SAVEPOINT can only be used in transaction blocks");
  save(session, name);
}

void release_savepoint(Session& session, std::string_view name) {
  const std::size_t at = find_savepoint(session, name, "RELEASE SAVEPOINT");
  session.savepoints.resize(at);
}

void roll_back_to_savepoint(Session& session, std::string_view name) {
  if (session.has_uncertain_savepoints) unknown("which savepoints there are");
  const std::size_t at = find_savepoint(session, name, "ROLLBACK TO SAVEPOINT");
  session.savepoints.resize(at + 1);
  restore(session, session.savepoints[at]);
  if (!session.cursors.empty()) session.has_other_cursors = true;
  session.cursors.clear();
  session.has_failed = false;
  session.uncertain.clear();
}

}  // namespace plumbline::sql

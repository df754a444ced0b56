/// The only way to write to a database that somebody named: it carries our mark, and nothing speaks
/// against resetting it. Used by the dry run. Rules: CONTRIBUTING.md, "Scratch databases".
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "plumbline/scratch.hpp"
#include "postgres/writable.hpp"

namespace plumbline::postgres {

/// Holds the database for one gate, as long as it lives: a second guard is refused. Used by one
/// thread at a time. Every call throws Error: refused (the reason, and what to do), connection,
/// server, timeout, cancelled; or Interrupted, when this thread's call ends.
/// No session may be open in the database during `reset`, `replace_by_copy_of`, `keep_as_template`
/// and `remark`: they end with a refusal that names it.
class ScratchGuard {
 public:
  /// Checks everything that can be told, and writes nothing. A reset that an earlier process was
  /// killed in is completed.
  static ScratchGuard open(std::string_view uri, const ScratchOptions& options = {});
  ScratchGuard(ScratchGuard&&) noexcept;
  ScratchGuard& operator=(ScratchGuard&&) noexcept;
  /// Lets go of the database, and leaves it as it is.
  ~ScratchGuard();

  /// Makes the database as fresh as its server's version makes one, proves it, and says in the mark
  /// that a gate is at work. Encoding, owner, rights, limit and the settings it had when it was
  /// first marked stay.
  void reset();
  /// Leave to write there. From here on its mark says that a gate is at work, so that whatever a
  /// killed process leaves may be reset by the next one; statements there end with their clients.
  [[nodiscard]] Writable writable();
  /// Refuses when the database, or its mark, is no longer what it was: to be called before
  /// everything that destroys.
  void check_still_ours();
  /// As the last step, also of a red gate: the mark says what is there now, so that the next guard
  /// notices whoever changes it meanwhile.
  void remark();

  /// Why databases cannot be made beside it, so that `reset` works object by object and there are
  /// no copies; "" when they can.
  [[nodiscard]] const std::string& why_no_copies() const noexcept;
  /// Copies the database as it is now to one that nobody can connect to, known by `key` (a hash of
  /// what went into it), and returns its name. The two newest are kept. Throws refused where there
  /// are no copies.
  std::string keep_as_template(std::string_view key);
  /// The one kept under `key` beside this database, if it is still what we made.
  [[nodiscard]] std::optional<std::string> find_template(std::string_view key);
  /// Instead of `reset` and a restore: the database is a copy of that template now. Throws refused
  /// for a name that find_template would not give.
  void replace_by_copy_of(const std::string& name);

  [[nodiscard]] const std::string& name() const noexcept;      ///< redacted URI
  [[nodiscard]] const std::string& database() const noexcept;  ///< its name on the server
  [[nodiscard]] int server_version() const noexcept;           ///< 150020

 private:
  struct State;
  explicit ScratchGuard(std::unique_ptr<State> state);
  /// For the parts of the guard.
  static Writable leave(std::string uri) { return Writable(std::move(uri)); }
  friend void mark(std::string_view uri, const ScratchOptions& options);
  friend void check(std::string_view uri, const ScratchOptions& options);

  std::unique_ptr<State> state_;
};

}  // namespace plumbline::postgres

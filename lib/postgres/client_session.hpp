/// A connection as a program like psql has one: the settings are the server's own for the role and
/// database, and what the server and libpq say is handed on word by word. For what stands in for
/// such a program on a gate's database; Session is for all else.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "postgres/wire.hpp"
#include "postgres/writable.hpp"

namespace plumbline::postgres {

/// Used by one thread at a time.
class ClientSession {
 public:
  struct Options {
    std::string application_name;  ///< unless the database's URI has another
    /// Told notices and warnings as libpq words them with VERBOSITY=verbose.
    std::function<void(std::string_view notice)> on_notice;
  };
  /// Throws as Session::open.
  ClientSession(const Writable& database, const Options& options);

  enum class End {
    done,
    refused,
    lost,  ///< the server is gone, perhaps after it had refused
  };
  struct Outcome {
    End end = End::done;
    /// Why not done, as libpq words it with VERBOSITY=verbose; lines each.
    std::vector<std::string> words;
  };
  /// Sends `sql` as one message; each result with rows goes to `take`. No limit but the call's.
  /// Throws Interrupted. REQUIRES: no NUL byte, no COPY from or to the client.
  Outcome run(const std::string& sql, const std::function<void(const RawResult& result)>& take);
  /// Whether the server has said nothing meanwhile, as that it ends the session.
  [[nodiscard]] bool is_quiet() const;
  [[nodiscard]] bool in_transaction() const {
    return wire_.raw().transaction() != TransactionState::none;
  }

 private:
  Outcome receive(const std::function<void(const RawResult& result)>& take);

  Wire wire_;
};

}  // namespace plumbline::postgres

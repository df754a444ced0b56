/// What a real server says of expressions: their types or errors, without running them.
#pragma once

#include <string>
#include <vector>

#include "support/session.hpp"
#include "support/shared_server.hpp"

namespace plumbline::tests {

/// A database with the samples of sample_source.hpp, search_path = public, s2 (behind pg_catalog).
class ServerWords {
 public:
  explicit ServerWords(const PostgresServer& server);

  /// Of each expression `type: integer` or `42883: function f(date) does not exist`. Columns of a
  /// table `t` can be used: c16 has the type whose id is 16, and so on, for the `columns` given.
  std::vector<std::string> types_of(const std::vector<std::string>& expressions);
  /// Of each expression `value: …` as text, backslashes doubled, a line's end as \n; or its error.
  std::vector<std::string> values_of(const std::vector<std::string>& expressions);
  /// Of each statement "ok" or `42804: …`, by PREPARE.
  std::vector<std::string> prepare(const std::vector<std::string>& statements);
  /// The same of statements that are run, and undone at once.
  std::vector<std::string> try_out(const std::vector<std::string>& statements);
  std::string run(const std::string& sql) { return session_.run(sql); }

 private:
  std::vector<std::string> ask(const std::string& function, const std::vector<std::string>& texts);
  Session session_;
};

}  // namespace plumbline::tests

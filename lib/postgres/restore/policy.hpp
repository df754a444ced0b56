/// Which statements of a dump are left out of a restore, and why. What is left out can neither hide
/// a row nor a table; all else is the server's to judge.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "postgres/restore/backup.hpp"
#include "postgres/restore/dump_statement.hpp"
#include "postgres/session.hpp"

namespace plumbline::postgres {

enum class Verdict {
  run,
  pass_over,       ///< nothing is lost: not worth a word
  skip,            ///< told, with the reason
  make_extension,  ///< as superuser, by our own text
};

class RestorePolicy {
 public:
  /// Asks the server who restores and which roles are there. Throws Error.
  RestorePolicy(Session& session, const RestoreOptions& options);

  [[nodiscard]] bool is_superuser() const noexcept { return is_superuser_; }
  /// A role that we are or may become, and that reaches the server's files or programs; "" = none.
  [[nodiscard]] const std::string& powerful_role() const noexcept { return powerful_role_; }
  /// In the dump's order: what came before counts. With `skip`, `reason` is set.
  Verdict judge(const DumpStatement& statement, std::string& reason);

 private:
  Verdict judge_authorization(const DumpStatement& statement, std::string& reason);
  Verdict judge_roles(const DumpStatement& statement, std::string& reason) const;
  Verdict judge_extension(const DumpStatement& statement);
  Verdict judge_publication(const DumpStatement& statement, std::string& reason);
  Verdict judge_public_schema(const DumpStatement& statement);
  void observe(const DumpStatement& statement);

  const RestoreOptions& options_;
  int server_version_;
  bool is_superuser_ = false;
  std::string powerful_role_;
  std::set<std::string, std::less<>> roles_;    ///< of the server
  std::set<std::string, std::less<>> members_;  ///< those that we may act as
  std::set<std::string, std::less<>> trusted_;  ///< extensions that a plain role may create
  std::set<std::string, std::less<>> own_extensions_;
  std::set<std::string, std::less<>> left_publications_;
  std::string other_role_;  ///< that the dump has set
  bool has_created_ = false;
  bool has_public_schema_ = true;
  bool is_before_code_ = true;  ///< only schemas and extensions so far
};

}  // namespace plumbline::postgres

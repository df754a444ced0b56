/// A scratch database of the tests, owned by a plain role.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "lib/postgres/database.hpp"
#include "postgres/scratch/guard.hpp"

namespace plumbline::tests {

/// Roles scratch_maker (may create databases), scratch_plain (may not) and scratch_other.
void make_scratch_roles(const PostgresServer& server);

/// An empty database of that role's; one of that name is dropped first, whatever is in it.
class ScratchDatabase {
 public:
  ScratchDatabase(const PostgresServer& server, std::string name,
                  std::string role = "scratch_maker");

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// As its owner.
  [[nodiscard]] std::string uri() const { return server_.uri(name_, role_); }
  /// As the owner, and as the superuser.
  std::string run(std::string_view sql) const { return run_sql_at(uri(), sql); }
  std::string run_as_superuser(std::string_view sql) const { return server_.run_sql(name_, sql); }
  /// From database "postgres", as the superuser.
  std::string run_beside(std::string_view sql) const { return server_.run_sql("postgres", sql); }
  [[nodiscard]] std::string comment() const;
  void set_comment(const std::string& text) const;
  /// Whether it holds nothing, as the guard itself proves it.
  [[nodiscard]] std::string remains() const;

 private:
  const PostgresServer& server_;
  std::string name_;
  std::string role_;
};

}  // namespace plumbline::tests

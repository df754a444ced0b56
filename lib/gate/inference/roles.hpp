/// Roles that a change needs: those that its statements name, less those that are there and those
/// that it makes itself.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "gate/inference/inference.hpp"
#include "sql/simulator.hpp"

namespace plumbline::gate {

class RoleReader {
 public:
  RoleReader(const Plan& plan, sql::Simulator& simulator, Inferred& result)
      : plan_(plan), simulator_(simulator), result_(result) {}

  /// That the script makes roles, whether it is reached or not. To be called for all changes
  /// first: what a later one makes cannot be made before it.
  void note_made(const Change& change, const StatementList& list);
  /// Makes in the simulator what the change needs.
  void read(const Change& change, const StatementList& list);

 private:
  void need(const Change& change, const std::string& role, bool is_certain);
  [[nodiscard]] bool is_there(const std::string& role) const;
  [[nodiscard]] std::string failing_role(const StatementList& list) const;

  const Plan& plan_;
  sql::Simulator& simulator_;
  Inferred& result_;
  std::map<std::string, const Change*> makers_;  ///< roles made without a guard, by the first
  std::set<std::string> made_;                   ///< by the changes so far
};

/// Makes it in the simulator, where it is not there, as a gate does: lent to who makes it.
void make_role(sql::Session& session, const std::string& role);

/// One that is there, with its rights.
void add_role(sql::Session& session, const postgres::ServerRole& role);

}  // namespace plumbline::gate

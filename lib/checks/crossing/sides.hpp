/// The two databases of a crossing: the one that the plan alone makes, and the live one on which
/// the pending changes run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "checks/crossing/crossing.hpp"
#include "sql/simulator.hpp"

namespace plumbline::checks {

/// A script that was run, with what each of its statements did.
struct TracedScript {
  RunScript script;
  std::vector<sql::Trace> traces;
};

/// The verdict of what comes behind a failure.
StatementVerdict not_reached();

/// What went with the objects that a statement drops though it does not name them, sorted:
/// `view "public.v"`.
std::vector<std::string> fallen_with(const sql::Catalog& catalog, const Statement& statement,
                                     const sql::Trace& trace);

TracedScript run_traced(sql::Simulator& simulator, StatementList list, bool rehearse = false);

/// Makes the roles that a script needs and nobody has made; they are of the cluster, and mostly
/// made elsewhere.
std::vector<std::string> make_missing_roles(sql::Simulator& simulator, const StatementList& list);

/// What differs between an object of the plan and the one of its name that a guard passed over.
std::vector<std::string> shape_differences(const sql::Catalog& planned, sql::Id expected,
                                           const sql::Catalog& live, sql::Id found);
/// The same of what both call so; one difference when one of them has none.
std::vector<std::string> differences_by_name(const sql::Catalog& planned, const sql::Catalog& live,
                                             ObjectKind kind, const std::string& name);
/// One for each guard that hid something.
std::vector<HiddenDifference> find_hidden(const sql::Catalog& planned, const TracedScript& on_plan,
                                          const sql::Catalog& live, const TracedScript& on_live);

}  // namespace plumbline::checks

/// Roles and rows that migrations need in an empty database and that no change before makes: read
/// from the statements, made as SQL that bears being run again. Used by the gates. Pure: nothing is
/// asked of a server.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "gate/settings.hpp"
#include "plumbline/plan.hpp"
#include "plumbline/position.hpp"
#include "plumbline/schema.hpp"
#include "plumbline/statement.hpp"
#include "postgres/cluster/gate_server.hpp"

namespace plumbline::gate {

/// How sure it is that the change stops without it.
enum class Certainty : std::uint8_t { certain, likely };

struct InferredRole {
  std::string name;
  std::string change;  ///< id of the first one that needs it
  std::string why;     ///< "\"0002\" needs it"
  Certainty certainty = Certainty::certain;
};

/// One row, with the rows that it refers to.
struct InferredSeed {
  std::string change;  ///< id of the change that needs it: it is put in when that is the next one
  std::string before;  ///< the same as people write it: Seed::before
  std::string table;   ///< "public.admins"
  std::string sql;     ///< statements behind one another, `;` between them, none behind the last
  std::string why;     ///< "\"0016\" stops without a row in admins with email = 'x'"
  Position where;      ///< of the statement that needs it
  Certainty certainty = Certainty::certain;
};

/// What is needed and cannot be made.
struct NotInferred {
  std::string change;  ///< id
  std::string what;    ///< "a row in admins with email = 'x'", "the role \"app\""
  std::string why;     ///< "the change itself makes the table"
  Position where;
};

struct Inferred {
  std::vector<InferredRole> roles;  ///< in the order in which they are needed
  std::vector<InferredSeed> seeds;  ///< in the plan's order
  std::vector<NotInferred> not_inferred;
};

struct InferenceInput {
  const Plan* plan = nullptr;
  /// What the tool sends to deploy a change.
  std::function<StatementList(const Change&)> statements;
  /// The change that the tool takes for a reference (Seed::before); absent: by id and name.
  std::function<const Change*(std::string_view)> find;
  int server_version = 150000;
  /// Who runs the migrations, and other roles that are there.
  std::vector<postgres::ServerRole> roles = {{.name = "postgres", .rights = {"superuser"}}};
  /// What is given already: its roles and seeds win.
  const ProjectSettings* given = nullptr;
  std::span<const std::string> common_roles;  ///< GateSettings::roles
  /// A dry run: starts from what was restored, with `pending` (ids) alone and without seeds, which
  /// production data must have. Null: from nothing, all changes.
  const Schema* start = nullptr;
  std::span<const std::string> pending;
};

/// Observes the thread's call. Throws what `statements` throws.
Inferred infer(const InferenceInput& input);

/// Makes the role where it is not there, without LOGIN.
std::string role_sql(std::string_view role);

/// What was inferred for one tree.
struct InferredTree {
  std::string path;  ///< relative to plumbline.toml, or to the opened PATH where there is none
  std::string tool;  ///< "" where the path says enough
  const Inferred* inferred = nullptr;
};

/// All of it, ready to be pasted into psql and into plumbline.toml; "" when there is nothing.
std::string inferred_sql(std::span<const InferredTree> trees);
std::string inferred_toml(std::span<const InferredTree> trees);

}  // namespace plumbline::gate

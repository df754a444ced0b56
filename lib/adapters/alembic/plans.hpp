/// What `alembic upgrade`, `downgrade`, `stamp` and a range of `history` would do, given the rows
/// of the version table; and what each step does to those rows. alembic 1.20.1: ScriptDirectory
/// (script/base.py), RevisionMap (script/revision.py), HeadMaintainer (runtime/migration.py).
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "adapters/alembic/resolve.hpp"

namespace plumbline::adapters::alembic {

/// One step: a migration to run, or a move of the version table alone.
struct Step {
  enum class Kind { upgrade, downgrade, stamp };
  Kind kind = Kind::upgrade;
  Node revision = 0;              ///< of a migration
  std::vector<std::string> from;  ///< versions before, without dependencies
  std::vector<std::string> to;    ///< versions after, without dependencies
  bool is_upward = true;          ///< of a stamp
  bool moves_branch = false;      ///< of a stamp: only inserts, or only deletes
  std::string doc;
};

/// "upgrade", "downgrade" or "stamp_revision".
std::string_view step_name(const Step& step) noexcept;
/// As str(step): "upgrade 0001 -> 0002, add users".
std::string step_log(const Step& step);

/// What Alembic says when it stops: the text after `FAILED: `, or an exception's last line.
struct Stopped {
  std::string text;
  bool is_uncaught = false;

  [[nodiscard]] int exit_status() const noexcept { return is_uncaught ? 1 : 255; }
};

/// The answer to one question.
template <typename T>
struct Outcome {
  T value{};
  std::optional<Stopped> stopped;
};

using Rows = std::vector<std::string>;

Outcome<std::vector<Step>> plan_upgrade(const RevisionMap& map, const std::string& target,
                                        const Rows& current);
Outcome<std::vector<Step>> plan_downgrade(const RevisionMap& map, const std::string& target,
                                          const Rows& current);
Outcome<std::vector<Step>> plan_stamp(const RevisionMap& map,
                                      const std::vector<std::string>& target, const Rows& current);
/// Base to head, as `history` lists them the other way round.
Outcome<std::vector<Node>> plan_range(const RevisionMap& map, const std::string& from,
                                      const std::string& to);
/// get_revisions: null for None, "base" for below every base.
Outcome<std::vector<std::optional<std::string>>> resolve(const RevisionMap& map,
                                                         const std::string& target);

/// What Alembic says of a relative target before it has read a single file: the first question of a
/// process is judged in that order. Absent when it reads on.
enum class Question { upgrade, downgrade };
std::optional<std::string> refused_unread(Question question, const std::string& target,
                                          const Rows& current);

/// The warning that a downgrade gives at the same early moment.
std::optional<std::string> warned_unread(const std::string& target, const Rows& current);

/// The version table as the steps leave it.
struct VersionTable {
  std::vector<std::string> rows;  ///< sorted
  std::vector<std::string> sql;   ///< what was done to it, parameters written out
  std::optional<Stopped> stopped;
};
VersionTable follow_steps(const RevisionMap& map, const std::vector<Step>& steps,
                          const Rows& current);

}  // namespace plumbline::adapters::alembic

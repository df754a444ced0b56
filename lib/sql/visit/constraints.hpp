/// Makes one constraint on a table that is there: CREATE TABLE and ALTER TABLE … ADD. Rules:
/// transformIndexConstraint (parser/parse_utilcmd.c), AddRelationNewConstraints (catalog/heap.c),
/// ATAddForeignKeyConstraint (commands/tablecmds.c).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/session.hpp"

namespace plumbline::sql {

struct ConstraintContext {
  /// The column that it is written at; "" for a table's own.
  std::string column;
  /// Of a constraint behind a column: "initially deferred" …; else the node's own flags count.
  std::string deferrable;
  /// For a node that has none itself.
  std::string name;
  /// CREATE TABLE: no rows, no children.
  bool is_new_table = false;
  /// ALTER TABLE ONLY.
  bool is_only = false;
  /// ALTER TABLE … IF EXISTS and the like have been looked at; this one says that the caller has
  /// checked ownership.
  bool is_owner_checked = true;
};

/// `constraint`: a Constraint node of kind CHECK, PRIMARY KEY, UNIQUE, EXCLUDE or FOREIGN KEY (also
/// USING INDEX). Goes down to children and partitions as the server does. Gives the constraint; of
/// a check that was merged with one that is there, that one. Rows that could break it lead to
/// Unknown unless the table has none.
Id add_constraint(Session& session, Id table, const Node& constraint,
                  const ConstraintContext& context = {});

/// A check of another table on this one: LIKE, INHERITS, partitions. The name stays. One of that
/// name that is there is merged when it says the same; else 42710.
Id copy_check(Session& session, Id table, Id check, bool is_inherited);

/// Whether a table that it inherits from has the check, too.
bool has_parent_check(const Session& session, Id check);

/// NOT NULL as a property, on children too. Primary keys' way: no error when it is set.
void set_not_null(Session& session, Id column, bool is_only = false);

/// Whether a column that has just been added is NULL in all rows that are there.
bool is_null_everywhere(const Session& session, Id column);

/// Rows of the table, or of its partitions, could break `what` ("the check \"c\""): then it may
/// fail.
void require_no_rows(Session& session, Id table, std::string_view what);

/// Tables that inherit from it, or are its partitions; direct ones, in the order in which they
/// were made.
std::vector<Id> child_tables(const Session& session, Id table);
/// What it inherits from, in order; of a partition its parent.
std::vector<Id> parent_tables(const Session& session, Id table);

}  // namespace plumbline::sql

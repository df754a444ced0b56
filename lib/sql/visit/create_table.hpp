/// What CREATE TABLE is made of, between its steps: transformCreateStmt (parser/parse_utilcmd.c)
/// reads, DefineRelation (commands/tablecmds.c) makes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/session.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/constraints.hpp"

namespace plumbline::sql {

struct WrittenAt {
  Node node;
  std::string column;  ///< "" for a table's own
  std::string deferrable;
  std::string name = {};  ///< in place of the node's own, which is empty
};

struct LikeClause {
  Id relation = Catalog::none;
  std::uint64_t options = 0;
};

/// Bits of TableLikeOption.
namespace like {
inline constexpr std::uint64_t comments = 1, compression = 2, constraints = 4, defaults = 8,
                               generated = 16, identity = 32, indexes = 64, statistics = 128,
                               storage = 256;
}  // namespace like

struct TablePlan {
  Node statement;  ///< CreateStmt
  ColumnPlace place;
  ObjectKind kind = ObjectKind::table;
  bool is_temporary = false;
  std::vector<ColumnPlan> columns;
  std::vector<WrittenAt> checks, keys, foreign_keys;
  std::vector<LikeClause> likes;
  std::vector<Id> parents;
  std::vector<Id> inherited_checks;
  TypeUse type;  ///< OF
  Id table = Catalog::none;

  [[nodiscard]] ColumnPlan* column(std::string_view name) noexcept {
    for (ColumnPlan& one : columns) {
      if (one.name == name) return &one;
    }
    return nullptr;
  }
};

/// transformCreateStmt. False when IF NOT EXISTS passed it over.
bool read_table(Session& session, TablePlan& plan);

/// MergeAttributes: the columns of parents before the table's own.
void merge_columns(Session& session, TablePlan& plan);

/// LIKE in the list of columns: what it says, and the columns.
void read_like(Session& session, TablePlan& plan, const Node& clause);
/// Defaults, checks, indexes and statistics of LIKE, when the table is there.
void expand_like(Session& session, const TablePlan& plan, const LikeClause& clause);

}  // namespace plumbline::sql

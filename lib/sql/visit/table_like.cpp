/// LIKE in CREATE TABLE: transformTableLikeClause and expandTableLikeClause of
/// parser/parse_utilcmd.c.
#include <algorithm>

#include "core/schema/qualified_name.hpp"
#include "sql/quoted.hpp"
#include "sql/visit/create_table.hpp"
#include "sql/visit/indexes.hpp"
#include "sql/visit/names.hpp"
#include "sql/visit/statistics.hpp"

namespace plumbline::sql {

namespace {

void check_relation(const Session& session, Id relation) {
  switch (session.catalog[relation].kind) {
    case ObjectKind::table:
    case ObjectKind::foreign_table:
    case ObjectKind::view:
    case ObjectKind::materialized_view:
      break;
    case ObjectKind::type:
      unknown("LIKE of a composite type");
    default:
      fail("42809",
           "relation " + quoted(session.catalog[relation].own) + " is invalid in LIKE clause");
  }
}

}  // namespace

void read_like(Session& session, TablePlan& plan, const Node& clause) {
  const Catalog& catalog = session.catalog;
  if (plan.kind == ObjectKind::foreign_table) {
    if (session.version() >= 180000) unknown("LIKE of a foreign table");
    fail("0A000", "LIKE is not supported for creating foreign tables");
  }
  LikeClause like_clause;
  like_clause.relation = session.relation(clause["relation"]);
  like_clause.options = static_cast<std::uint64_t>(clause.number("options"));
  check_relation(session, like_clause.relation);
  session.require_right(like_clause.relation, "SELECT");
  for (const Id column : catalog.parts(like_clause.relation, ObjectKind::column)) {
    ColumnPlan copy = plan_like(session, column);
    if ((like_clause.options & like::storage) == 0) {
      copy.storage.clear();
    } else if (copy.storage.empty()) {
      copy.storage = default_storage(session, catalog.value(column, "type"));
    }
    if ((like_clause.options & like::compression) == 0) copy.compression.clear();
    const Id sequence = (like_clause.options & like::identity) != 0
                            ? identity_sequence(session, column)
                            : Catalog::none;
    if (sequence != Catalog::none) {
      copy.identity = catalog.value(column, "identity");
      copy.has_sequence = true;
      copy.sequence_schema = plan.place.schema;
      copy.sequence_name =
          choose_relation_name(session, plan.place.schema, plan.place.table_name, copy.name, "seq");
      copy.sequence.type = catalog.value(column, "type");
      copy.sequence_from = sequence;
    }
    plan.columns.push_back(std::move(copy));
  }
  plan.likes.push_back(like_clause);
}

namespace {

void copy_comment(Session& session, Id to, Id from) {
  Catalog& catalog = session.catalog;
  catalog.set(to, "comment", catalog.value(from, "comment"));
}

void copy_defaults(Session& session, const TablePlan& plan, const LikeClause& clause) {
  Catalog& catalog = session.catalog;
  for (const Id column : catalog.parts(clause.relation, ObjectKind::column)) {
    const Id copy = catalog.part(plan.table, ObjectKind::column, catalog[column].own);
    const bool is_generated = catalog.has(column, "generated");
    const bool has_default = catalog.has(column, "default");
    if (is_generated ? (clause.options & like::generated) != 0
                     : has_default && (clause.options & like::defaults) != 0)
      copy_default(session, copy, column);
    if ((clause.options & like::comments) != 0) copy_comment(session, copy, column);
  }
}

}  // namespace

void expand_like(Session& session, const TablePlan& plan, const LikeClause& clause) {
  Catalog& catalog = session.catalog;
  copy_defaults(session, plan, clause);
  const bool with_comments = (clause.options & like::comments) != 0;
  std::vector<Id> keys;
  for (const Id one : catalog.parts(clause.relation, ObjectKind::constraint)) {
    const std::string_view type = catalog.value(one, "type");
    if (type == "primary key" || type == "unique" || type == "exclude") keys.push_back(one);
    if (type != "check" || (clause.options & like::constraints) == 0) continue;
    const Id copy = copy_check(session, plan.table, one, false);
    if (with_comments) copy_comment(session, copy, one);
  }
  if ((clause.options & like::indexes) != 0) {
    for (const Id one : catalog.parts(clause.relation, ObjectKind::index)) keys.push_back(one);
    std::ranges::sort(keys);
    for (const Id one : keys) {
      if (catalog.has(one, "invalid")) continue;
      if (catalog.value(one, "type") == "primary key") {
        for (const Id other : catalog.parts(plan.table, ObjectKind::constraint)) {
          if (catalog.value(other, "type") == "primary key") {
            fail("42P16", "multiple primary keys for table " + quoted(plan.place.table_name) +
                              " are not allowed");
          }
        }
      }
      const Id copy = clone_index(session, one, plan.table);
      if (with_comments) copy_comment(session, copy, one);
      if (with_comments) catalog.set(copy, "index_comment", catalog.value(one, "index_comment"));
    }
  }
  if ((clause.options & like::statistics) != 0)
    copy_statistics(session, clause.relation, plan.table, with_comments);
}

}  // namespace plumbline::sql

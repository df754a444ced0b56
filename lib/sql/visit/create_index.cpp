/// CREATE INDEX. Rules: the IndexStmt case of tcop/utility.c; indexes.hpp makes it.
#include <string>

#include "sql/visit/create.hpp"
#include "sql/visit/indexes.hpp"

namespace plumbline::sql {

namespace {

/// INCLUDE takes columns only.
std::vector<std::string> read_included(const Node& elements) {
  std::vector<std::string> included;
  for (const Node element : elements) {
    if (element["collation"]) fail("42P17", "including column does not support a collation");
    if (element["opclass"]) fail("42P17", "including column does not support an operator class");
    const std::string_view order = element.text("ordering");
    if (!order.empty() && order != "SORTBY_DEFAULT")
      fail("42P17", "including column does not support ASC/DESC options");
    const std::string_view nulls = element.text("nulls_ordering");
    if (!nulls.empty() && nulls != "SORTBY_NULLS_DEFAULT")
      fail("42P17", "including column does not support NULLS FIRST/LAST options");
    if (element["expr"]) fail("0A000", "expressions are not supported in included columns");
    included.emplace_back(element.text("name"));
  }
  return included;
}

}  // namespace

void apply_create_index(const Node& statement, Session& session) {
  IndexRequest request;
  request.is_concurrent = statement.flag("concurrent");
  if (request.is_concurrent && (session.in_transaction() || session.in_message))
    fail("25001", "CREATE INDEX CONCURRENTLY cannot run inside a transaction block");
  request.table = session.relation(statement["relation"]);
  session.require_owner(request.table);
  request.name = Session::identifier(statement.text("idxname"));
  if (const std::string_view method = statement.text("accessMethod"); !method.empty())
    request.method = method;
  request.elements = statement["indexParams"];
  request.included = read_included(statement["indexIncludingParams"]);
  request.predicate = statement["whereClause"];
  request.options = statement["options"];
  request.tablespace = statement.text("tableSpace");
  request.is_unique = statement.flag("unique");
  request.is_nulls_not_distinct = statement.flag("nulls_not_distinct");
  request.is_only = !statement["relation"].flag("inh");
  request.is_if_not_exists = statement.flag("if_not_exists");
  (void)define_index(session, request);
}

}  // namespace plumbline::sql

#include "gate/inference/need.hpp"

#include <algorithm>

#include "core/schema/qualified_name.hpp"
#include "core/schema/quote.hpp"
#include "gate/inference/block_needs.hpp"
#include "gate/inference/keys.hpp"
#include "sql/parse.hpp"
#include "system/format.hpp"

namespace plumbline::gate {

using sql::Catalog;
using sql::Id;
using sql::Node;

std::optional<std::string> constant_text(const Node& node) {
  if (node.is_a("TypeCast")) return constant_text(node["arg"]);
  if (!node.is_a("A_Const") || node.flag("isnull")) return std::nullopt;
  if (const Node truth = node["boolval"]; truth) return truth.flag("boolval") ? "t" : "f";
  if (const Node number = node["ival"]; number) return std::to_string(number.as_number());
  return std::string(node.as_text());
}

bool is_null_constant(const Node& node) {
  if (node.is_a("TypeCast")) return is_null_constant(node["arg"]);
  return node.is_a("A_Const") && node.flag("isnull");
}

namespace {

using Kind = RowCondition::Kind;

/// What a WHERE asks of one table's row. The first alternative is taken where there are several.
class WhereReader {
 public:
  WhereReader(const Catalog& catalog, RowNeed& need) : catalog_(catalog), need_(need) {}

  void read(const Node& where) {
    if (!where) return;
    if (where.is_a("BoolExpr")) return read_boolean(where);
    if (where.is_a("NullTest") && where["arg"].is_a("ColumnRef")) {
      const bool is_null = where.text("nulltesttype") == "IS_NULL";
      return add(where["arg"], is_null ? Kind::null : Kind::not_null, {});
    }
    if (where.is_a("BooleanTest") && where["arg"].is_a("ColumnRef")) {
      const std::string_view test = where.text("booltesttype");
      if (test == "IS_TRUE" || test == "IS_NOT_FALSE") return add(where["arg"], Kind::equal, "t");
      if (test == "IS_FALSE" || test == "IS_NOT_TRUE") return add(where["arg"], Kind::equal, "f");
    }
    if (where.is_a("ColumnRef")) return add(where, Kind::equal, "t");
    if (where.is_a("A_Expr")) return read_operator(where);
    if (constant_text(where) == "t") return;
    refuse();
  }

 private:
  void refuse() {
    if (need_.impossible.empty()) need_.impossible = "its conditions are more than equalities";
  }

  void read_boolean(const Node& where) {
    const std::string_view op = where.text("boolop");
    const Node args = where["args"];
    if (op == "AND_EXPR") {
      for (const Node arg : args) read(arg);
    } else if (op == "OR_EXPR") {
      read(args.at(0));
    } else if (args.at(0).is_a("ColumnRef")) {
      add(args.at(0), Kind::equal, "f");
    } else {
      refuse();
    }
  }

  void read_operator(const Node& where) {
    const std::string_view kind = where.text("kind");
    const std::string_view op = where["name"].at(where["name"].size() - 1).as_text();
    Node left = where["lexpr"];
    Node right = where["rexpr"];
    if ((kind == "AEXPR_IN" || kind == "AEXPR_OP_ANY") && op == "=") {
      if (right.is_a("A_ArrayExpr")) right = right["elements"];
      return read_equal(left, right.at(0));
    }
    if (kind == "AEXPR_LIKE" || kind == "AEXPR_ILIKE") return read_like(left, right, op);
    if (kind == "AEXPR_NOT_DISTINCT" || (kind == "AEXPR_OP" && op == "=")) {
      if (constant_text(left)) std::swap(left, right);
      return read_equal(left, right);
    }
    refuse();
  }

  void read_equal(const Node& left, const Node& right) {
    const std::optional<std::string> value = constant_text(right);
    if (!value) return is_null_constant(right) ? add(left, Kind::null, {}) : refuse();
    if (left.is_a("ColumnRef")) return add(left, Kind::equal, *value);
    if (left.is_a("TypeCast") && left["arg"].is_a("ColumnRef")) {
      return add(left["arg"], Kind::equal, *value);
    }
    const std::string_view function = left["funcname"].at(left["funcname"].size() - 1).as_text();
    if (left.is_a("FuncCall") && left["args"].size() == 1 && left["args"].at(0).is_a("ColumnRef") &&
        (function == "lower" || function == "upper")) {
      return add(left["args"].at(0), Kind::equal_without_case, *value);
    }
    refuse();
  }

  /// 'a%' is true of 'a'.
  void read_like(const Node& left, const Node& right, std::string_view op) {
    std::optional<std::string> value = constant_text(right);
    if (!left.is_a("ColumnRef") || !value || op.starts_with('!')) return refuse();
    if (value->find('\\') != std::string::npos) return refuse();
    std::erase(*value, '%');
    std::ranges::replace(*value, '_', 'x');
    add(left, op == "~~*" ? Kind::equal_without_case : Kind::equal, *value);
  }

  void add(const Node& reference, Kind kind, std::string value) {
    const Node fields = reference["fields"];
    const Node last = fields.at(fields.size() - 1);
    const std::string name = sql::Session::identifier(last.as_text());
    const Id column = catalog_.part(need_.table, ObjectKind::column, name);
    if (column == Catalog::none) {
      need_.impossible = system::format("the table has no column \"{}\" before the change", name);
      return;
    }
    need_.conditions.push_back({column, kind, std::move(value)});
  }

  const Catalog& catalog_;
  RowNeed& need_;
};

/// "email = 'x' and disabled_at is null".
std::string conditions_text(const Catalog& catalog, const std::vector<RowCondition>& conditions) {
  std::string text;
  for (const RowCondition& one : conditions) {
    text += text.empty() ? " with " : " and ";
    const std::string name = catalog.quote(catalog[one.column].own);
    switch (one.kind) {
      case Kind::null:
        text += name + " null";
        break;
      case Kind::not_null:
        text += name + " not null";
        break;
      default:
        text += name + " = " + core::quote_literal(one.value);
    }
  }
  return text;
}

void name_need(const Catalog& catalog, std::string_view table, RowNeed& need) {
  need.what = system::format("a row in {}{}", table, conditions_text(catalog, need.conditions));
}

/// Without GROUP BY they give a row whatever is there.
bool is_aggregate(const Node& select) {
  if (select["groupClause"] || select["targetList"].size() != 1) return false;
  const Node call = select["targetList"].at(0)["val"];
  if (!call.is_a("FuncCall")) return false;
  const std::string_view name = call["funcname"].at(call["funcname"].size() - 1).as_text();
  return name == "count" || name == "max" || name == "min" || name == "sum" || name == "bool_or";
}

}  // namespace

void add_query_need(const Node& select, sql::Session& session, bool is_certain,
                    std::vector<RowNeed>& needs, bool is_counted) {
  if (!select.is_a("SelectStmt")) return;
  const Node from = select["fromClause"];
  const Node value = select["targetList"].at(0)["val"];
  if (is_counted && from.size() == 0 && value.is_a("SubLink") &&
      value.text("subLinkType") == "EXISTS_SUBLINK") {
    return add_query_need(value["subselect"], session, is_certain, needs);
  }
  if (from.size() == 0 || (is_aggregate(select) && !is_counted)) return;
  RowNeed need;
  need.is_certain = is_certain;
  const Node first = from.at(0);
  if (from.size() > 1 || !first.is_a("RangeVar") || select["groupClause"] || select["withClause"] ||
      select.text("op") != "SETOP_NONE") {
    need.what = "rows of a query";
    need.impossible = "the query joins or groups rows";
    needs.push_back(std::move(need));
    return;
  }
  const Catalog::Calm calm(session.catalog);
  if (!session.system_relation(first).empty()) return;
  need.table = session.find_relation(first);
  const std::string table = sql::Session::written(first);
  if (need.table == Catalog::none) {
    need.what = system::format("a row in {}", table);
    need.impossible = "the table is not there before the change";
  } else {
    WhereReader(session.catalog, need).read(select["whereClause"]);
    name_need(session.catalog, table, need);
  }
  needs.push_back(std::move(need));
}

namespace {

/// The foreign keys of rows that are inserted, and columns that must not be NULL of which a query
/// is the value.
class InsertReader {
 public:
  InsertReader(sql::Session& session, std::vector<RowNeed>& needs, bool is_certain)
      : session_(session), catalog_(session.catalog), needs_(needs), is_certain_(is_certain) {}

  void read(const Node& insert) {
    const Id table = session_.find_relation(insert["relation"]);
    if (table == Catalog::none || catalog_[table].kind != ObjectKind::table) return;
    const Node select = insert["selectStmt"];
    const std::vector<Id> columns = inserted_columns(insert, session_, table);
    for (const Node row : select["valuesLists"]) read_row(table, columns, row, insert);
    if (!select["valuesLists"] && !select["fromClause"] && select["targetList"]) {
      read_row(table, columns, select["targetList"], insert);
    }
  }

 private:
  void read_row(Id table, const std::vector<Id>& columns, const Node& row, const Node& insert) {
    std::vector<std::pair<Id, std::optional<std::string>>> values;
    for (std::size_t at = 0; at < row.size() && at < columns.size(); ++at) {
      Node value = row.at(at);
      if (value.is_a("ResTarget")) value = value["val"];
      values.emplace_back(columns[at], constant_text(value));
      if (value.is_a("SubLink") && value.text("subLinkType") == "EXPR_SUBLINK" &&
          catalog_.has(columns[at], "not_null")) {
        add_query_need(value["subselect"], session_, is_certain_, needs_);
      }
    }
    for (const Id constraint : catalog_.parts(table, ObjectKind::constraint)) {
      if (catalog_.value(constraint, "type") == "foreign key") {
        read_key(table, constraint, values, insert);
      }
    }
  }

  void read_key(Id table, Id constraint,
                const std::vector<std::pair<Id, std::optional<std::string>>>& values,
                const Node& insert) {
    const KeyReference key = key_reference(catalog_, constraint);
    if (key.table == Catalog::none) return;
    RowNeed need;
    need.table = key.table;
    need.is_certain = is_certain_;
    for (std::size_t at = 0; at < key.columns.size(); ++at) {
      const auto found = std::ranges::find(values, key.columns[at],
                                           &std::pair<Id, std::optional<std::string>>::first);
      if (found == values.end() || !found->second) return;
      need.conditions.push_back({key.referenced[at], Kind::equal, *found->second});
    }
    // A row may refer to itself or to another of its statement.
    if (key.table == table && insert["selectStmt"]["valuesLists"].size() != 1) return;
    if (key.table == table &&
        std::ranges::all_of(need.conditions, [&](const RowCondition& condition) {
          const auto own = std::ranges::find(values, condition.column,
                                             &std::pair<Id, std::optional<std::string>>::first);
          return own != values.end() && own->second == condition.value;
        })) {
      return;
    }
    name_need(catalog_, catalog_.sql_name(key.table), need);
    needs_.push_back(std::move(need));
  }

  sql::Session& session_;
  const Catalog& catalog_;
  std::vector<RowNeed>& needs_;
  bool is_certain_;
};

}  // namespace

void add_statement_needs(const Node& root, sql::Session& session, bool is_certain,
                         std::vector<RowNeed>& needs) {
  const Catalog::Calm calm(session.catalog);
  if (root.is_a("InsertStmt")) InsertReader(session, needs, is_certain).read(root);
  if (root.is_a("DoStmt")) add_block_needs(root, session, needs);
}

std::vector<RowNeed> read_needs(const Statement& statement, sql::Session& session) {
  std::vector<RowNeed> needs;
  if (!statement.opaque.empty()) {
    if (statement.needs_rows) {
      needs.push_back({.what = "rows of a query",
                       .impossible = "the query is not followed: " + statement.opaque});
    }
    return needs;
  }
  const sql::ParseResult parsed = sql::parse(statement.sql);
  const Node root = parsed.ast.root();
  try {
    if (statement.needs_rows) add_query_need(root, session, true, needs, true);
    add_statement_needs(root, session, true, needs);
  } catch (const sql::Unknown&) {
    // What a name means is not known: nothing can be made of it.
  } catch (const sql::Failure&) {
  }
  return needs;
}

}  // namespace plumbline::gate

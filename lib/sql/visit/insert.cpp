/// INSERT: what its literals say about NOT NULL, lengths, keys and references. What rows decide may
/// fail. Rules: ExecInsert of nodeModifyTable.c, ExecConstraints of execMain.c.
#include <algorithm>
#include <optional>

#include "sql/analysis/analyzer.hpp"
#include "sql/analysis/facts.hpp"
#include "sql/quoted.hpp"
#include "sql/visit/query.hpp"
#include "sql/visit/row_check.hpp"

namespace plumbline::sql {

namespace {

using analysis::Analyzer;
using analysis::Command;
using analysis::Expr;
using analysis::Kind;
using analysis::QueryTree;
using analysis::Rte;
using analysis::RteKind;

std::vector<std::string> items_of(std::string_view list) {
  std::vector<std::string> items;
  while (!list.empty()) {
    const std::size_t comma = list.find(", ");
    items.emplace_back(list.substr(0, comma));
    if (comma == std::string_view::npos) break;
    list = list.substr(comma + 2);
  }
  return items;
}

using Value = KnownValue;
using Row = KnownRow;

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

class Insertion {
 public:
  Insertion(Session& session, Analyzer& analyzer, const QueryTree& tree)
      : session_(session),
        catalog_(session.catalog),
        analyzer_(analyzer),
        tree_(tree),
        target_(tree.rtable[static_cast<std::size_t>(tree.target)]),
        table_(target_.relation) {}

  void run(bool does_nothing_on_conflict) {
    if (is_decided_elsewhere()) return;
    if (tree_.is_insert_select) {
      if (has_constraints()) session_.may_fail("the rows of its query decide");
      return;
    }
    const Rte* values = nullptr;
    for (const Rte& rte : tree_.rtable) {
      if (rte.kind == RteKind::values && rte.name == "*VALUES*") values = &rte;
    }
    const std::size_t count = values == nullptr ? 1 : values->values.size();
    for (std::size_t i = 0; i < count; ++i) {
      Row row;
      for (const analysis::Column& column : target_.columns) row[column.id] = default_of(column);
      std::size_t place = 0;
      for (const analysis::Target& target : tree_.targets) {
        const Expr* const expr = values == nullptr ? target.expr : values->values[i][place];
        ++place;
        if (expr->kind == Kind::set_default) continue;
        const Id id = target_.columns[static_cast<std::size_t>(target.column - 1)].id;
        row[id] = value_of(*expr);
      }
      if (!check_row(row, does_nothing_on_conflict)) return;
      rows_.push_back(std::move(row));
    }
    for (const Row& row : rows_) {
      if (!check_references(row)) return;
    }
  }

 private:
  /// Triggers, rules, policies, partitions, foreign servers, views.
  bool is_decided_elsewhere() {
    if (catalog_[table_].kind != ObjectKind::table) {
      session_.may_fail("what stands behind " + quoted(target_.name) + " decides");
      return true;
    }
    for (const Id trigger : catalog_.parts(table_, ObjectKind::trigger)) {
      const std::string_view events = catalog_.value(trigger, "events");
      if (events.find("INSERT") == std::string_view::npos ||
          catalog_.value(trigger, "enabled") == "disabled") {
        continue;
      }
      note_trigger(trigger);
      return true;
    }
    if (!catalog_.parts(table_, ObjectKind::rule).empty()) {
      session_.may_fail("rules of " + quoted(target_.name) + " decide");
      return true;
    }
    if (catalog_.has(table_, "row_security") && !session_.is_superuser) {
      session_.may_fail("policies of " + quoted(target_.name) + " decide");
      return true;
    }
    if (catalog_.has(table_, "partition_key") || catalog_.has(table_, "partition_of")) {
      session_.may_fail("the partition that a row belongs to decides");
      return true;
    }
    return false;
  }

  void note_trigger(Id trigger) {
    session_.may_fail("triggers of " + quoted(target_.name) + " decide");
    std::vector<Id> called;
    for (const Catalog::Need& need : catalog_[trigger].needs) called.push_back(need.on);
    note_user_code(session_, called);
  }

  bool has_constraints() {
    for (const analysis::Column& column : target_.columns) {
      if (catalog_.has(column.id, "not_null") || catalog_.has(column.id, "generated")) return true;
      const TypeInfo info = type_info(analyzer_.scope(), column.type);
      if (info.kind == 'd' || column.typmod >= 0) return true;
    }
    if (!catalog_.parts(table_, ObjectKind::constraint).empty()) return true;
    for (const Id index : catalog_.parts(table_, ObjectKind::index)) {
      if (catalog_.has(index, "unique") || is_odd_index(index)) return true;
    }
    return false;
  }

  bool is_odd_index(Id index) {
    return catalog_.value(index, "columns").find('(') != std::string_view::npos ||
           !catalog_.value(index, "predicate").empty();
  }

  Value default_of(const analysis::Column& column) {
    Value value;
    if (!catalog_.value(column.id, "identity").empty()) {
      value.state = Value::State::generated;
      return value;
    }
    if (catalog_.has(column.id, "generated")) {
      value.can_fail = true;
      return value;
    }
    const std::string_view text = catalog_.value(column.id, "default");
    if (text.empty()) {
      const TypeInfo info = type_info(analyzer_.scope(), column.type);
      if (info.kind == 'd') return value;  // the domain may have one
      value.state = Value::State::null;
      return value;
    }
    if (text.starts_with("nextval(") || text == "gen_random_uuid()" ||
        text.ends_with("uuid_generate_v4()")) {
      value.state = Value::State::generated;
    } else if (text == "now()" || text == "CURRENT_TIMESTAMP" || text == "CURRENT_DATE" ||
               text == "LOCALTIMESTAMP" || text == "CURRENT_USER" || text == "SESSION_USER") {
      value.state = Value::State::generated;
      value.text = "now";
    } else if (text.starts_with('\'') || text == "true" || text == "false" ||
               text.find_first_not_of("0123456789.") == std::string_view::npos) {
      const std::size_t end = text.starts_with('\'') ? text.rfind('\'') : std::string_view::npos;
      value.state = Value::State::text;
      value.text =
          end == std::string_view::npos ? std::string(text) : std::string(text.substr(1, end - 1));
    } else if (text.starts_with("NULL")) {
      value.state = Value::State::null;
    } else {
      value.can_fail = true;
    }
    return value;
  }

  Value value_of(const Expr& expr) {
    Value value;
    switch (expr.kind) {
      case Kind::constant:
        if (!analyzer_.is_exact && expr.volatility != 'i') return value;
        value.state = expr.is_null ? Value::State::null : Value::State::text;
        value.text = std::string(expr.text);
        return value;
      case Kind::sql_value:
        value.state = Value::State::generated;
        value.text = "now";
        return value;
      case Kind::relabel:
        return value_of(*expr.args[0]);
      case Kind::array:
        value.state = Value::State::generated;
        value.text = "now";
        value.can_fail = analysis::facts_of(expr).can_fail;
        return value;
      case Kind::function:
        return function_value(expr);
      default: {
        const analysis::Facts facts = analysis::facts_of(expr);
        value.can_fail = facts.can_fail || facts.calls_user_code || !facts.types.empty();
        return value;
      }
    }
  }

  Value function_value(const Expr& expr) {
    Value value;
    if (expr.name == "nextval" || expr.name == "gen_random_uuid") {
      value.state = Value::State::generated;
      return value;
    }
    if (expr.name == "now" || expr.name == "clock_timestamp" ||
        expr.name == "statement_timestamp") {
      value.state = Value::State::generated;
      value.text = "now";
      return value;
    }
    if (expr.form == analysis::Form::call || expr.form == analysis::Form::sql_syntax) {
      const analysis::Facts facts = analysis::facts_of(expr);
      value.can_fail = facts.can_fail || facts.calls_user_code;
      return value;
    }
    // A cast.
    const Value inner = value_of(*expr.args[0]);
    if (inner.state == Value::State::null) return inner;
    const TypeId from = expr.args[0]->type;
    if (inner.state == Value::State::text) return cast_value(expr, from, inner);
    value = inner;
    value.can_fail = inner.can_fail || expr.can_fail;
    if (inner.state == Value::State::generated && inner.text.empty()) value.text = "now";
    return value;
  }

  static Value cast_value(const Expr& expr, TypeId from, const Value& inner) {
    Value value = inner;
    const bool is_text = expr.type == types::varchar || expr.type == types::bpchar;
    if (from == expr.type && is_text && expr.typmod >= 4) {
      const auto limit = static_cast<std::size_t>(expr.typmod - 4);
      std::string text = inner.text;
      while (!text.empty() && text.back() == ' ' && characters(text) > limit) text.pop_back();
      if (characters(text) > limit) {
        if (expr.form == analysis::Form::explicit_cast) {
          value.state = Value::State::generated;
          value.text = "now";
          return value;
        }
        fail("22001",
             "value too long for type " +
                 std::string(expr.type == types::varchar ? "character varying" : "character") +
                 "(" + std::to_string(limit) + ")");
      }
      value.text = text;
      return value;
    }
    const bool is_integer = from == types::int4 || from == types::int8 || from == types::int2;
    if (is_integer && (expr.type == types::int8 || expr.type == types::int4 ||
                       expr.type == types::int2 || expr.type == types::numeric)) {
      const long long number = std::stoll(inner.text);
      if (expr.type == types::int2 && (number > 32'767 || number < -32'768)) {
        fail("22003", "smallint out of range");
      }
      if (expr.type == types::int4 && (number > 2'147'483'647LL || number < -2'147'483'648LL)) {
        fail("22003", "integer out of range");
      }
      return value;
    }
    if (from == types::numeric && expr.type == types::numeric && expr.typmod >= 4) {
      const int precision = (expr.typmod - 4) >> 16 & 0xffff;
      const int scale = (expr.typmod - 4) & 0x7ff;
      std::string digits = inner.text;
      if (digits.starts_with('-')) digits.erase(0, 1);
      const std::size_t whole = std::min(digits.find('.'), digits.size());
      const bool is_small = static_cast<int>(whole) < precision - scale;
      const bool is_plain = digits.find_first_not_of("0123456789.") == std::string::npos;
      if (is_plain && scale < 1'024 && is_small) {
        value.state = Value::State::generated;
        value.text = "now";
        return value;
      }
    }
    value.state = Value::State::generated;
    value.text = "now";
    value.can_fail = expr.can_fail;
    return value;
  }

  /// False once something cannot be told.
  bool check_row(const Row& row, bool does_nothing_on_conflict) {
    for (const auto& [id, value] : row) {
      if (!value.can_fail) continue;
      session_.may_fail("its values decide");
      return false;
    }
    for (const analysis::Column& column : target_.columns) {
      const Value& value = row.at(column.id);
      const TypeInfo info = type_info(analyzer_.scope(), column.type);
      if (info.kind == 'd') {
        session_.may_fail("the domain of " + quoted(column.name) + " decides");
        return false;
      }
      if (!catalog_.has(column.id, "not_null")) continue;
      if (value.is_null()) {
        fail("23502",
             "null value in column " + quoted(column.name) +
                 (session_.version() >= 130000 ? " of relation " + quoted(catalog_[table_].own)
                                               : std::string()) +
                 " violates not-null constraint");
      }
      if (!value.is_not_null()) {
        session_.may_fail("whether " + quoted(column.name) + " is null decides");
        return false;
      }
    }
    for (const Id constraint : catalog_.parts(table_, ObjectKind::constraint)) {
      if (catalog_.value(constraint, "type") == "check" && !check_one(constraint, row)) {
        return false;
      }
    }
    for (const Id constraint : catalog_.parts(table_, ObjectKind::constraint)) {
      const std::string_view type = catalog_.value(constraint, "type");
      if (type == "exclude" && (catalog_[table_].rows != Rows::none || !rows_.empty())) {
        session_.may_fail("other rows decide");
        return false;
      }
      if (catalog_.has(constraint, "nulls_not_distinct")) {
        session_.may_fail("whether its rows are unique decides");
        return false;
      }
      if ((type == "primary key" || type == "unique") &&
          !check_key(catalog_.value(constraint, "columns"), row, does_nothing_on_conflict,
                     catalog_[constraint].own)) {
        return false;
      }
    }
    for (const Id index : catalog_.parts(table_, ObjectKind::index)) {
      if (is_odd_index(index) || catalog_.has(index, "nulls_not_distinct")) {
        session_.may_fail("an index over an expression decides");
        return false;
      }
      if (catalog_.has(index, "unique") &&
          !check_key(catalog_.value(index, "columns"), row, does_nothing_on_conflict,
                     catalog_[index].own)) {
        return false;
      }
    }
    return true;
  }

  bool check_one(Id constraint, const Row& row) {
    switch (sql::check_row(session_, table_, constraint, row)) {
      case CheckOutcome::holds:
        return true;
      case CheckOutcome::fails:
        fail("23514", "new row for relation " + quoted(catalog_[table_].own) +
                          " violates check constraint " + quoted(catalog_[constraint].own));
      case CheckOutcome::unknown:
        break;
    }
    session_.may_fail("the check " + quoted(catalog_[constraint].own) + " decides");
    return false;
  }

  bool check_key(std::string_view columns, const Row& row, bool does_nothing_on_conflict,
                 std::string_view name) {
    std::vector<Id> key;
    for (const std::string& item : items_of(columns)) {
      for (const analysis::Column& column : target_.columns) {
        if (catalog_.sql_name(column.id) == item) key.push_back(column.id);
      }
    }
    if (does_nothing_on_conflict) return true;
    const std::size_t wanted = items_of(columns).size();
    if (key.size() != wanted) {
      session_.may_fail("other rows decide");
      return false;
    }
    for (const Id id : key) {
      if (row.at(id).is_null()) return true;  // never equal
    }
    if (catalog_[table_].rows != Rows::none) {
      session_.may_fail("the rows of " + quoted(catalog_[table_].own) + " decide");
      return false;
    }
    for (const Row& other : rows_) {
      bool is_same = true;
      bool is_known = true;
      for (const Id id : key) {
        const Value& a = row.at(id);
        const Value& b = other.at(id);
        if (a.state == Value::State::text && b.state == Value::State::text) {
          if (a.text != b.text) is_same = false;
        } else if (a.state == Value::State::generated && b.state == Value::State::generated &&
                   a.text.empty() && b.text.empty()) {
          is_same = false;
        } else if (b.is_null()) {
          is_same = false;
        } else {
          is_known = false;
        }
      }
      if (!is_same) continue;
      if (is_known) {
        fail("23505", "duplicate key value violates unique constraint " + quoted(name));
      }
      session_.may_fail("whether its rows are unique decides");
      return false;
    }
    return true;
  }

  bool check_references(const Row& row) {
    for (const Id constraint : catalog_.parts(table_, ObjectKind::constraint)) {
      if (catalog_.value(constraint, "type") != "foreign key") continue;
      bool is_null = false;
      bool is_known = true;
      for (const std::string& item : items_of(catalog_.value(constraint, "columns"))) {
        for (const analysis::Column& column : target_.columns) {
          if (catalog_.sql_name(column.id) != item) continue;
          const Value& value = row.at(column.id);
          is_null = is_null || value.is_null();
          is_known = is_known && value.is_not_null();
        }
      }
      if (is_null && catalog_.value(constraint, "match").empty()) continue;
      Id referenced = Catalog::none;
      for (const Catalog::Need& need : catalog_[constraint].needs) {
        const Id whole = catalog_.whole(need.on);
        if (catalog_[whole].kind == ObjectKind::table && whole != table_) referenced = whole;
      }
      const bool is_deferred = catalog_.value(constraint, "deferrable") == "initially deferred";
      if (referenced != Catalog::none && is_known && !is_null && !is_deferred &&
          catalog_[referenced].rows == Rows::none && !catalog_.has(referenced, "partition_key")) {
        fail("23503", "insert or update on table " + quoted(catalog_[table_].own) +
                          " violates foreign key constraint " + quoted(catalog_[constraint].own));
      }
      session_.may_fail("the rows that it refers to decide");
      return false;
    }
    return true;
  }

  Session& session_;
  Catalog& catalog_;
  Analyzer& analyzer_;
  const QueryTree& tree_;
  const Rte& target_;
  Id table_;
  std::vector<Row> rows_;
};

}  // namespace

void apply_insert(const Node& statement, Session& session) {
  const Scope none;
  Analyzer analyzer(session, none);
  const QueryTree* const tree = analyzer.select(statement, nullptr, nullptr, true);
  const Query query = analysis::query_of(analyzer, *tree);
  const Node conflict = statement["onConflictClause"];
  if (tree->has_modifying_cte) session.may_fail("rows decide");
  require_populated(session, query);
  if (query.calls_user_code) note_query(session, query);
  if (tree->is_insert_select && query.can_fail) session.may_fail("its values decide");
  const Id table = tree->rtable[static_cast<std::size_t>(tree->target)].relation;
  if (conflict && conflict.text("action") == "ONCONFLICT_UPDATE") {
    session.may_fail("the rows of " + quoted(session.catalog[table].own) + " decide");
  }
  const bool does_nothing =
      conflict && conflict.text("action") == "ONCONFLICT_NOTHING" && !conflict["infer"];
  Insertion insertion(session, analyzer, *tree);
  insertion.run(does_nothing);
  if (session.catalog[table].kind != ObjectKind::table) return;
  const bool is_sure = !tree->is_insert_select && session.doubt.empty();
  const Rows before = session.catalog[table].rows;
  session.catalog.set_rows(table, is_sure                ? Rows::some
                                  : before == Rows::some ? Rows::some
                                                         : Rows::unknown);
}

}  // namespace plumbline::sql

#include "gate/inference/known_rows.hpp"

#include <algorithm>

#include "core/schema/qualified_name.hpp"
#include "gate/inference/keys.hpp"
#include "plumbline/effects.hpp"
#include "sql/parse.hpp"
#include "sql/simulator.hpp"
#include "sql/types/literal.hpp"

namespace plumbline::gate {

using sql::Catalog;
using sql::Id;
using sql::KnownRow;
using sql::KnownValue;
using sql::Node;

namespace {

constexpr std::size_t most_rows = 10'000;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

Id table_of(const Catalog& catalog, std::string_view name) {
  const std::vector<std::string> parts = core::name_parts(name);
  if (parts.size() != 2) return Catalog::none;
  const Id schema = catalog.schema(parts[0]);
  return schema == Catalog::none ? Catalog::none : catalog.relation(schema, parts[1]);
}

Presence meets(const KnownRow& row, const RowCondition& condition, const std::string& value) {
  const auto found = row.find(condition.column);
  // A column that came later.
  if (found == row.end()) return Presence::perhaps;
  const KnownValue& have = found->second;
  const auto truth = [](bool is_so) { return is_so ? Presence::there : Presence::absent; };
  switch (condition.kind) {
    case RowCondition::Kind::null:
      return have.is_null() ? Presence::there : truth(false);
    case RowCondition::Kind::not_null:
      return have.is_not_null() ? Presence::there
             : have.is_null()   ? truth(false)
                                : Presence::perhaps;
    default:
      break;
  }
  if (have.is_null()) return Presence::absent;
  if (have.state != KnownValue::State::text) return Presence::perhaps;
  if (condition.kind == RowCondition::Kind::equal) return truth(have.text == value);
  return truth(lower(have.text) == lower(value));
}

}  // namespace

std::optional<std::string> ColumnTypes::accepted(Id column, const std::string& text) {
  try {
    const auto [place, is_new] = bases_.try_emplace(column);
    std::optional<sql::TypeRef>& base = place->second;
    if (is_new) {
      const sql::TypeRef type = types_.parse(session_.catalog.value(column, "type"));
      base = sql::base_type(types_.scope(), type);
    }
    if (!base) return std::nullopt;
    if (base->id == sql::types::varchar && base->typmod >= 4 &&
        text.size() > static_cast<std::size_t>(base->typmod - 4)) {
      return std::nullopt;
    }
    return sql::literal(types_.scope(), text, *base).text;
  } catch (const sql::Failure&) {
    return std::nullopt;
  } catch (const sql::Unknown&) {
    return std::nullopt;
  }
}

std::string ColumnTypes::canonical(Id column, const std::string& text) {
  return accepted(column, text).value_or(text);
}

std::optional<std::string> accepted_value(sql::Session& session, Id column,
                                          const std::string& text) {
  return ColumnTypes(session).accepted(column, text);
}

std::string canonical_value(sql::Session& session, Id column, const std::string& text) {
  return ColumnTypes(session).canonical(column, text);
}

KnownValue default_value(const Catalog& catalog, Id column) {
  KnownValue value;
  if (catalog.has(column, "identity")) {
    value.state = KnownValue::State::generated;
    return value;
  }
  if (catalog.has(column, "generated")) return value;
  const std::string_view text = catalog.value(column, "default");
  if (text.empty() || text.starts_with("NULL")) {
    value.state = KnownValue::State::null;
  } else if (text.starts_with('\'') && text.find('\'', 1) == text.rfind('\'')) {
    value.state = KnownValue::State::text;
    value.text = text.substr(1, text.rfind('\'') - 1);
  } else if (text == "true" || text == "false") {
    value.state = KnownValue::State::text;
    value.text = text.substr(0, 1);
  } else if (text.find_first_not_of("-0123456789.") == std::string_view::npos) {
    value.state = KnownValue::State::text;
    value.text = text;
  } else if (text.starts_with("nextval(") || text == "now()" || text == "CURRENT_TIMESTAMP" ||
             text == "gen_random_uuid()") {
    value.state = KnownValue::State::generated;
  }
  return value;
}

void KnownRows::add(Id table, KnownRow row) {
  Table& known = tables_[table];
  if (known.rows.size() == most_rows) {
    doubtful_.insert(table);
    return;
  }
  for (const auto& [column, value] : row) {
    if (value.state == KnownValue::State::text) {
      known.places[column][value.text].push_back(known.rows.size());
    }
    if (value.is_null() || value.state == KnownValue::State::text) ++known.known[column];
  }
  known.rows.push_back(std::move(row));
}

bool KnownRows::has_rows(Id table) const {
  return !rows(table).empty() || (base_ != nullptr && base_->has_rows(table));
}

void KnownRows::record(const Statement& statement, sql::Session& session) {
  if (!statement.opaque.empty()) return doubt_everything();
  const sql::ParseResult parsed = sql::parse(statement.sql);
  const Node root = parsed.ast.root();
  if (!root) return;
  const Catalog::Calm calm(session.catalog);
  const Node select = root["selectStmt"];
  if (root.is_a("InsertStmt") && !root["withClause"] &&
      (select["valuesLists"] || !select["fromClause"])) {
    return record_insert(root, session);
  }
  // They add no row: nothing is doubtful in a table that has none.
  const bool adds_none =
      root.is_a("UpdateStmt") || root.is_a("DeleteStmt") || root.is_a("TruncateStmt");
  StatementList one;
  one.statements = {statement};
  for (const StatementEffects& effects : sql::describe(one, session.catalog.server_version())) {
    if (!effects.unknown.empty()) doubt_everything();
    for (const Effect& effect : effects.effects) {
      if (effect.action != EffectAction::writes) continue;
      const Id table = table_of(session.catalog, effect.name);
      if (table != Catalog::none && !(adds_none && !has_rows(table))) doubtful_.insert(table);
    }
  }
}

void KnownRows::record_insert(const Node& insert, sql::Session& session) {
  const Catalog& catalog = session.catalog;
  Id table = Catalog::none;
  try {
    table = session.find_relation(insert["relation"]);
  } catch (const sql::Unknown&) {
    return doubt_everything();
  }
  if (table == Catalog::none) return;
  const std::vector<Id> columns = inserted_columns(insert, session, table);
  ColumnTypes types(session);
  const auto add_row = [&](const Node& values) {
    KnownRow row;
    for (const Id column : catalog.parts(table, ObjectKind::column)) {
      row[column] = default_value(catalog, column);
    }
    for (std::size_t at = 0; at < values.size() && at < columns.size(); ++at) {
      Node value = values.at(at);
      if (value.is_a("ResTarget")) value = value["val"];
      if (columns[at] == Catalog::none || value.is_a("SetToDefault")) continue;
      KnownValue& known = row[columns[at]];
      known = {};
      if (const std::optional<std::string> text = constant_text(value)) {
        known.state = KnownValue::State::text;
        known.text = types.canonical(columns[at], *text);
      } else if (is_null_constant(value)) {
        known.state = KnownValue::State::null;
      }
    }
    add(table, std::move(row));
  };
  const Node select = insert["selectStmt"];
  for (const Node values : select["valuesLists"]) add_row(values);
  if (select["valuesLists"]) return;
  if (select["whereClause"]) {
    doubtful_.insert(table);
  } else {
    add_row(select["targetList"]);
  }
}

Presence KnownRows::find_in(const Table& table, const RowNeed& need,
                            const std::vector<std::string>& values) const {
  const auto presence_of = [&](const KnownRow& row) {
    Presence all = Presence::there;
    for (std::size_t at = 0; at < need.conditions.size() && all != Presence::absent; ++at) {
      all = std::min(all, meets(row, need.conditions[at], values[at]));
    }
    return all;
  };
  const auto equal =
      std::ranges::find(need.conditions, RowCondition::Kind::equal, &RowCondition::kind);
  if (equal != need.conditions.end()) {
    const auto known = table.known.find(equal->column);
    // Else some rows may have any value.
    if (known != table.known.end() && known->second == table.rows.size()) {
      Presence best = Presence::absent;
      const auto column = table.places.find(equal->column);
      if (column == table.places.end()) return best;
      const auto places =
          column->second.find(values[static_cast<std::size_t>(equal - need.conditions.begin())]);
      if (places == column->second.end()) return best;
      for (const std::size_t at : places->second) {
        best = std::max(best, presence_of(table.rows[at]));
        if (best == Presence::there) break;
      }
      return best;
    }
  }
  Presence best = Presence::absent;
  for (const KnownRow& row : table.rows) {
    best = std::max(best, presence_of(row));
    if (best == Presence::there) break;
  }
  return best;
}

Presence KnownRows::find_values(const RowNeed& need, const std::vector<std::string>& values,
                                bool trusts_opaque) const {
  Presence best = Presence::absent;
  if ((is_doubtful_ && !trusts_opaque) || doubtful_.contains(need.table)) best = Presence::perhaps;
  if (base_ != nullptr) best = std::max(best, base_->find_values(need, values, trusts_opaque));
  const auto table = tables_.find(need.table);
  return table == tables_.end() ? best : std::max(best, find_in(table->second, need, values));
}

Presence KnownRows::find(const RowNeed& need, sql::Session& session, bool trusts_opaque) const {
  ColumnTypes types(session);
  std::vector<std::string> values;
  for (const RowCondition& condition : need.conditions) {
    values.push_back(types.canonical(condition.column, condition.value));
  }
  return find_values(need, values, trusts_opaque);
}

const std::vector<KnownRow>& KnownRows::rows(Id table) const {
  static const std::vector<KnownRow> none;
  const auto found = tables_.find(table);
  return found == tables_.end() ? none : found->second.rows;
}

}  // namespace plumbline::gate

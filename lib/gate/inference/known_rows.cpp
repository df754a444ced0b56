#include "gate/inference/known_rows.hpp"

#include <algorithm>

#include "core/schema/qualified_name.hpp"
#include "gate/inference/keys.hpp"
#include "plumbline/effects.hpp"
#include "sql/analysis/catalog_types.hpp"
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

std::optional<std::string> accepted_value(sql::Session& session, Id column,
                                          const std::string& text) {
  try {
    const sql::CatalogTypes types(session);
    const sql::TypeRef type = types.parse(session.catalog.value(column, "type"));
    const sql::TypeRef base = sql::base_type(types.scope(), type);
    if (base.id == sql::types::varchar && base.typmod >= 4 &&
        text.size() > static_cast<std::size_t>(base.typmod - 4)) {
      return std::nullopt;
    }
    return sql::literal(types.scope(), text, base).text;
  } catch (const sql::Failure&) {
    return std::nullopt;
  } catch (const sql::Unknown&) {
    return std::nullopt;
  }
}

std::string canonical_value(sql::Session& session, Id column, const std::string& text) {
  return accepted_value(session, column, text).value_or(text);
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
  std::vector<KnownRow>& rows = rows_[table];
  if (rows.size() < most_rows) {
    rows.push_back(std::move(row));
  } else {
    doubtful_.insert(table);
  }
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
      if (table != Catalog::none && !(adds_none && rows(table).empty())) doubtful_.insert(table);
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
        known.text = canonical_value(session, columns[at], *text);
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

Presence KnownRows::find(const RowNeed& need, sql::Session& session, bool trusts_opaque) const {
  std::vector<std::string> values;
  for (const RowCondition& condition : need.conditions) {
    values.push_back(canonical_value(session, condition.column, condition.value));
  }
  bool is_perhaps = (is_doubtful_ && !trusts_opaque) || doubtful_.contains(need.table);
  for (const KnownRow& row : rows(need.table)) {
    Presence all = Presence::there;
    for (std::size_t at = 0; at < need.conditions.size() && all != Presence::absent; ++at) {
      all = std::min(all, meets(row, need.conditions[at], values[at]));
    }
    if (all == Presence::there) return all;
    is_perhaps = is_perhaps || all == Presence::perhaps;
  }
  return is_perhaps ? Presence::perhaps : Presence::absent;
}

const std::vector<KnownRow>& KnownRows::rows(Id table) const {
  static const std::vector<KnownRow> none;
  const auto found = rows_.find(table);
  return found == rows_.end() ? none : found->second;
}

}  // namespace plumbline::gate

/// PARTITION BY. Rules: transformPartitionSpec, ComputePartitionAttrs (commands/tablecmds.c),
/// pg_get_partkeydef.
#include <algorithm>

#include "core/schema/expression_name.hpp"
#include "core/schema/qualified_name.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/analysis/expression.hpp"
#include "sql/quoted.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/indexes.hpp"
#include "sql/visit/operator_classes.hpp"
#include "sql/visit/partitions.hpp"

namespace plumbline::sql {

namespace {

std::string strategy_of(const Node& spec) {
  std::string strategy(spec.text("strategy"));
  if (strategy.starts_with("PARTITION_STRATEGY_")) strategy = strategy.substr(19);
  std::ranges::transform(strategy, strategy.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  if (strategy != "range" && strategy != "list" && strategy != "hash")
    fail("22023", "unrecognized partitioning strategy " + quoted(spec.text("strategy")));
  return strategy;
}

struct Key {
  Id column = Catalog::none;
  Expression expression;
  Node node;
};

void check_key_column(const Catalog& catalog, Id column) {
  if (catalog.has(column, "generated"))
    fail("42P17", "cannot use generated column in partition key");
}

std::vector<Key> read_keys(Session& session, Id table, const Node& params) {
  Scope scope;
  scope.relation = table;
  std::vector<Key> keys;
  for (const Node param : params) {
    Key key;
    key.node = param;
    if (const Node expression = param["expr"]) {
      key.expression = analyze_expression(session, expression, scope, Place::partition_key);
      if (key.expression.is_column) key.column = key.expression.columns.at(0);
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

/// The planner puts the body of a plain SQL function in its place, and looks at that.
bool may_be_inlined(const Catalog& catalog, const Expression& expression) {
  return std::ranges::any_of(expression.needs, [&](Id needed) {
    return catalog[needed].kind == ObjectKind::function &&
           catalog.value(needed, "language") == "sql";
  });
}

void check_key(const Session& session, Id table, Key& key, std::size_t number) {
  const Catalog& catalog = session.catalog;
  if (const std::string_view name = key.node.text("name"); !name.empty()) {
    key.column = catalog.part(table, ObjectKind::column, name);
    if (key.column == Catalog::none) {
      if (is_system_column(name))
        fail("42P17", "cannot use system column " + quoted(name) + " in partition key");
      fail("42703", "column " + quoted(name) + " named in partition key does not exist");
    }
  }
  if (key.column != Catalog::none) return check_key_column(catalog, key.column);
  if (type_of_text(session, key.expression.type).is_pseudo) {
    fail("42P16", "partition key column " + std::to_string(number) + " has pseudo-type " +
                      key.expression.type);
  }
  for (const Id used : key.expression.columns) check_key_column(catalog, used);
  if (key.expression.volatility != Volatility::immutable && may_be_inlined(catalog, key.expression))
    unknown("whether the function is as immutable as its body");
  if (key.expression.volatility != Volatility::immutable)
    fail("42P17", "functions in partition key expression must be marked IMMUTABLE");
  if (key.expression.columns.empty())
    fail("42P17", "cannot use constant expression as partition key");
}

std::string collation_text(const Session& session, const Key& key, std::string_view type,
                           Id& collation) {
  const Node names = key.node["collation"];
  if (!names) return {};
  const std::string wanted = resolve_collation(session, names, collation);
  const TypeUse use = type_of_text(session, type);
  if (use.collation.empty()) fail("42804", "collations are not supported by type " + use.text);
  std::string usual(key.column == Catalog::none ? std::string_view(key.expression.collation)
                                                : session.catalog.value(key.column, "collation"));
  if (usual.empty()) usual = use.collation;
  return wanted == usual ? "" : " COLLATE " + wanted;
}

/// A key's inside: `RANGE (a, b)` without the word.
std::string_view key_text(const Catalog& catalog, Id table) {
  std::string_view text = catalog.value(table, "partition_key");
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos) return {};
  text.remove_prefix(open + 1);
  if (text.ends_with(')')) text.remove_suffix(1);
  return text;
}

}  // namespace

void set_partition_key(Session& session, Id table, const Node& spec) {
  Catalog& catalog = session.catalog;
  const std::string strategy = strategy_of(spec);
  const Node params = spec["partParams"];
  if (params.size() > 32) fail("54011", "cannot partition using more than 32 columns");
  if (strategy == "list" && params.size() != 1)
    fail("42P17", "cannot use \"list\" partition strategy with more than one column");
  std::vector<Key> keys = read_keys(session, table, params);
  const std::string_view method = strategy == "hash" ? "hash" : "btree";
  std::string text;
  std::vector<Id> needs;
  std::size_t number = 0;
  for (Key& key : keys) {
    check_key(session, table, key, ++number);
    const std::string type(key.column == Catalog::none ? std::string_view(key.expression.type)
                                                       : catalog.value(key.column, "type"));
    std::string element =
        key.column == Catalog::none ? key.expression.text : catalog.quote(catalog[key.column].own);
    if (key.column == Catalog::none && !looks_like_call(element)) element = '(' + element + ')';
    Id collation = Catalog::none;
    element += collation_text(session, key, type, collation);
    needs.push_back(collation);
    const CatalogTypes types(session);
    const TypeId id = types.parse(type).id;
    const OperatorClass found =
        resolve_operator_class(session, types, key.node["opclass"], id, method);
    needs.push_back(found.id);
    needs.push_back(found.extension);
    const std::optional<OperatorClass> usual = default_operator_class(session, types, id, method);
    if (!usual || usual->text != found.text) element += ' ' + found.text;
    text += (text.empty() ? "" : ", ") + element;
    for (const Id needed : key.expression.needs) needs.push_back(needed);
  }
  std::string word = strategy;
  std::ranges::transform(word, word.begin(), [](char c) { return static_cast<char>(c - 32); });
  const bool is_exact =
      std::ranges::all_of(keys, [](const Key& key) { return key.expression.is_exact; });
  catalog.set(table, "partition_key", word + " (" + text + ')', is_exact);
  for (const Id needed : needs) catalog.need(table, needed);
}

std::vector<std::string> partition_columns(const Session& session, Id table) {
  std::vector<std::string> columns = index_columns(key_text(session.catalog, table));
  std::erase(columns, "");
  return columns;
}

bool has_partition_expressions(const Session& session, Id table) {
  const std::vector<std::string> columns = index_columns(key_text(session.catalog, table));
  return std::ranges::find(columns, "") != columns.end();
}

bool is_in_partition_key(const Session& session, Id column) {
  const Catalog& catalog = session.catalog;
  const std::vector<std::string> names =
      core::bare_names(key_text(catalog, catalog[column].parent));
  return std::ranges::find(names, catalog[column].own) != names.end();
}

std::vector<PartitionKey> partition_keys(const Session& session, Id table) {
  const Catalog& catalog = session.catalog;
  std::vector<PartitionKey> keys;
  for (const std::string& name : index_columns(key_text(catalog, table))) {
    if (name.empty()) unknown("the type of a partition key's expression");
    const Id column = catalog.part(table, ObjectKind::column, name);
    if (column == Catalog::none) unknown("the type of a partition key's expression");
    keys.push_back({name, std::string(catalog.value(column, "type"))});
  }
  return keys;
}

}  // namespace plumbline::sql

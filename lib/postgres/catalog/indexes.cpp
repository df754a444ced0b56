/// Indexes from the raw columns of pg_index: objects of their own, or what a constraint says of its
/// own. The texts follow pg_get_indexdef_worker (ruleutils.c), which would lock each index.
#include <algorithm>
#include <memory>

#include "core/schema/expression_name.hpp"
#include "core/schema/qualified_name.hpp"
#include "postgres/catalog/array_text.hpp"
#include "postgres/catalog/catalog.hpp"

namespace plumbline::postgres {

namespace {

constexpr FixedSql indexes =
    "SELECT i.indexrelid, i.indrelid, i.indnkeyatts, i.indisunique, @{i.indnullsnotdistinct},"
    " i.indisclustered, i.indisvalid, i.indisready, i.indisreplident, i.indkey, i.indcollation,"
    " i.indclass, i.indoption, i.indexprs IS NOT NULL, i.indpred IS NOT NULL"
    " FROM pg_catalog.pg_index i WHERE i.indexrelid >= 16384"
    " AND ($1::pg_catalog.oid[] IS NULL OR i.indexrelid IN (SELECT c.oid FROM pg_catalog.pg_class"
    " c WHERE c.relnamespace = ANY($1::pg_catalog.oid[])))";

/// A row of pg_index, until its expressions are known.
struct Index {
  Oid oid = 0;
  Oid table = 0;
  Id id = no_id;  ///< of the index, or of its constraint
  Oid constraint = 0;
  Oid method = 0;
  std::size_t key_count = 0;
  std::vector<std::int64_t> columns;  ///< attnum; 0 for an expression
  std::vector<std::int64_t> collations;
  std::vector<std::int64_t> classes;
  std::vector<std::int64_t> orders;
  std::vector<std::string> expressions;
  std::vector<std::string> printed;  ///< by the server, element by element; mostly empty
};

constexpr std::int64_t descending = 1;   // INDOPTION_DESC
constexpr std::int64_t nulls_first = 2;  // INDOPTION_NULLS_FIRST

/// As looks_like_function: what may stand in an index without brackets of its own.
bool looks_like_call(std::string_view text) {
  std::size_t at = 0;
  bool is_quoted = false;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      is_quoted = !is_quoted;
    } else if (!is_quoted && c != '.' && !core::is_word(c)) {
      break;
    }
    ++at;
  }
  if (at == 0 || at >= text.size() || text[at] != '(' || text.substr(0, at) == "ROW") return false;
  return at + core::closing_bracket(text.substr(at)) == text.size() - 1;
}

/// The class that PostgreSQL takes when none is named, as far as GetDefaultOpClass can be followed
/// without the casts between types.
bool is_default_class(const IndexFacts& facts, const IndexFacts::OperatorClass& one, Oid type) {
  if (!one.is_default) return false;
  if (type == 0 || one.type == type) return true;
  return std::ranges::none_of(facts.classes, [&](const auto& entry) {
    const IndexFacts::OperatorClass& other = entry.second;
    return other.is_default && other.method == one.method && other.type == type;
  });
}

/// Collation, operator class with its options, order.
std::string element_suffix(const Catalog& catalog, const Index& index, std::size_t at,
                           const Column* column) {
  std::string text;
  const auto collation = static_cast<Oid>(index.collations[at]);
  if (collation != 0 && column != nullptr && collation != column->collation) {
    const auto found = catalog.collations.find(collation);
    if (found != catalog.collations.end()) text += " COLLATE " + found->second;
  }
  const auto options = catalog.indexes.class_options.find({index.oid, static_cast<int>(at) + 1});
  const bool has_options = options != catalog.indexes.class_options.end();
  const auto found = catalog.indexes.classes.find(static_cast<Oid>(index.classes[at]));
  if (found != catalog.indexes.classes.end() &&
      (has_options ||
       !is_default_class(catalog.indexes, found->second, column == nullptr ? 0 : column->type))) {
    text += ' ' + found->second.name;
  }
  if (has_options) text += " (" + options->second + ')';
  const std::int64_t order = index.orders[at];
  if ((order & descending) != 0) {
    text += (order & nulls_first) != 0 ? " DESC" : " DESC NULLS LAST";
  } else if ((order & nulls_first) != 0) {
    text += " NULLS FIRST";
  }
  return text;
}

std::string element(const Catalog& catalog, const Relation& table, const Index& index,
                    std::size_t at, std::size_t& expression) {
  const std::int64_t number = index.columns[at];
  const Column* column = number > 0 ? catalog.column(table, static_cast<int>(number)) : nullptr;
  std::string text;
  if (number != 0) {
    text = column == nullptr ? std::to_string(number) : catalog.quoted(column->name);
  } else if (expression < index.expressions.size()) {
    text = index.expressions[expression++];
    if (!looks_like_call(text)) text = '(' + text + ')';
  }
  if (at >= index.key_count) return text;
  if (number == 0 && at < index.printed.size()) return index.printed[at];
  return text + element_suffix(catalog, index, at, column);
}

/// The column lists, into the properties of the index or of its constraint.
void compose(Catalog& catalog, const Index& index) {
  const Relation* table = catalog.relation(index.table);
  core::SchemaBuilder& builder = catalog.builder;
  const bool is_index = builder.kind(index.id) == ObjectKind::index;
  const std::string_view type = builder.value(index.id, "type");
  std::string keys;
  std::string included;
  std::size_t expression = 0;
  const auto operators = catalog.indexes.exclusion_operators.find(index.constraint);
  for (std::size_t at = 0; at < index.columns.size(); ++at) {
    std::string& list = at < index.key_count ? keys : included;
    if (!list.empty()) list += ", ";
    if (is_index || type == "exclude") {
      list += element(catalog, *table, index, at, expression);
    } else if (const Column* column = catalog.column(*table, static_cast<int>(index.columns[at]))) {
      list += catalog.quoted(column->name);
    }
    if (type == "exclude" && at < index.key_count &&
        operators != catalog.indexes.exclusion_operators.end() && at < operators->second.size())
      list += " WITH " + operators->second[at];
  }
  if (type == "exclude") {
    builder.set(index.id, "elements", keys);
  } else {
    builder.set(index.id, "columns", keys);
  }
  builder.set(index.id, "include", included);
}

void use_expressions(Catalog& catalog, std::uint32_t token, std::string_view text) {
  for (const std::string_view one : core::list_items(text))
    catalog.indexes.waiting_expressions[token].emplace_back(one);
}

/// From the whole of CREATE INDEX, its elements.
void use_definition(Catalog& catalog, std::uint32_t token, std::string_view text) {
  const std::size_t using_word = text.find(" USING ");
  const std::size_t open = text.find('(', using_word == std::string_view::npos ? 0 : using_word);
  if (open == std::string_view::npos) return;
  const std::size_t length = core::closing_bracket(text.substr(open));
  if (length == std::string_view::npos) return;
  for (const std::string_view one : core::list_items(text.substr(open + 1, length - 1)))
    catalog.indexes.waiting_printed[token].emplace_back(one);
}

void set_index_facts(Catalog& catalog, const Index& index, const Relation& relation,
                     const RowView& rows, std::size_t row) {
  core::SchemaBuilder& builder = catalog.builder;
  const auto method = catalog.access_methods.find(index.method);
  if (method != catalog.access_methods.end())
    builder.set(index.id, "method", catalog.quoted(method->second));
  builder.set(index.id, "table", catalog.relation_name(index.table));
  builder.set_flag(index.id, "unique", rows.is_true(row, 3));
  builder.set(index.id, "options", read_options(relation.options));
  builder.set_flag(index.id, "invalid", !rows.is_true(row, 6));
  builder.set_flag(index.id, "not_ready", !rows.is_true(row, 7));
  if (const auto space = catalog.tablespaces.find(relation.tablespace);
      space != catalog.tablespaces.end())
    builder.set(index.id, "tablespace", catalog.quoted(space->second));
  for (std::size_t at = 0; at < index.key_count; ++at) {
    const int number = static_cast<int>(at) + 1;
    const auto target = catalog.indexes.statistics.find({index.oid, number});
    if (target != catalog.indexes.statistics.end())
      builder.set_keyed(index.id, "statistics", std::to_string(number), target->second);
  }
}

void set_constraint_facts(Catalog& catalog, const Index& index, const Relation& relation,
                          const RowView& rows, std::size_t row) {
  core::SchemaBuilder& builder = catalog.builder;
  builder.set(index.id, "index_options", read_options(relation.options));
  builder.set_flag(index.id, "index_invalid", !rows.is_true(row, 6) || !rows.is_true(row, 7));
  if (const auto space = catalog.tablespaces.find(relation.tablespace);
      space != catalog.tablespaces.end())
    builder.set(index.id, "index_tablespace", catalog.quoted(space->second));
  if (builder.value(index.id, "type") == "exclude") {
    const auto method = catalog.access_methods.find(index.method);
    if (method != catalog.access_methods.end())
      builder.set(index.id, "method", catalog.quoted(method->second));
  }
}

/// What a table does with one of its indexes, whether a constraint's or not.
void set_table_facts(Catalog& catalog, Id table, const Relation& relation, const RowView& rows,
                     std::size_t row) {
  const std::string name = catalog.quoted(relation.name);
  if (rows.is_true(row, 5)) catalog.builder.set(table, "cluster_on", name);
  if (rows.is_true(row, 8)) catalog.builder.set(table, "replica_identity", "index " + name);
}

Index read_row(const Relation& relation, const RowView& rows, std::size_t row) {
  Index index;
  index.oid = rows.oid(row, 0);
  index.table = rows.oid(row, 1);
  index.method = relation.access_method;
  index.key_count = static_cast<std::size_t>(rows.number(row, 2));
  index.columns = read_numbers(rows.text(row, 9));
  index.collations = read_numbers(rows.text(row, 10));
  index.classes = read_numbers(rows.text(row, 11));
  index.orders = read_numbers(rows.text(row, 12));
  return index;
}

bool has_other_collation(const Index& index) {
  constexpr std::int64_t usual = 100;  // DEFAULT_COLLATION_OID
  for (std::size_t at = 0; at < index.key_count; ++at) {
    if (index.columns[at] == 0 && index.collations[at] != 0 && index.collations[at] != usual)
      return true;
  }
  return false;
}

void wait_for_expressions(Catalog& catalog, Index index) {
  const auto token = static_cast<std::uint32_t>(catalog.indexes.waiting_expressions.size());
  catalog.indexes.waiting_expressions.emplace_back();
  catalog.indexes.waiting_printed.emplace_back();
  catalog.expressions.want(Text::index_expressions, index.oid, index.table, index.id, "columns",
                           use_expressions, token);
  if (has_other_collation(index))
    catalog.expressions.want(Text::index_definition, index.oid, index.table, index.id, "columns",
                             use_definition, token);
  catalog.later.emplace_back([token, index = std::move(index)](Catalog& all) mutable {
    index.expressions = std::move(all.indexes.waiting_expressions[token]);
    index.printed = std::move(all.indexes.waiting_printed[token]);
    if (!index.expressions.empty()) compose(all, index);
  });
}

void take_index(Catalog& catalog, const RowView& rows, std::size_t row) {
  const Relation* relation = catalog.relation(rows.oid(row, 0));
  const Relation* table = catalog.relation(rows.oid(row, 1));
  if (relation == nullptr || table == nullptr || table->id == no_id) return;
  Index index = read_row(*relation, rows, row);
  const std::uint32_t owner = catalog.indexes.constraints.find(catalogs::relation, index.oid);
  const bool is_of_constraint = owner != OidMap::absent;
  core::SchemaBuilder& builder = catalog.builder;
  if (is_of_constraint) {
    index.id = owner;
    index.constraint = catalog.indexes.constraint_oids.find(catalogs::relation, index.oid);
    set_constraint_facts(catalog, index, *relation, rows, row);
  } else {
    index.id = builder.add(ObjectKind::index, builder.schema(table->id), relation->name, table->id);
    set_index_facts(catalog, index, *relation, rows, row);
  }
  set_table_facts(catalog, table->id, *relation, rows, row);
  builder.set_flag(index.id, "nulls_not_distinct", rows.is_true(row, 4));
  catalog.remember(catalogs::relation, index.oid, index.id);
  if (rows.is_true(row, 14))
    catalog.expressions.want(Text::index_predicate, index.oid, index.table, index.id, "predicate");
  if (rows.is_true(row, 13)) {
    wait_for_expressions(catalog, std::move(index));
  } else {
    compose(catalog, index);
  }
}

void take_indexes(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row) take_index(catalog, rows, row);
}

constexpr Step steps[] = {{"indexes", 12, indexes, take_indexes}};

}  // namespace

std::span<const Step> index_steps() { return steps; }

}  // namespace plumbline::postgres

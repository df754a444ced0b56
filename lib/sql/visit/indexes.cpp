#include "sql/visit/indexes.hpp"

#include <algorithm>
#include <optional>

#include "core/schema/expression_name.hpp"
#include "core/schema/qualified_name.hpp"
#include "sql/analysis/catalog_types.hpp"
#include "sql/analysis/expression.hpp"
#include "sql/quoted.hpp"
#include "sql/types/system_catalog.hpp"
#include "sql/visit/alter.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/constraints.hpp"
#include "sql/visit/names.hpp"
#include "sql/visit/operator_classes.hpp"
#include "sql/visit/options.hpp"
#include "sql/visit/partitions.hpp"
#include "sql/visit/tablespaces.hpp"

namespace plumbline::sql {

namespace {

constexpr std::size_t most_columns = 32;  // INDEX_MAX_KEYS

/// An element of an index, as far as it is known.
struct Element {
  std::string column;  ///< "" for an expression
  std::string name;    ///< what it adds to the index's name
  Expression expression;
  Node collation, operator_class, class_options;
  std::string_view ordering, nulls;
};

/// A column in brackets, with COLLATE behind it, or in a cast that does nothing, is a column.
Element read_element(Session& session, const IndexRequest& request, const Node& node, Place place) {
  Element element;
  element.column = node.text("name");
  element.name = element.column;
  element.collation = node["collation"];
  element.operator_class = node["opclass"];
  element.class_options = node["opclassopts"];
  element.ordering = node.text("ordering");
  element.nulls = node.text("nulls_ordering");
  Node expression = node["expr"];
  if (!expression) return element;
  element.name = figure_column_name(expression);
  if (element.name.empty()) element.name = "expr";
  Scope scope;
  scope.relation = request.table;
  if (expression.is_a("CollateClause")) {
    // Looked at as a whole first, for its errors.
    (void)analyze_expression(session, expression, scope, place);
    if (!element.collation) element.collation = expression["collname"];
    while (expression.is_a("CollateClause")) expression = expression["arg"];
  }
  element.expression = analyze_expression(session, expression, scope, place);
  if (element.expression.is_column)
    element.column = session.catalog[element.expression.columns.at(0)].own;
  return element;
}

struct Method {
  std::string name;
  AccessMethod facts;
};

Method find_method(const Session& session, const IndexRequest& request) {
  const std::string name = request.method.empty() ? "btree" : request.method;
  const int major = session.version() / 10000;
  std::optional<AccessMethod> facts = find_access_method(name, major);
  if (facts && facts->extension.empty()) {
    if (!facts->is_index) {
      fail("XX000",
           "index access method handler function 3 did not return an IndexAmRoutine "
           "struct");
    }
    return {name, *facts};
  }
  if (name == "rtree") return {"gist", *find_access_method("gist", major)};
  if (session.catalog.find(ObjectKind::access_method, Catalog::none, name) != Catalog::none ||
      facts)
    unknown("what the index method " + quoted(name) + " can do");
  fail("42704", "access method " + quoted(name) + " does not exist");
}

void check_abilities(const IndexRequest& request, const Method& method, std::size_t keys) {
  const std::string begin = "access method " + quoted(method.name) + " does not support ";
  if (request.is_unique && !method.facts.can_be_unique) fail("0A000", begin + "unique indexes");
  if (!request.included.empty() && !method.facts.can_include)
    fail("0A000", begin + "included columns");
  if (keys > 1 && !method.facts.can_have_columns) fail("0A000", begin + "multicolumn indexes");
  if (!request.operators.empty() && !method.facts.can_exclude)
    fail("0A000", begin + "exclusion constraints");
}

void check_relation(const Session& session, const IndexRequest& request) {
  const Catalog& catalog = session.catalog;
  const ObjectKind kind = catalog[request.table].kind;
  const std::string name(catalog[request.table].own);
  if (kind != ObjectKind::table && kind != ObjectKind::materialized_view) {
    if (session.version() < 140000) {
      fail("42809", kind == ObjectKind::foreign_table
                        ? "cannot create index on foreign table " + quoted(name)
                        : quoted(name) + " is not a table or materialized view");
    }
    fail("42809", "cannot create index on relation " + quoted(name));
  }
  if (!catalog.has(request.table, "partition_key")) return;
  if (request.is_concurrent)
    fail("0A000", "cannot create index on partitioned table " + quoted(name) + " concurrently");
  if (!request.operators.empty()) {
    if (session.version() >= 170000) unknown("exclusion constraints of partitioned tables");
    fail("0A000", "cannot create exclusion constraints on partitioned table " + quoted(name));
  }
}

/// What an element becomes.
struct Printed {
  std::string text;
  std::vector<Catalog::Need> needs;
};

std::string order_text(const Element& element, const Method& method) {
  const bool is_descending = element.ordering == "SORTBY_DESC";
  const bool has_order = is_descending || element.ordering == "SORTBY_ASC";
  const bool has_nulls =
      element.nulls == "SORTBY_NULLS_FIRST" || element.nulls == "SORTBY_NULLS_LAST";
  if (!method.facts.can_order) {
    const std::string begin = "access method " + quoted(method.name) + " does not support ";
    if (has_order) fail("0A000", begin + "ASC/DESC options");
    if (has_nulls) fail("0A000", begin + "NULLS FIRST/LAST options");
    return {};
  }
  const bool is_nulls_first = has_nulls ? element.nulls == "SORTBY_NULLS_FIRST" : is_descending;
  if (is_descending) return is_nulls_first ? " DESC" : " DESC NULLS LAST";
  return is_nulls_first ? " NULLS FIRST" : "";
}

/// Prints elements and finds what they need. REQUIRES: the catalog stays as it is while it lives.
class Elements {
 public:
  Elements(Session& session, const IndexRequest& request, const Method& method)
      : session_(session),
        catalog_(session.catalog),
        request_(request),
        method_(method),
        types_(session) {}

  Printed print(const Element& element, std::size_t at) {
    Printed printed;
    Id column = Catalog::none;
    if (!element.column.empty()) {
      column = catalog_.part(request_.table, ObjectKind::column, element.column);
      if (column == Catalog::none) fail_missing(element.column);
      printed.text = catalog_.quote(element.column);
      printed.needs.push_back({column, Tie::automatic});
    } else {
      printed.text = element.expression.text;
      if (!looks_like_call(printed.text)) printed.text = '(' + printed.text + ')';
      for (const Id used : element.expression.columns)
        printed.needs.push_back({used, Tie::automatic});
      for (const Id used : element.expression.needs) printed.needs.push_back({used, Tie::normal});
    }
    const std::string_view type_text = column == Catalog::none
                                           ? std::string_view(element.expression.type)
                                           : catalog_.value(column, "type");
    const TypeUse type = type_of_text(session_, type_text);
    printed.text += collation_text(element, column, type, printed);
    if (type.is_pseudo && element.column.empty())
      fail("42P16", "column " + quoted(element.name) + " has pseudo-type " + type.text);
    const TypeId id = types_.parse(type_text).id;
    const OperatorClass found =
        resolve_operator_class(session_, types_, element.operator_class, id, method_.name);
    if (!element.class_options.empty()) unknown("options of an operator class");
    if (found.id != Catalog::none) printed.needs.push_back({found.id, Tie::normal});
    if (found.extension != Catalog::none) printed.needs.push_back({found.extension, Tie::normal});
    if (is_shown(found, id, column)) printed.text += ' ' + found.text;
    const std::string operator_text = exclusion_text(found, id, at);
    printed.text += order_text(element, method_) + operator_text;
    return printed;
  }

 private:
  [[noreturn]] void fail_missing(const std::string& column) const {
    if (is_system_column(column))
      fail("0A000", "index creation on system columns is not supported");
    fail("42703", request_.is_constraint
                      ? "column " + quoted(column) + " named in key does not exist"
                      : "column " + quoted(column) + " does not exist");
  }

  std::string collation_text(const Element& element, Id column, const TypeUse& type,
                             Printed& printed) const {
    if (!element.collation) return {};
    Id id = Catalog::none;
    const std::string wanted = resolve_collation(session_, element.collation, id);
    if (type.collation.empty()) fail("42804", "collations are not supported by type " + type.text);
    if (id != Catalog::none) printed.needs.push_back({id, Tie::normal});
    std::string usual(column == Catalog::none ? std::string_view(element.expression.collation)
                                              : catalog_.value(column, "collation"));
    if (usual.empty()) usual = type.collation;
    return wanted == usual || (wanted == "\"default\"" && usual == "default")
               ? ""
               : " COLLATE " + wanted;
  }

  /// As a capture prints it, which knows no types of expressions.
  [[nodiscard]] bool is_shown(const OperatorClass& found, TypeId type, Id column) const {
    if (column == Catalog::none) return !found.is_default;
    const std::optional<OperatorClass> usual =
        default_operator_class(session_, types_, type, method_.name);
    return !usual || usual->text != found.text;
  }

  [[nodiscard]] std::string exclusion_text(const OperatorClass& found, TypeId type,
                                           std::size_t at) const {
    if (at >= request_.operators.size()) return {};
    const Node names = request_.operators[at];
    if (names.size() != 1) unknown("an operator with a schema in an exclusion constraint");
    const std::string_view name = names.at(0).as_text();
    if (!is_exclusion_operator(session_, found, name))
      unknown("whether " + std::string(name) + " is an operator for EXCLUDE over " +
              std::string(type_info(types_.scope(), type).name));
    return " WITH " + std::string(name);
  }

  Session& session_;
  const Catalog& catalog_;
  const IndexRequest& request_;
  const Method& method_;
  CatalogTypes types_;
};

std::string choose_name(const Session& session, const IndexRequest& request,
                        const std::vector<std::string>& columns) {
  const Id schema = session.catalog.schema_of(request.table);
  const std::string_view table = session.catalog[request.table].own;
  if (request.is_primary) return choose_relation_name(session, schema, table, "", "pkey", true);
  const std::string addition = join_for_name(columns);
  if (!request.operators.empty())
    return choose_relation_name(session, schema, table, addition, "excl", true);
  if (request.is_constraint)
    return choose_relation_name(session, schema, table, addition, "key", true);
  return choose_relation_name(session, schema, table, addition, "idx", false);
}

/// Unique ones on partitioned tables must have the partition key in them.
void check_partition_key(const Session& session, const IndexRequest& request,
                         const std::vector<Element>& elements) {
  const Catalog& catalog = session.catalog;
  if (!catalog.has(request.table, "partition_key") || !request.is_unique) return;
  if (has_partition_expressions(session, request.table)) {
    fail("0A000", std::string("unsupported ") + (request.is_primary ? "PRIMARY KEY" : "UNIQUE") +
                      " constraint with partition key definition");
  }
  for (const std::string& column : partition_columns(session, request.table)) {
    if (std::ranges::none_of(elements, [&](const Element& one) { return one.column == column; }))
      fail("0A000", "unique constraint on partitioned table must include all partitioning columns");
  }
}

void check_included(const Session& session, const IndexRequest& request) {
  for (const std::string& column : request.included) {
    if (session.catalog.part(request.table, ObjectKind::column, column) != Catalog::none) continue;
    if (is_system_column(column))
      fail("0A000", "index creation on system columns is not supported");
    fail("42703", request.is_constraint
                      ? "column " + quoted(column) + " named in key does not exist"
                      : "column " + quoted(column) + " does not exist");
  }
}

struct Predicate {
  Expression expression;
  bool is_given = false;
};

Id make(Session& session, const IndexRequest& request, const std::string& name) {
  Catalog& catalog = session.catalog;
  if (!request.is_constraint) {
    const Id index = catalog.create_part(ObjectKind::index, request.table, name);
    catalog.set(index, "table", catalog.sql_name(request.table));
    catalog.set_flag(index, "unique", request.is_unique);
    return index;
  }
  if (catalog.part(request.table, ObjectKind::constraint, name) != Catalog::none) {
    fail("42710", "constraint " + quoted(name) + " for relation " +
                      quoted(catalog[request.table].own) + " already exists");
  }
  const Id constraint = catalog.create_part(ObjectKind::constraint, request.table, name);
  catalog.set(constraint, "type", request.constraint_type);
  catalog.set(constraint, "deferrable", request.deferrable);
  return constraint;
}

/// The properties that an index has, or a constraint of its index.
void describe_index(Session& session, Id id, const IndexRequest& request, const Method& method,
                    const std::string& keys, const Predicate& predicate,
                    const std::string& options) {
  Catalog& catalog = session.catalog;
  const bool is_exclusion = !request.operators.empty();
  const std::string space = request.tablespace.empty() ? ""
                            : is_default_space(request.tablespace)
                                ? ""
                                : catalog.quote(request.tablespace);
  if (request.is_constraint) {
    catalog.set(id, "index_options", options);
    catalog.set(id, "index_tablespace", space);
    if (is_exclusion) catalog.set(id, "method", catalog.quote(method.name));
  } else {
    catalog.set(id, "method", catalog.quote(method.name));
    catalog.set(id, "options", options);
    catalog.set(id, "tablespace", space);
  }
  if (is_exclusion) {
    catalog.set(id, "elements", keys);
  } else {
    catalog.set(id, "columns", keys);
  }
  catalog.set(id, "include", column_list(session, request.included));
  catalog.set_flag(id, "nulls_not_distinct", request.is_nulls_not_distinct);
  if (predicate.is_given)
    catalog.set(id, "predicate", predicate.expression.text, predicate.expression.is_exact);
}

void look_at_rows(Session& session, const IndexRequest& request,
                  const std::vector<Element>& elements, const Predicate& predicate) {
  const bool can_fail =
      predicate.expression.can_fail ||
      std::ranges::any_of(elements, [](const Element& one) { return one.expression.can_fail; });
  const auto calls_function = [&](const Element& one) {
    return std::ranges::any_of(one.expression.needs, [&](Id need) {
      return session.catalog[need].kind == ObjectKind::function;
    });
  };
  // Built with a search_path of the system alone, in which names of its body may be missing.
  if (session.version() >= 170000 && std::ranges::any_of(elements, calls_function))
    session.may_fail("what the function of an index does decides");
  if (request.is_new_table) return;
  if (request.is_unique || !request.operators.empty() || can_fail)
    require_no_rows(session, request.table, "the index");
}

std::vector<Element> read_elements(Session& session, const IndexRequest& request) {
  std::vector<Element> elements;
  for (const Node node : request.elements)
    elements.push_back(read_element(session, request, node, Place::index_expression));
  for (const Node pair : request.exclusions)
    elements.push_back(read_element(session, request, pair.at(0), Place::index_expression));
  for (const std::string& column : request.key_columns) {
    Element element;
    element.column = element.name = column;
    elements.push_back(element);
  }
  return elements;
}

void make_on_partitions(Session& session, const IndexRequest& request, Id index) {
  Catalog& catalog = session.catalog;
  if (!catalog.has(request.table, "partition_key")) return;
  const std::vector<Id> partitions = child_tables(session, request.table);
  if (partitions.empty()) return;
  const std::vector<Id> below = table_and_descendants(session, request.table);
  const bool has_foreign = std::ranges::any_of(
      below, [&](Id one) { return catalog[one].kind == ObjectKind::foreign_table; });
  for (const Id one : below) {
    if (catalog.is_doubtful(catalog.name(one))) unknown("which partitions there are");
  }
  if (request.is_unique && has_foreign) {
    fail("42809",
         "cannot create unique index on partitioned table " + quoted(catalog[request.table].own));
  }
  if (request.is_only) {
    if (catalog[index].kind == ObjectKind::index) {
      catalog.set_flag(index, "invalid", true);
    } else {
      catalog.set_flag(index, "index_invalid", true);
    }
    return;
  }
  for (const Id partition : partitions) {
    if (catalog[partition].kind == ObjectKind::foreign_table) continue;
    (void)give_partition_index(session, index, partition);
  }
}

}  // namespace

bool looks_like_call(std::string_view expression) {
  const std::string_view text = expression;
  std::size_t at = 0;
  bool is_quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      is_quoted = !is_quoted;
    } else if (!is_quoted && c != '.' && !core::is_word(c)) {
      break;
    }
  }
  if (at == 0 || at >= text.size() || text[at] != '(' || text.substr(0, at) == "ROW") return false;
  return at + core::closing_bracket(text.substr(at)) == text.size() - 1;
}

Id define_index(Session& session, const IndexRequest& request) {
  Catalog& catalog = session.catalog;
  Predicate predicate;
  if (request.predicate) {
    Scope scope;
    scope.relation = request.table;
    predicate.expression =
        analyze_expression(session, request.predicate, scope, Place::index_predicate, "boolean");
    predicate.is_given = true;
  }
  const std::vector<Element> elements = read_elements(session, request);
  if (elements.empty()) fail("42P17", "must specify at least one column");
  if (elements.size() + request.included.size() > most_columns)
    fail("54011", "cannot use more than 32 columns in an index");
  check_relation(session, request);
  if (!catalog[catalog.whole(request.table)].is_system)
    session.require_create(catalog.schema_of(request.table));
  check_tablespace(session, request.tablespace, catalog.has(request.table, "partition_key"));
  std::vector<std::string> wanted;
  for (const Element& one : elements) wanted.push_back(one.name);
  for (const std::string& one : request.included) wanted.push_back(one);
  const std::vector<std::string> names = index_column_names(wanted);
  const std::string name =
      request.name.empty() ? choose_name(session, request, names) : request.name;
  const Method method = find_method(session, request);
  check_abilities(request, method, elements.size());
  const std::string options =
      change_options(session, "", request.options, options_of_method(method.name));
  std::string keys;
  std::vector<Catalog::Need> needs;
  bool is_exact = true;
  {
    Elements printer(session, request, method);
    for (std::size_t at = 0; at < elements.size(); ++at) {
      const Printed printed = printer.print(elements[at], at);
      if (!keys.empty()) keys += ", ";
      keys += printed.text;
      is_exact = is_exact && elements[at].expression.is_exact;
      needs.insert(needs.end(), printed.needs.begin(), printed.needs.end());
    }
  }
  check_included(session, request);
  if (request.is_primary &&
      std::ranges::any_of(elements, [](const Element& one) { return one.column.empty(); }))
    fail("0A000", "primary keys cannot be expressions");
  check_partition_key(session, request, elements);
  if (const Id there = catalog.relation(catalog.schema_of(request.table), name);
      there != Catalog::none) {
    if (request.is_if_not_exists) {
      session.skipped.push_back({there, catalog.name(there)});
      return Catalog::none;
    }
    fail("42P07", "relation " + quoted(name) + " already exists");
  }
  look_at_rows(session, request, elements, predicate);
  const Id id = make(session, request, name);
  describe_index(session, id, request, method, keys, predicate, options);
  if (!is_exact) catalog.set(id, "columns", keys, false);
  for (const Catalog::Need& need : needs) catalog.need(id, need.on, need.tie);
  for (const std::string& column : request.included)
    catalog.need(id, catalog.part(request.table, ObjectKind::column, column), Tie::automatic);
  for (const Id used : predicate.expression.columns) catalog.need(id, used, Tie::automatic);
  for (const Id used : predicate.expression.needs) catalog.need(id, used);
  make_on_partitions(session, request, id);
  return id;
}

}  // namespace plumbline::sql

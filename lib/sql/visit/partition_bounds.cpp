/// FOR VALUES. Rules: transformPartitionBound (parser/parse_utilcmd.c), check_new_partition_bound
/// (partitioning/partbounds.c), get_range_partbound_string (ruleutils.c).
#include <algorithm>
#include <charconv>

#include "core/schema/qualified_name.hpp"
#include "sql/quoted.hpp"
#include "sql/visit/columns.hpp"
#include "sql/visit/constraints.hpp"
#include "sql/visit/indexes.hpp"
#include "sql/visit/partition_values.hpp"
#include "sql/visit/partitions.hpp"

namespace plumbline::sql {

namespace {

/// A bound taken apart again.
struct Bound {
  char strategy = 0;                      ///< 'r', 'l', 'h'; 'd' the default one
  std::vector<std::string> lower, upper;  ///< of a list its values are `lower`
  long modulus = 0, remainder = 0;
};

std::vector<std::string> items(std::string_view text) {
  std::vector<std::string> list;
  for (const std::string_view one : core::list_items(text)) list.emplace_back(one);
  return list;
}

/// Between the first bracket and its end, which is the last one.
std::string_view inside(std::string_view text) {
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
  return text.substr(open + 1, close - open - 1);
}

long number_behind(std::string_view text, std::string_view word) {
  const std::size_t at = text.find(word);
  long value = 0;
  if (at != std::string_view::npos) {
    const char* first = text.data() + at + word.size();
    std::from_chars(first, text.data() + text.size(), value);
  }
  return value;
}

Bound parse_bound(std::string_view text) {
  Bound bound;
  if (text == "DEFAULT") {
    bound.strategy = 'd';
  } else if (text.starts_with("FOR VALUES IN ")) {
    bound.strategy = 'l';
    bound.lower = items(inside(text));
  } else if (text.starts_with("FOR VALUES WITH ")) {
    bound.strategy = 'h';
    bound.modulus = number_behind(text, "modulus ");
    bound.remainder = number_behind(text, "remainder ");
  } else if (text.starts_with("FOR VALUES FROM ")) {
    bound.strategy = 'r';
    // `) TO (` within a literal is nothing that anybody writes.
    const std::size_t to = text.find(") TO (");
    if (to == std::string_view::npos) unknown("the bounds of a partition");
    bound.lower = items(inside(text.substr(0, to + 1)));
    bound.upper = items(inside(text.substr(to)));
  } else {
    unknown("the bounds of a partition");
  }
  return bound;
}

char strategy_of(const Catalog& catalog, Id parent) {
  const std::string_view key = catalog.value(parent, "partition_key");
  return key.starts_with("HASH") ? 'h' : key.starts_with("LIST") ? 'l' : 'r';
}

std::vector<std::string> range_values(Session& session, const Node& datums,
                                      const std::vector<PartitionKey>& keys) {
  std::vector<std::string> values;
  for (std::size_t at = 0; at < datums.size(); ++at) {
    Node datum = datums.at(at);
    if (datum.is_a("PartitionRangeDatum")) unknown("the value of a partition's bound");
    const Node fields = datum["fields"];
    if (datum.is_a("ColumnRef") && fields.size() == 1) {
      const std::string_view word = fields.at(0).as_text();
      if (word == "minvalue" || word == "maxvalue") {
        values.emplace_back(word == "minvalue" ? "MINVALUE" : "MAXVALUE");
        continue;
      }
    }
    std::string value = partition_value(session, datum, keys[at]);
    if (value == "NULL") fail("42P17", "cannot specify NULL in range bound");
    values.push_back(std::move(value));
  }
  for (std::size_t at = 1; at < values.size(); ++at) {
    for (const std::string_view word : {"MINVALUE", "MAXVALUE"}) {
      if (values[at - 1] == word && values[at] != word) {
        fail("42804",
             "every bound following " + std::string(word) + " must also be " + std::string(word));
      }
    }
  }
  return values;
}

std::string join(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + value;
  return text;
}

std::string hash_bound(const Node& node) {
  const std::int64_t modulus = node.number("modulus");
  const std::int64_t remainder = node.number("remainder");
  if (modulus <= 0)
    fail("42P16", "modulus for hash partition must be an integer value greater than zero");
  if (remainder < 0) {
    fail("42P16",
         "remainder for hash partition must be an integer value greater than or equal to zero");
  }
  if (remainder >= modulus) fail("42P16", "remainder for hash partition must be less than modulus");
  return "FOR VALUES WITH (modulus " + std::to_string(modulus) + ", remainder " +
         std::to_string(remainder) + ')';
}

std::string list_bound(Session& session, const Node& node, const std::vector<PartitionKey>& keys) {
  std::vector<std::string> values;
  for (const Node datum : node["listdatums"]) {
    std::string value = partition_value(session, datum, keys.at(0));
    if (std::ranges::find(values, value) == values.end()) values.push_back(std::move(value));
  }
  return "FOR VALUES IN (" + join(values) + ')';
}

int compare_bounds(const Session& session, const std::vector<PartitionKey>& keys,
                   const std::vector<std::string>& one, const std::vector<std::string>& other) {
  for (std::size_t at = 0; at < keys.size() && at < one.size() && at < other.size(); ++at) {
    const int order = compare_partition_values(session, keys[at].type, one[at], other[at]);
    if (order != 0) return order;
    if (one[at] == "MINVALUE" || one[at] == "MAXVALUE") return 0;
  }
  return 0;
}

bool overlaps(const Session& session, const std::vector<PartitionKey>& keys, const Bound& one,
              const Bound& other) {
  if (one.strategy == 'l') {
    return std::ranges::any_of(one.lower, [&](const std::string& value) {
      return std::ranges::find(other.lower, value) != other.lower.end();
    });
  }
  if (one.strategy == 'h') {
    const long smaller = std::min(one.modulus, other.modulus);
    return one.remainder % smaller == other.remainder % smaller;
  }
  return compare_bounds(session, keys, one.lower, other.upper) < 0 &&
         compare_bounds(session, keys, other.lower, one.upper) < 0;
}

void check_moduli(const std::vector<Bound>& others, const Bound& bound) {
  for (const Bound& other : others) {
    const long smaller = std::min(bound.modulus, other.modulus);
    const long larger = std::max(bound.modulus, other.modulus);
    if (smaller == 0 || larger % smaller != 0)
      fail("42P17", "every hash partition modulus must be a factor of the next larger modulus");
  }
}

}  // namespace

std::string read_partition_bound(Session& session, Id parent, const Node& bound) {
  const Catalog& catalog = session.catalog;
  const char strategy = strategy_of(catalog, parent);
  if (bound.flag("is_default")) {
    if (strategy == 'h') fail("42P16", "a hash-partitioned table may not have a default partition");
    return "DEFAULT";
  }
  std::string given(bound.text("strategy"));
  if (given.starts_with("PARTITION_STRATEGY_")) given = given.substr(19);
  const char written = given.empty() ? '\0' : static_cast<char>(given[0] | 0x20);
  if (written != strategy) {
    fail("42P16", std::string("invalid bound specification for a ") +
                      (strategy == 'h'   ? "hash"
                       : strategy == 'l' ? "list"
                                         : "range") +
                      " partition");
  }
  if (strategy == 'h') return hash_bound(bound);
  const std::vector<PartitionKey> keys = partition_keys(session, parent);
  if (strategy == 'l') return list_bound(session, bound, keys);
  const Node lower = bound["lowerdatums"];
  const Node upper = bound["upperdatums"];
  if (lower.size() != keys.size())
    fail("42P16", "FROM must specify exactly one value per partitioning column");
  if (upper.size() != keys.size())
    fail("42P16", "TO must specify exactly one value per partitioning column");
  const std::vector<std::string> from = range_values(session, lower, keys);
  const std::vector<std::string> to = range_values(session, upper, keys);
  return "FOR VALUES FROM (" + join(from) + ") TO (" + join(to) + ')';
}

Id default_partition(const Session& session, Id parent) {
  for (const Id one : child_tables(session, parent)) {
    if (session.catalog.value(one, "bound") == "DEFAULT") return one;
  }
  return Catalog::none;
}

void check_partition_bound(Session& session, Id parent, std::string_view bound,
                           std::string_view partition_name, Id self) {
  const Catalog& catalog = session.catalog;
  const Id otherwise = default_partition(session, parent);
  if (bound == "DEFAULT") {
    if (otherwise != Catalog::none && otherwise != self) {
      fail("42P17", "partition " + quoted(partition_name) +
                        " conflicts with existing default partition " +
                        quoted(catalog[otherwise].own));
    }
    return;
  }
  const Bound parsed = parse_bound(bound);
  std::vector<PartitionKey> keys;
  if (parsed.strategy == 'r') {
    keys = partition_keys(session, parent);
    if (compare_bounds(session, keys, parsed.lower, parsed.upper) >= 0)
      fail("42P17", "empty range bound specified for partition " + quoted(partition_name));
  }
  std::vector<Id> partitions;
  std::vector<Bound> others;
  for (const Id one : child_tables(session, parent)) {
    if (one == self || one == otherwise) continue;
    partitions.push_back(one);
    others.push_back(parse_bound(catalog.value(one, "bound")));
  }
  if (parsed.strategy == 'h') check_moduli(others, parsed);
  for (std::size_t at = 0; at < others.size(); ++at) {
    if (overlaps(session, keys, parsed, others[at])) {
      fail("42P17", "partition " + quoted(partition_name) + " would overlap partition " +
                        quoted(catalog[partitions[at]].own));
    }
  }
  if (otherwise != Catalog::none && otherwise != self)
    require_no_rows(session, otherwise, "the default partition's new bound");
}

void tie_partition(Session& session, Id table, Id parent, std::string_view bound) {
  Catalog& catalog = session.catalog;
  catalog.set(table, "partition_of", catalog.sql_name(parent));
  catalog.set(table, "bound", bound);
  catalog.need(table, parent, Tie::automatic);
}

void clone_to_partition(Session& session, Id table, Id parent) {
  Catalog& catalog = session.catalog;
  std::vector<Id> indexes = catalog.parts(parent, ObjectKind::index);
  for (const Id one : catalog.parts(parent, ObjectKind::constraint)) {
    const std::string_view type = catalog.value(one, "type");
    if (type == "primary key" || type == "unique" || type == "exclude") indexes.push_back(one);
  }
  std::ranges::sort(indexes);
  const bool is_foreign = catalog[table].kind == ObjectKind::foreign_table;
  for (const Id index : indexes) {
    if (is_foreign) {
      if (catalog[index].kind == ObjectKind::constraint || catalog.has(index, "unique")) {
        fail("42809",
             "cannot create foreign partition of partitioned table " + quoted(catalog[parent].own));
      }
      continue;
    }
    (void)give_partition_index(session, index, table);
  }
}

}  // namespace plumbline::sql

#include "sql/visit/sequences.hpp"

#include <charconv>
#include <limits>
#include <optional>

#include "core/schema/quote.hpp"
#include "sql/analysis/type_name.hpp"
#include "sql/visit/columns.hpp"

namespace plumbline::sql {

namespace {

struct Range {
  std::int64_t smallest;
  std::int64_t largest;
};

Range range_of(std::string_view type) noexcept {
  if (type == "smallint") return {-32768, 32767};
  if (type == "integer") return {-2147483648LL, 2147483647};
  return {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
}

SequenceFacts usual_facts(std::string_view type, std::int64_t increment) {
  const Range range = range_of(type);
  SequenceFacts facts;
  facts.type = type;
  facts.increment = increment;
  facts.minimum = increment > 0 ? 1 : range.smallest;
  facts.maximum = increment > 0 ? range.largest : -1;
  facts.start = increment > 0 ? facts.minimum : facts.maximum;
  return facts;
}

std::int64_t number_in(std::string_view text, std::int64_t otherwise) {
  std::int64_t value = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// defGetInt64.
std::int64_t read_number(const Node& option) {
  const Node value = option["arg"];
  if (!value.is_a("Float")) return value.as_number();
  std::string_view text = value.text("fval");
  if (text.empty()) text = value.text("str");
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range)
    fail("22003", "value \"" + std::string(text) + "\" is out of range for type bigint");
  if (error != std::errc() || end != text.data() + text.size())
    fail("22P02", "invalid input syntax for type bigint: \"" + std::string(text) + '"');
  return number;
}

struct Given {
  Node type, increment, start, restart, maximum, minimum, cache, cycle, owned_by;
};

void take_once(Node& place, const Node& option) {
  if (place) fail("42601", "conflicting or redundant options");
  place = option;
}

Given sort_options(const Node& options) {
  Given given;
  for (const Node option : options) {
    const std::string_view name = option.text("defname");
    if (name == "as") {
      take_once(given.type, option);
    } else if (name == "increment") {
      take_once(given.increment, option);
    } else if (name == "start") {
      take_once(given.start, option);
    } else if (name == "restart") {
      take_once(given.restart, option);
    } else if (name == "maxvalue") {
      take_once(given.maximum, option);
    } else if (name == "minvalue") {
      take_once(given.minimum, option);
    } else if (name == "cache") {
      take_once(given.cache, option);
    } else if (name == "cycle") {
      take_once(given.cycle, option);
    } else if (name == "owned_by") {
      take_once(given.owned_by, option);
    } else if (name == "sequence_name") {
      fail("42601", "invalid sequence option SEQUENCE NAME");
    } else if (name == "generated") {
      // ALTER COLUMN … SET GENERATED: the column's, in the same list.
    } else {
      unknown("option \"" + std::string(name) + "\" of a sequence");
    }
  }
  return given;
}

struct Reset {
  bool maximum = false;
  bool minimum = false;
};

/// AS: limits that were those of the old type become those of the new one.
Reset change_type(Session& session, SequenceFacts& facts, const Given& given, SequenceUse use,
                  bool is_new) {
  if (!given.type) return {};
  const std::string type = resolve_type(session, given.type["arg"]).text;
  if (type != "smallint" && type != "integer" && type != "bigint") {
    fail("22023", use == SequenceUse::identity
                      ? "identity column type must be smallint, integer, or bigint"
                      : "sequence type must be smallint, integer, or bigint");
  }
  const Range before = range_of(facts.type);
  facts.type = type;
  if (is_new) return {};
  return {.maximum = facts.maximum == before.largest, .minimum = facts.minimum == before.smallest};
}

void change_limits(SequenceFacts& facts, const Given& given, bool is_new, Reset reset) {
  const Range range = range_of(facts.type);
  if (given.maximum && given.maximum["arg"]) {
    facts.maximum = read_number(given.maximum);
  } else if (is_new || given.maximum || reset.maximum) {
    facts.maximum = facts.increment > 0 || reset.maximum ? range.largest : -1;
  }
  if (facts.maximum < range.smallest || facts.maximum > range.largest) {
    fail("22023", "MAXVALUE (" + std::to_string(facts.maximum) +
                      ") is out of range for sequence data type " + facts.type);
  }
  if (given.minimum && given.minimum["arg"]) {
    facts.minimum = read_number(given.minimum);
  } else if (is_new || given.minimum || reset.minimum) {
    facts.minimum = facts.increment < 0 || reset.minimum ? range.smallest : 1;
  }
  if (facts.minimum < range.smallest || facts.minimum > range.largest) {
    fail("22023", "MINVALUE (" + std::to_string(facts.minimum) +
                      ") is out of range for sequence data type " + facts.type);
  }
  if (facts.minimum >= facts.maximum) {
    fail("22023", "MINVALUE (" + std::to_string(facts.minimum) + ") must be less than MAXVALUE (" +
                      std::to_string(facts.maximum) + ')');
  }
}

void check_within(const SequenceFacts& facts, std::int64_t value, std::string_view what) {
  const std::string text = std::string(what) + " value (" + std::to_string(value) + ") cannot be ";
  if (value < facts.minimum)
    fail("22023", text + "less than MINVALUE (" + std::to_string(facts.minimum) + ')');
  if (value > facts.maximum)
    fail("22023", text + "greater than MAXVALUE (" + std::to_string(facts.maximum) + ')');
}

void change_start(SequenceFacts& facts, const Given& given, bool is_new,
                  const SequenceFacts& before) {
  if (given.start) {
    facts.start = read_number(given.start);
  } else if (is_new) {
    facts.start = facts.increment > 0 ? facts.minimum : facts.maximum;
  }
  check_within(facts, facts.start, "START");
  if (given.restart) {
    facts.last = given.restart["arg"] ? read_number(given.restart) : facts.start;
    check_within(facts, *facts.last, "RESTART");
  } else if (!is_new && facts.last) {
    check_within(facts, *facts.last, "RESTART");
  } else if (!is_new && (facts.minimum > before.minimum || facts.maximum < before.maximum)) {
    unknown("the sequence's last value decides");
  }
}

void set_number(Session& session, Id id, PropertyName property, std::int64_t value,
                std::int64_t usual) {
  session.catalog.set(id, property, value == usual ? "" : std::to_string(value));
}

/// The identity column, or none.
Id identity_column(const Session& session, Id sequence) {
  const Catalog& catalog = session.catalog;
  if (!catalog.has(sequence, "identity")) return Catalog::none;
  for (const Catalog::Need& need : catalog[sequence].needs) {
    if (need.tie == Tie::internal && catalog.is_alive(need.on) &&
        catalog[need.on].kind == ObjectKind::column)
      return need.on;
  }
  return Catalog::none;
}

}  // namespace

SequenceFacts sequence_facts(const Session& session, Id sequence) {
  const Catalog& catalog = session.catalog;
  const Id column = identity_column(session, sequence);
  const Id holder = column == Catalog::none ? sequence : column;
  const std::string prefix = column == Catalog::none ? "" : "identity_";
  const auto value = [&](const char* name, std::int64_t usual) {
    return number_in(catalog.value(holder, prefix + name), usual);
  };
  const std::string_view type = catalog.value(holder, "type");
  SequenceFacts facts = usual_facts(type.empty() ? "bigint" : type, value("increment", 1));
  facts.minimum = value("minimum", facts.minimum);
  facts.maximum = value("maximum", facts.maximum);
  facts.start = value("start", facts.increment > 0 ? facts.minimum : facts.maximum);
  facts.cache = value("cache", 1);
  facts.cycles = catalog.has(holder, prefix + "cycle");
  const auto untouched = session.untouched_sequences.find(sequence);
  if (untouched != session.untouched_sequences.end()) facts.last = untouched->second;
  return facts;
}

void change_sequence_facts(Session& session, SequenceFacts& facts, const Node& options,
                           SequenceUse use, bool is_new) {
  const SequenceFacts before = facts;
  const Given given = sort_options(options);
  const Reset reset = change_type(session, facts, given, use, is_new);
  if (given.increment) {
    facts.increment = read_number(given.increment);
    if (facts.increment == 0) fail("22023", "INCREMENT must not be zero");
  }
  if (given.cycle) facts.cycles = given.cycle["arg"].flag("boolval");
  change_limits(facts, given, is_new, reset);
  change_start(facts, given, is_new, before);
  if (given.cache) {
    facts.cache = read_number(given.cache);
    if (facts.cache <= 0)
      fail("22023", "CACHE (" + std::to_string(facts.cache) + ") must be greater than zero");
  }
}

void store_sequence_facts(Session& session, Id sequence, const SequenceFacts& facts) {
  Catalog& catalog = session.catalog;
  const SequenceFacts usual = usual_facts(facts.type, facts.increment);
  const std::int64_t usual_start = facts.increment > 0 ? facts.minimum : facts.maximum;
  if (facts.last) session.untouched_sequences[sequence] = *facts.last;
  if (const Id column = identity_column(session, sequence); column != Catalog::none) {
    set_number(session, column, "identity_start", facts.start, usual_start);
    set_number(session, column, "identity_increment", facts.increment, 1);
    set_number(session, column, "identity_minimum", facts.minimum, usual.minimum);
    set_number(session, column, "identity_maximum", facts.maximum, usual.maximum);
    set_number(session, column, "identity_cache", facts.cache, 1);
    catalog.set_flag(column, "identity_cycle", facts.cycles);
    return;
  }
  catalog.set(sequence, "type", facts.type == "bigint" ? "" : facts.type);
  set_number(session, sequence, "start", facts.start, usual_start);
  set_number(session, sequence, "increment", facts.increment, 1);
  set_number(session, sequence, "minimum", facts.minimum, usual.minimum);
  set_number(session, sequence, "maximum", facts.maximum, usual.maximum);
  set_number(session, sequence, "cache", facts.cache, 1);
  catalog.set_flag(sequence, "cycle", facts.cycles);
}

Id make_sequence(Session& session, Id schema, std::string_view own, const SequenceFacts& facts) {
  Catalog& catalog = session.catalog;
  if (catalog.relation(schema, own) != Catalog::none)
    fail("42P07", "relation \"" + std::string(own) + "\" already exists");
  if (catalog.type(schema, own) != Catalog::none)
    fail("42710", "type \"" + std::string(own) + "\" already exists");
  const Id sequence = schema == Catalog::none ? catalog.create_temporary(ObjectKind::sequence, own)
                                              : catalog.create(ObjectKind::sequence, schema, own);
  if (schema == Catalog::none) session.temporary[std::string(own)] = sequence;
  session.own(sequence);
  store_sequence_facts(session, sequence, facts);
  session.untouched_sequences[sequence] = facts.start;
  return sequence;
}

void tie_sequence(Session& session, Id sequence, Id column, bool is_identity) {
  Catalog& catalog = session.catalog;
  if (!is_identity) {
    untie_sequence(session, sequence);
    catalog.set(sequence, "owned_by", catalog.name(column));
    catalog.need(sequence, column, Tie::automatic);
    return;
  }
  const SequenceFacts facts = sequence_facts(session, sequence);
  store_sequence_facts(session, sequence, SequenceFacts());
  catalog.set(sequence, "identity", catalog.name(column));
  catalog.need(sequence, column, Tie::internal);
  store_sequence_facts(session, sequence, facts);
}

void untie_sequence(Session& session, Id sequence) {
  Catalog& catalog = session.catalog;
  const std::vector<Catalog::Need> needs = catalog[sequence].needs;
  for (const Catalog::Need& need : needs) {
    if (need.tie == Tie::automatic) catalog.forget_need(sequence, need.on);
  }
  catalog.set(sequence, "owned_by", "");
}

namespace {

/// relation_openrv of all names but the last one.
Id owned_by_table(Session& session, const std::vector<std::string>& names) {
  Catalog& catalog = session.catalog;
  const std::string& own = names[names.size() - 2];
  if (names.size() > 3) unknown("a database's name before a table's");
  const bool is_of_system =
      names[0] == "pg_catalog" || names[0] == "information_schema" || own.starts_with("pg_");
  if (is_of_system) unknown("a sequence of one of the system's relations");
  if (names.size() == 3) {
    const Id schema = session.schema(names[0]);
    const Id table = catalog.relation(schema, own);
    if (table == Catalog::none)
      fail("42P01", "relation \"" + names[0] + '.' + own + "\" does not exist");
    return table;
  }
  for (const Id schema : session.search_path()) {
    if (const Id table = catalog.relation(schema, own); table != Catalog::none) return table;
  }
  fail("42P01", "relation \"" + own + "\" does not exist");
}

}  // namespace

void set_owned_by(Session& session, Id sequence, const Node& options, SequenceUse) {
  Catalog& catalog = session.catalog;
  Node owned_by;
  for (const Node option : options) {
    if (option.text("defname") == "owned_by") owned_by = option["arg"];
  }
  if (!owned_by) return;
  std::vector<std::string> names;
  for (const Node name : owned_by) names.emplace_back(name.as_text());
  if (names.size() == 1) {
    if (names[0] != "none") fail("42601", "invalid OWNED BY option");
    if (catalog.has(sequence, "identity"))
      fail("0A000", "cannot change ownership of identity sequence");
    untie_sequence(session, sequence);
    return;
  }
  const Id table = owned_by_table(session, names);
  const std::string own(catalog[table].own);
  const ObjectKind kind = catalog[table].kind;
  if (kind != ObjectKind::table && kind != ObjectKind::foreign_table && kind != ObjectKind::view)
    fail("42809", "sequence cannot be owned by relation \"" + own + '"');
  if (catalog.value(table, "owner") != catalog.value(sequence, "owner"))
    fail("55000", "sequence must have same owner as table it is linked to");
  if (catalog[table].schema != catalog[sequence].schema)
    fail("55000", "sequence must be in same schema as table it is linked to");
  const Id column = catalog.part(table, ObjectKind::column, names.back());
  if (column == Catalog::none) {
    if (is_system_column(names.back())) unknown("a sequence of a system column");
    fail("42703", "column \"" + names.back() + "\" of relation \"" + own + "\" does not exist");
  }
  if (catalog.has(sequence, "identity"))
    fail("0A000", "cannot change ownership of identity sequence");
  tie_sequence(session, sequence, column, false);
}

Id identity_sequence(const Session& session, Id column) {
  const Catalog& catalog = session.catalog;
  for (const Id one : catalog.dependents(column)) {
    if (catalog[one].kind == ObjectKind::sequence && catalog.has(one, "identity")) return one;
  }
  return Catalog::none;
}

}  // namespace plumbline::sql

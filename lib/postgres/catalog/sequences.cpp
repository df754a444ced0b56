/// What pg_sequence says of sequences. The numbers of an identity column's stand at the column.
#include <string>

#include "postgres/catalog/catalog.hpp"

namespace plumbline::postgres {

namespace {

constexpr FixedSql sequences =
    "SELECT s.seqrelid, s.seqtypid, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,"
    " s.seqcycle, d.refobjid, d.refobjsubid, d.deptype FROM pg_catalog.pg_sequence s"
    " LEFT JOIN pg_catalog.pg_depend d ON d.objid = s.seqrelid"
    " AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0"
    " AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')"
    " WHERE s.seqrelid >= 16384";

constexpr Oid small_integer = 21, integer = 23;

struct Range {
  std::string_view smallest;
  std::string_view largest;
};

Range range_of(Oid type) {
  switch (type) {
    case small_integer:
      return {"-32768", "32767"};
    case integer:
      return {"-2147483648", "2147483647"};
    default:
      return {"-9223372036854775808", "9223372036854775807"};
  }
}

/// What CREATE SEQUENCE with nothing but this type and increment would choose (init_params,
/// sequence.c).
struct Usual {
  std::string_view minimum;
  std::string_view maximum;
};

Usual usual_bounds(const Range& range, bool is_ascending) {
  return is_ascending ? Usual{"1", range.largest} : Usual{range.smallest, "-1"};
}

std::string_view unless(std::string_view value, std::string_view usual) {
  return value == usual ? std::string_view() : value;
}

struct Numbers {
  std::string_view start, increment, minimum, maximum, cache;
  bool cycles = false;
};

Numbers read_numbers_of(const RowView& rows, std::size_t row) {
  const std::string_view increment = rows.text(row, 3);
  const bool is_ascending = !increment.starts_with('-');
  const Usual usual = usual_bounds(range_of(rows.oid(row, 1)), is_ascending);
  return {.start = unless(rows.text(row, 2), is_ascending ? rows.text(row, 4) : rows.text(row, 5)),
          .increment = unless(increment, "1"),
          .minimum = unless(rows.text(row, 4), usual.minimum),
          .maximum = unless(rows.text(row, 5), usual.maximum),
          .cache = unless(rows.text(row, 6), "1"),
          .cycles = rows.is_true(row, 7)};
}

void set_on_sequence(core::SchemaBuilder& builder, Id id, Oid type, const Numbers& numbers) {
  if (type == small_integer) builder.set(id, "type", "smallint");
  if (type == integer) builder.set(id, "type", "integer");
  builder.set(id, "start", numbers.start);
  builder.set(id, "increment", numbers.increment);
  builder.set(id, "minimum", numbers.minimum);
  builder.set(id, "maximum", numbers.maximum);
  builder.set(id, "cache", numbers.cache);
  builder.set_flag(id, "cycle", numbers.cycles);
}

/// The type of an identity column's sequence is the column's.
void set_on_column(core::SchemaBuilder& builder, Id id, const Numbers& numbers) {
  builder.set(id, "identity_start", numbers.start);
  builder.set(id, "identity_increment", numbers.increment);
  builder.set(id, "identity_minimum", numbers.minimum);
  builder.set(id, "identity_maximum", numbers.maximum);
  builder.set(id, "identity_cache", numbers.cache);
  builder.set_flag(id, "identity_cycle", numbers.cycles);
}

void take_sequences(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const Id id = catalog.find(catalogs::relation, rows.oid(row, 0));
    if (id == no_id) continue;
    core::SchemaBuilder& builder = catalog.builder;
    const Numbers numbers = read_numbers_of(rows, row);
    const Relation* owner = rows.is_null(row, 8) ? nullptr : catalog.relation(rows.oid(row, 8));
    const Column* column =
        owner == nullptr ? nullptr : catalog.column(*owner, static_cast<int>(rows.number(row, 9)));
    const bool is_identity = rows.letter(row, 10) == 'i' && column != nullptr;
    if (is_identity) {
      set_on_column(builder, column->id, numbers);
      builder.set(id, "identity", builder.name(column->id));
    } else {
      set_on_sequence(builder, id, rows.oid(row, 1), numbers);
      if (column != nullptr) builder.set(id, "owned_by", builder.name(column->id));
    }
    if (column != nullptr) catalog.sequence_owners.emplace_back(id, builder.parent(column->id));
  }
}

constexpr Step steps[] = {{"sequences", 12, sequences, take_sequences}};

}  // namespace

std::span<const Step> sequence_steps() { return steps; }

}  // namespace plumbline::postgres

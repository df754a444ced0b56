/// Defaults and generation expressions of columns. Thousands of columns share a few defaults, and
/// printing is what a server spends most of a capture on: trees that name no column are compared as
/// stored, without the places in which they stood, and printed once each.
#include <charconv>

#include "core/schema/quote.hpp"
#include "postgres/catalog/catalog.hpp"

namespace plumbline::postgres {

namespace {

// Of pg_proc.dat and pg_type.dat; both are older than every version that is read.
constexpr std::string_view nextval_call = "{FUNCEXPR :funcid 1574 ";
constexpr std::string_view regclass_constant = ":args ({CONST :consttype 2205 ";

/// The tree without what its `:location`s say.
std::string without_places(std::string_view tree) {
  constexpr std::string_view mark = " :location ";
  std::string text;
  text.reserve(tree.size());
  std::size_t from = 0;
  for (std::size_t at = 0; (at = tree.find(mark, from)) != std::string_view::npos;) {
    text.append(tree, from, at - from);
    from = tree.find_first_not_of("-0123456789", at + mark.size());
    if (from == std::string_view::npos) return text;
  }
  return text.append(tree, from);
}

/// The oid in "4 [ 81 -88 0 0 0 0 0 0 ]…": eight bytes in the server's own order. 0 when it is
/// none.
Oid read_oid_constant(std::string_view text) {
  constexpr std::string_view opening = "4 [ ";
  if (!text.starts_with(opening)) return 0;
  text.remove_prefix(opening.size());
  std::array<Oid, 8> bytes{};
  for (Oid& byte : bytes) {
    int value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc()) return 0;
    byte = static_cast<Oid>(value) & 0xffU;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.starts_with(' ')) text.remove_prefix(1);
  }
  const Oid little = bytes[0] | bytes[1] << 8 | bytes[2] << 16 | bytes[3] << 24;
  const Oid big = bytes[7] | bytes[6] << 8 | bytes[5] << 16 | bytes[4] << 24;
  return (bytes[4] | bytes[5] | bytes[6] | bytes[7]) == 0 ? little : big;
}

/// The sequence of what prints as `nextval('s'::regclass)`, plain or cast to the column's type
/// without words; 0 for all else.
Oid sequence_of(std::string_view tree) {
  const std::size_t call = tree.find(nextval_call);
  if (call == std::string_view::npos) return 0;
  const std::string_view outer = tree.substr(0, call);
  const bool is_cast = outer.starts_with("{FUNCEXPR ") && outer.ends_with(" :args (") &&
                       outer.find("{", 1) == std::string_view::npos &&
                       outer.find(" :funcformat 2 ") != std::string_view::npos;
  if (!outer.empty() && !is_cast) return 0;
  const std::size_t constant = tree.find(regclass_constant, call);
  if (constant == std::string_view::npos) return 0;
  if (tree.substr(call, constant - call).find(" :funcformat 0 ") == std::string_view::npos)
    return 0;
  constexpr std::string_view mark = " :constvalue ";
  const std::size_t value = tree.find(mark, constant);
  if (value == std::string_view::npos) return 0;
  // Nothing else is in it: one constant, and no argument behind it.
  if (tree.find('{', constant + regclass_constant.size()) != std::string_view::npos ||
      tree.find("{CONST") != constant + regclass_constant.find('{')) {
    return 0;
  }
  return read_oid_constant(tree.substr(value + mark.size()));
}

void use_for_all(Catalog& catalog, std::uint32_t group, std::string_view text) {
  for (const Id id : catalog.default_users[group]) catalog.builder.set(id, "default", text);
}

void take_default(Catalog& catalog, Id id, Oid oid, std::string_view tree) {
  if (const Oid sequence = sequence_of(tree); sequence != 0) {
    catalog.want_relation(sequence);
    catalog.later.emplace_back([id, sequence](Catalog& all) {
      all.builder.set(
          id, "default",
          "nextval(" + core::quote_standard_literal(all.relation_name(sequence)) + "::regclass)");
    });
    return;
  }
  const auto [known, is_new] = catalog.default_trees.try_emplace(
      without_places(tree), static_cast<std::uint32_t>(catalog.default_users.size()));
  if (is_new) {
    catalog.default_users.emplace_back();
    catalog.expressions.want(Text::constant_default, oid, 0, id, "default", use_for_all,
                             known->second);
  }
  catalog.default_users[known->second].push_back(id);
}

void take_defaults(Catalog& catalog, const RowView& rows) {
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const Relation* relation = catalog.relation(rows.oid(row, 1));
    if (relation == nullptr) continue;
    const Column* column = catalog.column(*relation, static_cast<int>(rows.number(row, 2)));
    if (column == nullptr) continue;
    const Oid oid = rows.oid(row, 0);
    catalog.remember(catalogs::attribute_default, oid, column->id);
    const std::string_view tree = rows.text(row, 3);
    if (column->generated != '\0') {
      catalog.expressions.want(Text::column_default, oid, rows.oid(row, 1), column->id,
                               "expression");
    } else if (tree.find("{VAR ") != std::string_view::npos) {
      catalog.expressions.want(Text::column_default, oid, rows.oid(row, 1), column->id, "default");
    } else {
      take_default(catalog, column->id, oid, tree);
    }
  }
}

constexpr Step steps[] = {
    {"column defaults", 12,
     "SELECT d.oid, d.adrelid, d.adnum, d.adbin FROM pg_catalog.pg_attrdef d WHERE d.oid >= 16384"
     " AND ($1::pg_catalog.oid[] IS NULL OR d.adrelid IN (SELECT c.oid FROM pg_catalog.pg_class c"
     " WHERE c.relnamespace = ANY($1::pg_catalog.oid[])))",
     take_defaults},
};

}  // namespace

std::span<const Step> default_steps() { return steps; }

}  // namespace plumbline::postgres

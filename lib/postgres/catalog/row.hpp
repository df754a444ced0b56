/// What the readers of the smaller catalogs share: an answer row by row, and names in it in the
/// forms of schema.md.
#pragma once

#include <string>
#include <string_view>

#include "postgres/catalog/catalog.hpp"

namespace plumbline::postgres {

/// One row of an answer. Lives as long as the call that it was handed to.
class Row {
 public:
  Row(const RowView& rows, std::size_t at) : rows_(rows), at_(at) {}

  /// "" for NULL.
  [[nodiscard]] std::string_view text(std::size_t column) const { return rows_.text(at_, column); }
  [[nodiscard]] bool is_null(std::size_t column) const { return rows_.is_null(at_, column); }
  [[nodiscard]] bool is_true(std::size_t column) const { return rows_.is_true(at_, column); }
  [[nodiscard]] std::int64_t number(std::size_t column) const { return rows_.number(at_, column); }
  [[nodiscard]] Oid oid(std::size_t column) const { return rows_.oid(at_, column); }
  /// Of a column of type "char"; NUL for NULL and ''.
  [[nodiscard]] char letter(std::size_t column) const {
    return text(column).empty() ? '\0' : text(column).front();
  }
  /// Of a column cast to regproc or regtype: "" for none, and without pg_catalog, which regproc
  /// writes before names that stand for several functions.
  [[nodiscard]] std::string_view name(std::size_t column) const;
  /// Of a column cast to regprocedure: "public.f(text, integer)"; "" for none.
  [[nodiscard]] std::string signature(std::size_t column) const;

 private:
  const RowView& rows_;
  std::size_t at_;
};

/// A Step's `take` from one that takes a single row.
template <void (*take)(Catalog&, const Row&)>
void each_row(Catalog& catalog, const RowView& rows) {
  for (std::size_t at = 0; at < rows.count(); ++at) take(catalog, Row(rows, at));
}

/// Qualified outside of pg_catalog; "" for "".
std::string sql_name(const Catalog& catalog, std::string_view schema, std::string_view name);
/// The same of an operator, whose own name is never quoted.
std::string operator_name(const Catalog& catalog, std::string_view schema, std::string_view name);

/// A keyed property for each element of "{name=value,…}", such as options and settings.
void set_each(Catalog& catalog, Id id, core::PropertyName prefix, std::string_view array,
              std::string_view behind_key = {});

/// Of triggers, rules and event triggers; "" for the usual.
std::string_view enabled_word(char letter);

/// Of collations and databases.
std::string_view provider_word(char letter);

/// An object of `kind` in the schema of that oid, remembered by its address; no_id when it is not
/// wanted or belongs to an extension. `own` as SchemaBuilder::add.
Id add_object(Catalog& catalog, ObjectKind kind, Oid address_of, Oid oid, Oid schema,
              std::string_view own);
/// As SchemaBuilder::add_as. A `schema` of 0 is none.
Id add_object_as(Catalog& catalog, ObjectKind kind, Oid address_of, Oid oid, Oid schema,
                 std::string_view text);

}  // namespace plumbline::postgres

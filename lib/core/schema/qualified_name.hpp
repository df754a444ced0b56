/// Taking names apart: those of objects ("public.orders.total") and those in SQL texts
/// (public."Order"), which quote by other rules. Used by the comparison of schemas.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plumbline/schema.hpp"

namespace plumbline::core {

/// The identifiers of a dotted name, without quotes: of CatalogObject::name as of SQL. What is
/// behind the first bracket outside of quotes stays with the last one.
std::vector<std::string> name_parts(std::string_view name);

/// The last identifier of CatalogObject::name, without quotes.
std::string own_identifier(std::string_view name);

/// The same without a function's arguments.
std::string bare_name(const CatalogObject& object);

/// CatalogObject::name without its last identifier: "public.orders" for "public.orders.total", ""
/// for "public".
std::string_view owner_name(std::string_view name) noexcept;

/// How an object is called (CatalogObject::name) that SQL calls so.
std::string object_name(std::string_view sql);

/// The items of a list in SQL, at commas outside of brackets and quotes, without spaces around.
std::vector<std::string_view> list_items(std::string_view sql);

/// `text` with each dotted name cut down to its last part.
std::string without_qualifiers(std::string_view text);

/// The names in an expression that could be columns: of one part, outside of literals, neither
/// called as functions nor cast to. As parts of CatalogObject::name.
std::vector<std::string> bare_names(std::string_view expression);

/// Whether `c` can stand in an identifier without quotes; every byte above ASCII can.
bool is_word(char c) noexcept;

/// Where the parts of the dotted name end that `text` begins with; empty when it begins with none.
std::vector<std::size_t> dotted_name_ends(std::string_view text);

}  // namespace plumbline::core

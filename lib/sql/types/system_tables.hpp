/// The generated tables themselves, for what looks things up in this folder.
#pragma once

#include <span>
#include <string_view>

#include "sql/types/system_rows.hpp"

namespace plumbline::sql::system_tables {

std::string_view text(std::uint32_t offset) noexcept;
/// 1 …; 0 when there is no such extension.
std::uint8_t extension_number(std::string_view name) noexcept;
std::string_view extension_name(std::uint8_t number) noexcept;

/// Equal names have equal offsets. The offset of a name of an index method; 0 when there is none.
std::uint32_t method_offset(std::string_view name) noexcept;

/// The row of that id in that version; null when there is none.
const system_rows::Type* find_type_row(TypeId id, int version) noexcept;
/// All rows of one id, of any version.
std::span<const system_rows::Type> types_of_id(TypeId id) noexcept;
/// Places of all rows of one name, for `types()`.
std::span<const std::uint16_t> types_named(std::string_view name) noexcept;

std::span<const system_rows::Function> functions_named(std::string_view name) noexcept;
/// Of a function: types of inputs and outputs, offsets of names.
std::span<const std::uint32_t> list(std::size_t first, std::size_t count) noexcept;
std::span<const system_rows::Operator> operators_named(std::string_view name) noexcept;
std::span<const system_rows::Cast> casts_between(TypeId source, TypeId target) noexcept;

std::span<const system_rows::Type> types() noexcept;
std::span<const system_rows::Function> functions() noexcept;
std::span<const system_rows::Operator> operators() noexcept;
std::span<const system_rows::Cast> casts() noexcept;
std::span<const system_rows::OperatorClass> classes() noexcept;
std::span<const system_rows::ClassMember> class_members() noexcept;
std::span<const system_rows::Relation> relations() noexcept;
std::span<const system_rows::Column> columns() noexcept;
std::span<const system_rows::Named> names() noexcept;
std::span<const system_rows::Method> methods() noexcept;
std::span<const system_rows::Extension> extensions() noexcept;

}  // namespace plumbline::sql::system_tables

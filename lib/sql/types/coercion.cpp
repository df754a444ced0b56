#include "sql/types/coercion.hpp"

#include <algorithm>

#include "core/format.hpp"
#include "sql/failure.hpp"
#include "sql/types/system_tables.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::sql {

namespace {

std::optional<CastInfo> find_cast(const TypeScope& scope, TypeId source, TypeId target) {
  for (const system_rows::Cast& row : system_tables::casts_between(source, target)) {
    if (!row.versions.has(scope.version)) continue;
    if (row.extension != 0) {
      const auto extension = system_tables::extension_name(row.extension);
      if (scope.source == nullptr || !scope.source->extension_schema(extension)) continue;
    }
    return CastInfo{row.context, row.method, row.volatility, system_tables::text(row.function)};
  }
  return scope.source == nullptr ? std::nullopt : scope.source->find_cast(source, target);
}

int rank(char cast_context) { return cast_context == 'i' ? 0 : cast_context == 'a' ? 1 : 2; }

/// Of the two functions of a coercion through text.
char io_volatility(const TypeScope& scope, TypeId source, TypeId target) {
  const char out = type_info(scope, source).output_volatility;
  const char in = type_info(scope, target).input_volatility;
  return out == 'i' && in == 'i' ? 'i' : 's';
}

bool is_complex_array(const TypeScope& scope, TypeId type) {
  const TypeId element = element_type(scope, type);
  return element != 0 && is_complex(scope, element);
}

bool inherits(const TypeScope& scope, TypeId sub, TypeId super) {
  return sub >= first_user_type && super >= first_user_type && scope.source != nullptr &&
         ((sub | super) & (array_bit | multirange_bit)) == 0 && is_complex(scope, sub) &&
         is_complex(scope, super) && scope.source->inherits(base_type(scope, sub), super);
}

Coercion from_cast(const TypeScope& scope, const CastInfo& cast, TypeId source, TypeId target,
                   CoercionContext context) {
  if (static_cast<int>(context) < rank(cast.context)) return {};
  switch (cast.method) {
    case 'f':
      return {CoercionPath::function, cast.function, cast.volatility};
    case 'i':
      return {CoercionPath::io, {}, io_volatility(scope, source, target)};
    default:
      return {CoercionPath::relabel, {}, 'i'};
  }
}

}  // namespace

char type_category(const TypeScope& scope, TypeId type) {
  if (type == 0) return '\0';
  if (type >= first_user_type) return type_info(scope, type).category;
  const system_rows::Type* const row = system_tables::find_type_row(type, scope.version);
  return row == nullptr ? '\0' : row->category;
}

bool is_preferred(const TypeScope& scope, char category, TypeId type) {
  if (type < first_user_type) {
    const system_rows::Type* const row = system_tables::find_type_row(type, scope.version);
    return row != nullptr && row->category == category &&
           (row->flags & system_rows::type_preferred) != 0;
  }
  const TypeInfo info = type_info(scope, type);
  return category == info.category ? info.preferred : false;
}

Coercion find_coercion(const TypeScope& scope, TypeId target, TypeId source,
                       CoercionContext context) {
  source = base_type(scope, source);
  target = base_type(scope, target);
  if (source == target) return {CoercionPath::relabel, {}, 'i'};
  if (const auto cast = find_cast(scope, source, target)) {
    return from_cast(scope, *cast, source, target, context);
  }
  if (target != types::oidvector && target != types::int2vector) {
    const TypeId target_element = element_type(scope, target);
    const TypeId source_element = target_element == 0 ? 0 : element_type(scope, source);
    if (source_element != 0) {
      const Coercion element = find_coercion(scope, target_element, source_element, context);
      if (element) return {CoercionPath::array, element.function, element.volatility};
    }
  }
  if ((context >= CoercionContext::assignment && type_category(scope, target) == 'S') ||
      (context >= CoercionContext::explicit_ && type_category(scope, source) == 'S')) {
    return {CoercionPath::io, {}, io_volatility(scope, source, target)};
  }
  return {};
}

bool can_coerce(const TypeScope& scope, std::span<const TypeId> inputs,
                std::span<const TypeId> targets, CoercionContext context) {
  bool has_polymorphic = false;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const TypeId input = inputs[i];
    const TypeId target = targets[i];
    if (input == target || target == types::any) continue;
    if (is_polymorphic(target)) {
      has_polymorphic = true;
      continue;
    }
    if (input == types::unknown || find_coercion(scope, target, input, context)) continue;
    if (input == types::record && is_complex(scope, target)) continue;
    if (target == types::record && is_complex(scope, input)) continue;
    if (target == types::record_array && is_complex_array(scope, input)) continue;
    if (inherits(scope, input, target)) continue;
    return false;
  }
  return !has_polymorphic || polymorphic_types_agree(scope, inputs, targets.first(inputs.size()));
}

bool can_coerce(const TypeScope& scope, TypeId input, TypeId target, CoercionContext context) {
  return can_coerce(scope, {&input, 1}, {&target, 1}, context);
}

bool is_binary_coercible(const TypeScope& scope, TypeId source, TypeId target) {
  if (source == target) return true;
  if (target == types::any || target == types::anyelement || target == types::anycompatible) {
    return true;
  }
  source = base_type(scope, source);
  if (source == target) return true;
  const TypeInfo info = type_info(scope, source);
  switch (target) {
    case types::anyarray:
    case types::anycompatiblearray:
      if (info.is_array) return true;
      break;
    case types::anynonarray:
    case types::anycompatiblenonarray:
      if (!info.is_array) return true;
      break;
    case types::anyenum:
      if (info.kind == 'e') return true;
      break;
    case types::anyrange:
    case types::anycompatiblerange:
      if (info.kind == 'r') return true;
      break;
    case types::anymultirange:
    case types::anycompatiblemultirange:
      if (info.kind == 'm') return true;
      break;
    case types::record:
      if (info.kind == 'c') return true;
      break;
    case types::record_array:
      if (is_complex_array(scope, source)) return true;
      break;
    default:
      break;
  }
  const auto cast = find_cast(scope, source, target);
  return cast && cast->method == 'b' && cast->context == 'i';
}

TypeId common_type(const TypeScope& scope, std::span<const TypeId> inputs,
                   std::string_view construct) {
  if (inputs.empty()) return types::text;
  TypeId common = inputs[0];
  if (common != types::unknown &&
      std::all_of(inputs.begin(), inputs.end(), [&](TypeId type) { return type == common; })) {
    return common;
  }
  common = base_type(scope, common);
  TypeInfo info = type_info(scope, common);
  for (const TypeId input : inputs.subspan(1)) {
    const TypeId next = base_type(scope, input);
    if (next == types::unknown || next == common) continue;
    const TypeInfo next_info = type_info(scope, next);
    if (common == types::unknown) {
      common = next;
      info = next_info;
    } else if (next_info.category != info.category) {
      if (construct.empty()) return 0;
      fail("42804", core::format("{} types {} and {} cannot be matched", construct,
                                 display_type(scope, common), display_type(scope, next)));
    } else if (!info.preferred && can_coerce(scope, common, next, CoercionContext::implicit) &&
               !can_coerce(scope, next, common, CoercionContext::implicit)) {
      common = next;
      info = next_info;
    }
  }
  return common == types::unknown ? types::text : common;
}

bool all_become(const TypeScope& scope, std::span<const TypeId> inputs, TypeId common) {
  return std::all_of(inputs.begin(), inputs.end(), [&](TypeId type) {
    return can_coerce(scope, type, common, CoercionContext::implicit);
  });
}

}  // namespace plumbline::sql

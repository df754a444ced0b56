/// Which operator an expression means. As parse_oper.c does it.
#pragma once

#include "sql/types/coercion.hpp"

namespace plumbline::sql {

struct ResolvedOperator {
  OperatorInfo found;
  TypeId left = 0;   ///< what the operands are coerced to; 0 = no such operand
  TypeId right = 0;  ///< of `x op ANY (array)` the array's type
  TypeId result = 0;
};

/// oper() and left_oper() with make_op(): `left` 0 for a prefix operator. Throws 42883 `operator
/// does not exist: integer + text`, 42725, 3F000.
ResolvedOperator resolve_operator(const TypeScope& scope, std::string_view schema,
                                  std::string_view name, TypeId left, TypeId right);

/// `left op ANY (right)`, make_scalar_array_op(): 42809 besides.
ResolvedOperator resolve_array_operator(const TypeScope& scope, std::string_view schema,
                                        std::string_view name, TypeId left, TypeId right);

/// compatible_oper(): an operator whose operands need no work to fit; nothing when there is none.
std::optional<OperatorInfo> compatible_operator(const TypeScope& scope, std::string_view name,
                                                TypeId left, TypeId right);

/// LookupOperName(): exactly those operand types, over the path when `schema` is "".
std::optional<OperatorInfo> find_operator(const TypeScope& scope, std::string_view schema,
                                          std::string_view name, TypeId left, TypeId right);
std::vector<OperatorInfo> operators_in(const TypeScope& scope, std::string_view schema,
                                       std::string_view name);

/// What sorting, grouping and DISTINCT need of a type (get_sort_group_operators): whether it has an
/// equality and an order by a default operator class.
struct Ordering {
  bool has_equal = false, has_less = false, can_hash = false;
};
Ordering ordering_of(const TypeScope& scope, TypeId type);

/// GetDefaultOpClass(): of an index method for a type; nothing when there is none.
std::optional<OperatorClassInfo> default_class(const TypeScope& scope, std::string_view method,
                                               TypeId type);
/// What building the index asks besides: 42883 `could not identify a comparison function for type
/// json` for gin over arrays whose elements have no order.
void require_comparison(const TypeScope& scope, std::string_view method,
                        const OperatorClassInfo& found, TypeId type);
/// Of that name, over the path when `schema` is "".
std::optional<OperatorClassInfo> find_class(const TypeScope& scope, std::string_view method,
                                            std::string_view schema, std::string_view name);
/// get_opfamily_member(): the operator of a family for that strategy and operand types; "" when
/// there is none. btree: 1 <, 2 <=, 3 =, 4 >=, 5 >. hash: 1 =.
std::string_view family_operator(const TypeScope& scope, std::string_view method,
                                 std::string_view family, TypeId left, TypeId right, int strategy);
/// op_in_opfamily(), for search.
bool is_in_family(const TypeScope& scope, std::string_view method, std::string_view family,
                  const OperatorInfo& found);

}  // namespace plumbline::sql

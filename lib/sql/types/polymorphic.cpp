/// Polymorphic types: anyelement and its family, anycompatible and its. Source:
/// check_generic_type_consistency and enforce_generic_type_consistency of parse_coerce.c.
#include <algorithm>

#include "core/format.hpp"
#include "sql/failure.hpp"
#include "sql/types/coercion.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::sql {

namespace {

/// How a disagreement is told: refused quietly, or raised.
struct Disagreement {};

class Solver {
 public:
  Solver(const TypeScope& scope, bool raises) : scope_(scope), raises_(raises) {}

  void take(TypeId actual, TypeId declared) {
    switch (declared) {
      case types::anyelement:
      case types::anynonarray:
      case types::anyenum:
        ++first_family_;
        must_not_be_array_ |= declared == types::anynonarray;
        must_be_enum_ |= declared == types::anyenum;
        if (actual == types::unknown) return;
        same(found.element, actual, "anyelement");
        return;
      case types::anyarray:
        ++first_family_;
        if (actual != types::unknown) same(found.array, base_type(scope_, actual), "anyarray");
        return;
      case types::anyrange:
        ++first_family_;
        if (actual != types::unknown) same(found.range, base_type(scope_, actual), "anyrange");
        return;
      case types::anymultirange:
        ++first_family_;
        if (actual != types::unknown) {
          same(found.multirange, base_type(scope_, actual), "anymultirange");
        }
        return;
      default:
        take_compatible(actual, declared);
    }
  }

  void settle(TypeId result) {
    if (first_family_ != 0) settle_first_family(result);
    if (has_compatible_) settle_compatible();
  }

  [[nodiscard]] bool is_empty() const noexcept { return first_family_ == 0 && !has_compatible_; }

  PolymorphicTypes found;

 private:
  void take_compatible(TypeId actual, TypeId declared) {
    switch (declared) {
      case types::anycompatible:
      case types::anycompatiblenonarray:
        has_compatible_ = true;
        compatible_not_array_ |= declared == types::anycompatiblenonarray;
        if (actual != types::unknown) compatible_.push_back(actual);
        return;
      case types::anycompatiblearray: {
        has_compatible_ = true;
        has_compatible_array_ = true;
        if (actual == types::unknown) return;
        const TypeId element = element_type(scope_, base_type(scope_, actual));
        if (element == 0) is_not("anycompatiblearray", "an array", base_type(scope_, actual));
        compatible_.push_back(element);
        return;
      }
      case types::anycompatiblerange:
        has_compatible_ = true;
        has_compatible_range_ = true;
        if (actual == types::unknown) return;
        take_compatible_range(base_type(scope_, actual));
        return;
      case types::anycompatiblemultirange:
        has_compatible_ = true;
        has_compatible_multirange_ = true;
        if (actual == types::unknown) return;
        actual = base_type(scope_, actual);
        same(found.compatible_multirange, actual, "anycompatiblemultirange");
        if (type_info(scope_, actual).kind != 'm') {
          is_not("anycompatiblemultirange", "a multirange type", actual);
        }
        return;
      default:
        return;
    }
  }

  void take_compatible_range(TypeId actual) {
    const bool is_first = found.compatible_range == 0;
    same(found.compatible_range, actual, "anycompatiblerange");
    if (!is_first) return;
    const TypeInfo info = type_info(scope_, actual);
    if (info.kind != 'r') is_not("anycompatiblerange", "a range type", actual);
    compatible_.push_back(info.subtype);
  }

  void settle_first_family(TypeId result) {
    if (found.array != 0) {
      TypeId element = 0;
      if (found.array == types::anyarray) {
        if (raises_ &&
            (first_family_ != 1 || (result != types::anyarray && is_polymorphic(result) &&
                                    result != types::anycompatible))) {
          refuse("cannot determine element type of \"anyarray\" argument");
        }
        if (raises_) element = types::anyelement;
      } else {
        element = element_type(scope_, found.array);
        if (element == 0) is_not("anyarray", "an array", found.array);
      }
      if (element != 0) agree(found.element, element, "anyarray", "anyelement");
    }
    if (found.multirange != 0) {
      const TypeInfo info = type_info(scope_, found.multirange);
      if (info.kind != 'm') is_not("anymultirange", "a multirange type", found.multirange);
      agree(found.range, info.range, "anymultirange", "anyrange");
    }
    if (found.range != 0) {
      const TypeInfo info = type_info(scope_, found.range);
      if (info.kind != 'r') is_not("anyrange", "a range type", found.range);
      agree(found.element, info.subtype, "anyrange", "anyelement");
    }
    if (found.element == 0 && raises_) {
      refuse("could not determine polymorphic type because input has type unknown");
    }
    if (must_not_be_array_ && is_array_or_domain(found.element)) {
      refuse(core::format("type matched to anynonarray is an array type: {}",
                          display_type(scope_, found.element)));
    }
    if (must_be_enum_ && (found.element == 0 || type_info(scope_, found.element).kind != 'e') &&
        found.element != types::anyelement) {
      refuse(core::format("type matched to anyenum is not an enum type: {}",
                          found.element == 0 ? "unknown" : display_type(scope_, found.element)));
    }
  }

  void settle_compatible() {
    if (found.compatible_multirange != 0) {
      const TypeId range = type_info(scope_, found.compatible_multirange).range;
      if (found.compatible_range == 0) {
        take_compatible_range(range);
      } else if (found.compatible_range != range) {
        refuse(
            "argument declared anycompatiblemultirange is not consistent with argument declared "
            "anycompatiblerange");
      }
    } else if (has_compatible_multirange_ && found.compatible_range != 0) {
      found.compatible_multirange = type_info(scope_, found.compatible_range).multirange;
    }
    if (compatible_.empty()) {
      found.compatible = types::text;
      found.compatible_array = types::text_array;
      if (raises_ && (has_compatible_range_ || has_compatible_multirange_)) no_range();
      return;
    }
    found.compatible = common_type(scope_, compatible_, "");
    if (found.compatible == 0) {
      if (!raises_) throw Disagreement();
      (void)common_type(scope_, compatible_, "argument");
    }
    if (!all_become(scope_, compatible_, found.compatible)) {
      refuse("arguments of anycompatible family cannot be cast to a common type");
    }
    if (has_compatible_array_ || raises_) {
      found.compatible_array = array_type(scope_, found.compatible);
      if (found.compatible_array == 0 && has_compatible_array_ && raises_) {
        no_array_type(found.compatible);
      }
    }
    if (has_compatible_range_ || found.compatible_range != 0) {
      if (found.compatible_range == 0 && raises_) no_range();
      if (found.compatible_range != 0 &&
          type_info(scope_, found.compatible_range).subtype != found.compatible) {
        refuse(core::format("anycompatiblerange type {} does not match anycompatible type {}",
                            display_type(scope_, found.compatible_range),
                            display_type(scope_, found.compatible)));
      }
    }
    if (has_compatible_multirange_ && found.compatible_multirange == 0 && raises_) no_range();
    if (compatible_not_array_ && is_array_or_domain(found.compatible)) {
      refuse(core::format("type matched to anycompatiblenonarray is an array type: {}",
                          display_type(scope_, found.compatible)));
    }
  }

  bool is_array_or_domain(TypeId type) {
    return type != 0 && type != types::anyelement &&
           element_type(scope_, base_type(scope_, type)) != 0;
  }

  void same(TypeId& slot, TypeId actual, std::string_view declared) {
    if (slot != 0 && slot != actual) {
      refuse(core::format("arguments declared \"{}\" are not all alike", declared));
    }
    slot = actual;
  }

  void agree(TypeId& slot, TypeId deduced, std::string_view one, std::string_view other) {
    if (slot != 0 && slot != deduced) {
      refuse(core::format("argument declared {} is not consistent with argument declared {}", one,
                          other));
    }
    slot = deduced;
  }

  [[noreturn]] void refuse(std::string message) const {
    if (!raises_) throw Disagreement();
    fail("42804", std::move(message));
  }

  [[noreturn]] void is_not(std::string_view declared, std::string_view what, TypeId type) const {
    refuse(core::format("argument declared {} is not {} but type {}", declared, what,
                        display_type(scope_, type)));
  }

  [[noreturn]] void no_range() const {
    refuse(core::format("could not determine polymorphic type {} because input has type unknown",
                        has_compatible_range_ ? "anycompatiblerange" : "anycompatiblemultirange"));
  }

 public:
  [[noreturn]] void no_array_type(TypeId element) const {
    fail("42704",
         core::format("could not find array type for data type {}", display_type(scope_, element)));
  }

 private:
  const TypeScope& scope_;
  bool raises_;
  int first_family_ = 0;
  bool must_not_be_array_ = false, must_be_enum_ = false;
  bool has_compatible_ = false, has_compatible_array_ = false, has_compatible_range_ = false,
       has_compatible_multirange_ = false, compatible_not_array_ = false;
  std::vector<TypeId> compatible_;
};

/// One argument alone.
bool may_fit(const TypeScope& scope, TypeId actual, TypeId declared) {
  if (actual == types::unknown || !is_polymorphic(declared)) return true;
  const TypeId base = base_type(scope, actual);
  switch (declared) {
    case types::anyarray:
    case types::anycompatiblearray:
      return base == types::anyarray || element_type(scope, base) != 0;
    case types::anyenum:
      return type_info(scope, actual).kind == 'e';
    case types::anyrange:
    case types::anycompatiblerange:
      return type_info(scope, base).kind == 'r';
    case types::anymultirange:
    case types::anycompatiblemultirange:
      return type_info(scope, base).kind == 'm';
    default:
      return true;
  }
}

}  // namespace

bool polymorphic_types_agree(const TypeScope& scope, std::span<const TypeId> actual,
                             std::span<const TypeId> declared) {
  // What is refused most often, without the cost of an exception.
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (!may_fit(scope, actual[i], declared[i])) return false;
  }
  Solver solver(scope, false);
  try {
    for (std::size_t i = 0; i < actual.size(); ++i) solver.take(actual[i], declared[i]);
    solver.settle(0);
  } catch (const Disagreement&) {
    return false;
  }
  return true;
}

TypeId replace_polymorphic(const TypeScope& scope, TypeId declared, const PolymorphicTypes& found) {
  switch (declared) {
    case types::anyelement:
    case types::anynonarray:
    case types::anyenum:
      return found.element;
    case types::anyarray:
      if (found.array == 0 && found.element != 0) {
        const TypeId array = array_type(scope, found.element);
        if (array == 0) Solver(scope, true).no_array_type(found.element);
        return array;
      }
      return found.array;
    case types::anyrange:
      return found.range;
    case types::anymultirange:
      if (found.multirange == 0 && found.range != 0) {
        return type_info(scope, found.range).multirange;
      }
      return found.multirange;
    case types::anycompatible:
    case types::anycompatiblenonarray:
      return found.compatible;
    case types::anycompatiblearray:
      return found.compatible_array;
    case types::anycompatiblerange:
      return found.compatible_range;
    case types::anycompatiblemultirange:
      return found.compatible_multirange;
    default:
      return declared;
  }
}

TypeId settle_polymorphic_types(const TypeScope& scope, std::span<const TypeId> actual,
                                std::span<TypeId> declared, TypeId result,
                                PolymorphicTypes* found) {
  Solver solver(scope, true);
  for (std::size_t i = 0; i < actual.size(); ++i) solver.take(actual[i], declared[i]);
  if (solver.is_empty()) return result;
  solver.settle(result);
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (!is_polymorphic(declared[i])) continue;
    const TypeId settled = replace_polymorphic(scope, declared[i], solver.found);
    if (settled == 0 && scope.version < 13 && solver.found.element != 0) {
      fail("42704", core::format("could not find range type for data type {}",
                                 display_type(scope, solver.found.element)));
    }
    if (settled == 0) {
      fail("42804",
           core::format("could not determine polymorphic type {} because input has type unknown",
                        display_type(scope, declared[i])));
    }
    declared[i] = settled;
  }
  if (found != nullptr) *found = solver.found;
  const TypeId type = replace_polymorphic(scope, result, solver.found);
  return type == 0 ? result : type;
}

}  // namespace plumbline::sql

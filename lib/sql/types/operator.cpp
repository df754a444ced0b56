#include "sql/types/operator.hpp"

#include <algorithm>
#include <array>

#include "core/format.hpp"
#include "sql/failure.hpp"
#include "sql/types/candidates.hpp"
#include "sql/types/extension_memo.hpp"
#include "sql/types/system_tables.hpp"
#include "sql/types/type_name.hpp"

namespace plumbline::sql {

namespace {

namespace rows = system_rows;

OperatorInfo info_of(const rows::Operator& row, std::string_view schema) {
  return {.schema = schema,
          .name = system_tables::text(row.name),
          .left = row.left,
          .right = row.right,
          .result = row.result,
          .function = system_tables::text(row.function),
          .volatility = (row.flags & rows::operator_volatile) != 0 ? 'v'
                        : (row.flags & rows::operator_stable) != 0 ? 's'
                                                                   : 'i',
          .strict = (row.flags & rows::operator_strict) != 0,
          .returns_set = (row.flags & rows::operator_returns_set) != 0,
          .merges = (row.flags & rows::operator_merges) != 0,
          .hashes = (row.flags & rows::operator_hashes) != 0,
          .commutator = system_tables::text(row.commutator),
          .negator = system_tables::text(row.negator)};
}

std::string written(std::string_view schema, std::string_view name) {
  return schema.empty() ? std::string(name) : core::format("{}.{}", schema, name);
}

/// op_signature_string().
std::string signature(const TypeScope& scope, std::string_view schema, std::string_view name,
                      TypeId left, TypeId right) {
  std::string text;
  if (left != 0) text = core::format("{} ", display_type(scope, left));
  return text + core::format("{} {}", written(schema, name), display_type(scope, right));
}

/// All operators of one name, without taking them apart before one is chosen.
class Named {
 public:
  Named(const TypeScope& scope, std::string_view schema, std::string_view name)
      : scope_(scope), rows_(system_tables::operators_named(name)), memo_(scope) {
    const auto add = [&](std::string_view in) {
      schemas_.push_back(in);
      if (scope_.source != nullptr) scope_.source->operators(in, name, users_);
      user_ends_.push_back(users_.size());
    };
    if (!schema.empty()) {
      require_schema(scope, schema);
      add(schema);
    } else {
      for (const std::string& in : scope.path) add(in);
    }
  }

  /// The first one in the path with these operands.
  [[nodiscard]] std::optional<OperatorInfo> exact(TypeId left, TypeId right) {
    for (std::size_t path = 0; path < schemas_.size(); ++path) {
      for (const rows::Operator& row : rows_) {
        if (row.left == left && row.right == right && is_in(row, path)) {
          return info(row, schemas_[path]);
        }
      }
      for (std::size_t i = first_user(path); i < user_ends_[path]; ++i) {
        if (users_[i].left == left && users_[i].right == right) return users_[i];
      }
    }
    return std::nullopt;
  }

  /// OpernameGetCandidates() with func_match_argtypes(): those whose operands the inputs become by
  /// themselves. What comes later in the path is hidden by the same operands.
  [[nodiscard]] std::vector<Candidate> matching(std::span<const TypeId> inputs) {
    std::vector<Candidate> found;
    const bool is_prefix = inputs.size() == 1;
    const auto consider = [&](TypeId left, TypeId right, std::size_t path, std::size_t source) {
      if ((left == 0) != is_prefix || right == 0) return;
      const std::array<TypeId, 2> both = {left, right};
      const std::span<const TypeId> operands =
          is_prefix ? std::span(both).subspan(1) : std::span(both);
      if (!can_coerce(scope_, inputs, operands, CoercionContext::implicit)) return;
      for (const Candidate& other : found) {
        if (other.path != path &&
            std::equal(operands.begin(), operands.end(), other.parameters.begin())) {
          return;
        }
      }
      found.push_back({.parameters = {operands.begin(), operands.end()},
                       .source = source,
                       .path = path,
                       .places = {}});
    };
    for (std::size_t path = 0; path < schemas_.size(); ++path) {
      for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (is_in(rows_[i], path)) consider(rows_[i].left, rows_[i].right, path, i);
      }
      for (std::size_t i = first_user(path); i < user_ends_[path]; ++i) {
        consider(users_[i].left, users_[i].right, path, rows_.size() + i);
      }
    }
    return found;
  }

  [[nodiscard]] OperatorInfo chosen(const Candidate& candidate) const {
    if (candidate.source >= rows_.size()) return users_[candidate.source - rows_.size()];
    return info(rows_[candidate.source], schemas_[candidate.path]);
  }

 private:
  [[nodiscard]] bool is_in(const rows::Operator& row, std::size_t path) {
    return row.versions.has(scope_.version) && memo_.schema_of(row.extension) == schemas_[path];
  }
  [[nodiscard]] std::size_t first_user(std::size_t path) const {
    return path == 0 ? 0 : user_ends_[path - 1];
  }
  [[nodiscard]] static OperatorInfo info(const rows::Operator& row, std::string_view schema) {
    OperatorInfo made = info_of(row, schema);
    made.function_schema = schema;
    return made;
  }

  const TypeScope& scope_;
  std::span<const rows::Operator> rows_;
  ExtensionMemo memo_;
  std::vector<std::string_view> schemas_;
  std::vector<OperatorInfo> users_;
  std::vector<std::size_t> user_ends_;  // of each schema
};

/// binary_oper_exact().
std::optional<OperatorInfo> binary_exact(const TypeScope& scope, Named& named, TypeId left,
                                         TypeId right) {
  bool was_unknown = false;
  if (left == types::unknown && right != 0) {
    left = right;
    was_unknown = true;
  } else if (right == types::unknown && left != 0) {
    right = left;
    was_unknown = true;
  }
  if (auto found = named.exact(left, right)) return found;
  if (!was_unknown) return std::nullopt;
  const TypeId base = base_type(scope, left);
  return base == left ? std::nullopt : named.exact(base, base);
}

/// oper() or left_oper().
OperatorInfo look_up(const TypeScope& scope, std::string_view schema, std::string_view name,
                     TypeId left, TypeId right) {
  Named named(scope, schema, name);
  const bool is_prefix = left == 0;
  auto direct = is_prefix ? named.exact(0, right) : binary_exact(scope, named, left, right);
  if (direct) return *direct;
  const std::array<TypeId, 2> both = {left, right};
  const std::span<const TypeId> inputs = is_prefix ? std::span(both).subspan(1) : std::span(both);
  const std::vector<Candidate> matches = named.matching(inputs);
  if (matches.empty()) {
    fail("42883",
         core::format("operator does not exist: {}", signature(scope, schema, name, left, right)));
  }
  if (matches.size() == 1) return named.chosen(matches.front());
  std::vector<const Candidate*> several;
  for (const Candidate& match : matches) several.push_back(&match);
  const Candidate* const best = best_candidate(scope, inputs, std::move(several));
  if (best == nullptr) {
    fail("42725",
         core::format("operator is not unique: {}", signature(scope, schema, name, left, right)));
  }
  return named.chosen(*best);
}

void refuse_shell(const TypeScope& scope, std::string_view schema, std::string_view name,
                  const OperatorInfo& found) {
  if (!found.function.empty()) return;
  fail("42883", core::format("operator is only a shell: {}",
                             signature(scope, schema, name, found.left, found.right)));
}

}  // namespace

std::vector<OperatorInfo> operators_in(const TypeScope& scope, std::string_view schema,
                                       std::string_view name) {
  std::vector<OperatorInfo> operators;
  ExtensionMemo memo(scope);
  for (const rows::Operator& row : system_tables::operators_named(name)) {
    if (!row.versions.has(scope.version) || memo.schema_of(row.extension) != schema) continue;
    operators.push_back(info_of(row, schema));
    operators.back().function_schema = schema;
  }
  if (scope.source != nullptr) scope.source->operators(schema, name, operators);
  return operators;
}

ResolvedOperator resolve_operator(const TypeScope& scope, std::string_view schema,
                                  std::string_view name, TypeId left, TypeId right) {
  if (right == 0) {
    if (scope.version >= 14) fail("42883", "postfix operators are not supported");
    unknown("a postfix operator");
  }
  ResolvedOperator resolved{.found = look_up(scope, schema, name, left, right)};
  refuse_shell(scope, schema, name, resolved.found);
  const std::array<TypeId, 2> actual = {left, right};
  std::array<TypeId, 2> declared = {resolved.found.left, resolved.found.right};
  const std::size_t first = left == 0 ? 1 : 0;
  resolved.result =
      settle_polymorphic_types(scope, std::span(actual).subspan(first),
                               std::span(declared).subspan(first), resolved.found.result);
  resolved.left = declared[0];
  resolved.right = declared[1];
  return resolved;
}

ResolvedOperator resolve_array_operator(const TypeScope& scope, std::string_view schema,
                                        std::string_view name, TypeId left, TypeId right) {
  TypeId element = types::unknown;
  if (right != types::unknown) {
    element = element_type(scope, base_type(scope, right));
    if (element == 0) fail("42809", "op ANY/ALL (array) requires array on right side");
  }
  ResolvedOperator resolved{.found = look_up(scope, schema, name, left, element)};
  refuse_shell(scope, schema, name, resolved.found);
  std::array<TypeId, 2> actual = {left, element};
  std::array<TypeId, 2> declared = {resolved.found.left, resolved.found.right};
  resolved.result = settle_polymorphic_types(scope, actual, declared, resolved.found.result);
  if (resolved.result != types::boolean) {
    fail("42809", "op ANY/ALL (array) requires operator to yield boolean");
  }
  if (resolved.found.returns_set) {
    fail("42809", "op ANY/ALL (array) requires operator not to return a set");
  }
  resolved.left = declared[0];
  resolved.right = is_polymorphic(resolved.found.right) && right != types::unknown
                       ? right
                       : array_type(scope, declared[1]);
  if (resolved.right == 0) {
    fail("42704", core::format("could not find array type for data type {}",
                               display_type(scope, declared[1])));
  }
  return resolved;
}

std::optional<OperatorInfo> compatible_operator(const TypeScope& scope, std::string_view name,
                                                TypeId left, TypeId right) {
  try {
    OperatorInfo found = look_up(scope, {}, name, left, right);
    if (is_binary_coercible(scope, left, found.left) &&
        is_binary_coercible(scope, right, found.right)) {
      return found;
    }
  } catch (const Failure&) {
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<OperatorInfo> find_operator(const TypeScope& scope, std::string_view schema,
                                          std::string_view name, TypeId left, TypeId right) {
  return Named(scope, schema, name).exact(left, right);
}

}  // namespace plumbline::sql

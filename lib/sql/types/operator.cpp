#include "sql/types/operator.hpp"

#include <array>

#include "core/format.hpp"
#include "sql/failure.hpp"
#include "sql/types/candidates.hpp"
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

/// All operators of that name in search order, each with its schema's place in the path.
struct Named {
  std::vector<OperatorInfo> operators;
  std::vector<std::size_t> paths;
};

Named operators_named(const TypeScope& scope, std::string_view schema, std::string_view name) {
  Named named;
  const auto add = [&](std::string_view in, std::size_t path) {
    for (OperatorInfo& found : operators_in(scope, in, name)) {
      named.operators.push_back(found);
      named.paths.push_back(path);
    }
  };
  if (!schema.empty()) {
    require_schema(scope, schema);
    add(schema, 0);
  } else {
    for (std::size_t i = 0; i < scope.path.size(); ++i) add(scope.path[i], i);
  }
  return named;
}

const OperatorInfo* exact(const Named& named, TypeId left, TypeId right) {
  for (const OperatorInfo& found : named.operators) {
    if (found.left == left && found.right == right) return &found;
  }
  return nullptr;
}

/// binary_oper_exact().
const OperatorInfo* binary_exact(const TypeScope& scope, const Named& named, TypeId left,
                                 TypeId right) {
  bool was_unknown = false;
  if (left == types::unknown && right != 0) {
    left = right;
    was_unknown = true;
  } else if (right == types::unknown && left != 0) {
    right = left;
    was_unknown = true;
  }
  if (const OperatorInfo* const found = exact(named, left, right)) return found;
  if (!was_unknown) return nullptr;
  const TypeId base = base_type(scope, left);
  return base == left ? nullptr : exact(named, base, base);
}

/// OpernameGetCandidates(): what comes later in the path is hidden by the same operands.
std::vector<Candidate> candidates_of(const Named& named, bool is_prefix) {
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < named.operators.size(); ++i) {
    const OperatorInfo& found = named.operators[i];
    if ((found.left == 0) != is_prefix || found.right == 0) continue;
    Candidate candidate{.parameters = {}, .source = i, .path = named.paths[i], .places = {}};
    if (!is_prefix) candidate.parameters.push_back(found.left);
    candidate.parameters.push_back(found.right);
    bool is_hidden = false;
    for (const Candidate& other : candidates) {
      is_hidden |= other.parameters == candidate.parameters && other.path != candidate.path;
    }
    if (!is_hidden) candidates.push_back(std::move(candidate));
  }
  return candidates;
}

/// oper() or left_oper().
OperatorInfo look_up(const TypeScope& scope, std::string_view schema, std::string_view name,
                     TypeId left, TypeId right) {
  const Named named = operators_named(scope, schema, name);
  const bool is_prefix = left == 0;
  const OperatorInfo* const direct =
      is_prefix ? exact(named, 0, right) : binary_exact(scope, named, left, right);
  if (direct != nullptr) return *direct;
  const std::vector<Candidate> candidates = candidates_of(named, is_prefix);
  const std::array<TypeId, 2> both = {left, right};
  const std::span<const TypeId> inputs = is_prefix ? std::span(both).subspan(1) : std::span(both);
  const auto matches = matching(scope, inputs, candidates);
  const Candidate* best = nullptr;
  if (matches.size() == 1) best = matches[0];
  if (matches.size() > 1) {
    best = best_candidate(scope, inputs, matches);
    if (best == nullptr) {
      fail("42725",
           core::format("operator is not unique: {}", signature(scope, schema, name, left, right)));
    }
  }
  if (best == nullptr) {
    fail("42883",
         core::format("operator does not exist: {}", signature(scope, schema, name, left, right)));
  }
  return named.operators[best->source];
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
  for (const rows::Operator& row : system_tables::operators_named(name)) {
    if (!row.versions.has(scope.version)) continue;
    if (row.extension == 0) {
      if (schema == "pg_catalog") operators.push_back(info_of(row, schema));
      continue;
    }
    const auto extension = system_tables::extension_name(row.extension);
    if (scope.source != nullptr && scope.source->extension_schema(extension) == schema) {
      operators.push_back(info_of(row, schema));
      operators.back().function_schema = schema;
    }
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
  const Named named = operators_named(scope, schema, name);
  const OperatorInfo* const found = exact(named, left, right);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

}  // namespace plumbline::sql

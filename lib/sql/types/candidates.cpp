#include "sql/types/candidates.hpp"

#include <algorithm>

namespace plumbline::sql {

namespace {

using Candidates = std::vector<const Candidate*>;

/// Keeps those with the most arguments for which `counts(argument, parameter)` holds.
template <typename Counts>
void keep_most(Candidates& candidates, std::size_t arguments, Counts counts) {
  Candidates kept;
  std::size_t best = 0;
  for (const Candidate* const candidate : candidates) {
    std::size_t matches = 0;
    for (std::size_t i = 0; i < arguments; ++i) {
      if (counts(i, candidate->parameters[i])) ++matches;
    }
    if (matches > best || kept.empty()) {
      best = matches;
      kept = {candidate};
    } else if (matches == best) {
      kept.push_back(candidate);
    }
  }
  candidates = std::move(kept);
}

/// What an untyped literal is taken for.
struct Slot {
  char category = '\0';
  bool has_preferred = false;
};

/// Nothing when the candidates disagree.
std::optional<Slot> slot_of(const TypeScope& scope, const Candidates& candidates,
                            std::size_t argument) {
  Slot slot;
  bool has_conflict = false;
  for (const Candidate* const candidate : candidates) {
    const TypeInfo info = type_info(scope, candidate->parameters[argument]);
    if (slot.category == '\0') {
      slot = {info.category, info.preferred};
    } else if (info.category == slot.category) {
      slot.has_preferred |= info.preferred;
    } else if (info.category == 'S') {
      slot = {info.category, info.preferred};
    } else {
      has_conflict = true;
    }
  }
  if (has_conflict && slot.category != 'S') return std::nullopt;
  return slot;
}

/// True when only one is left.
bool strip_by_category(const TypeScope& scope, std::span<const TypeId> inputs,
                       Candidates& candidates) {
  std::vector<std::pair<std::size_t, Slot>> slots;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i] != types::unknown) continue;
    const std::optional<Slot> slot = slot_of(scope, candidates, i);
    if (!slot) return false;
    slots.emplace_back(i, *slot);
  }
  Candidates kept;
  for (const Candidate* const candidate : candidates) {
    const bool fits = std::all_of(slots.begin(), slots.end(), [&](const auto& place) {
      const TypeInfo info = type_info(scope, candidate->parameters[place.first]);
      return info.category == place.second.category &&
             (!place.second.has_preferred || info.preferred);
    });
    if (fits) kept.push_back(candidate);
  }
  if (!kept.empty()) candidates = std::move(kept);
  return candidates.size() == 1;
}

/// The one type that all typed arguments have; 0 when they differ.
TypeId one_known_type(std::span<const TypeId> inputs) {
  TypeId known = 0;
  for (const TypeId input : inputs) {
    if (input == types::unknown) continue;
    if (known != 0 && known != input) return 0;
    known = input;
  }
  return known;
}

}  // namespace

Candidates matching(const TypeScope& scope, std::span<const TypeId> arguments,
                    std::span<const Candidate> candidates) {
  Candidates kept;
  for (const Candidate& candidate : candidates) {
    if (can_coerce(scope, arguments, candidate.parameters, CoercionContext::implicit)) {
      kept.push_back(&candidate);
    }
  }
  return kept;
}

const Candidate* best_candidate(const TypeScope& scope, std::span<const TypeId> arguments,
                                Candidates candidates) {
  std::vector<TypeId> inputs;
  std::vector<char> categories;
  std::size_t unknowns = 0;
  for (const TypeId argument : arguments) {
    inputs.push_back(base_type(scope, argument));
    categories.push_back(type_category(scope, inputs.back()));
    if (argument == types::unknown) ++unknowns;
  }
  keep_most(candidates, inputs.size(), [&](std::size_t i, TypeId parameter) {
    return inputs[i] != types::unknown && parameter == inputs[i];
  });
  if (candidates.size() == 1) return candidates[0];
  keep_most(candidates, inputs.size(), [&](std::size_t i, TypeId parameter) {
    return inputs[i] != types::unknown &&
           (parameter == inputs[i] || is_preferred(scope, categories[i], parameter));
  });
  if (candidates.size() == 1) return candidates[0];
  if (unknowns == 0) return nullptr;
  if (strip_by_category(scope, inputs, candidates)) return candidates[0];
  const TypeId known = unknowns < inputs.size() ? one_known_type(inputs) : 0;
  if (known == 0) return nullptr;
  const std::vector<TypeId> same(inputs.size(), known);
  const Candidate* found = nullptr;
  for (const Candidate* const candidate : candidates) {
    if (!can_coerce(scope, same, candidate->parameters, CoercionContext::implicit)) continue;
    if (found != nullptr) return nullptr;
    found = candidate;
  }
  return found;
}

}  // namespace plumbline::sql

#include "adapters/sqitch/references.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "adapters/sqitch/names.hpp"

namespace plumbline::adapters::sqitch {

namespace {

/// Cuts `^`, `^^`, `^N`, `~`, `~~` or `~N` off the end and says how far it leads; as `_offset`.
std::ptrdiff_t take_offset(std::string_view& reference) {
  std::size_t digits = reference.size();
  while (digits > 0 && reference[digits - 1] >= '0' && reference[digits - 1] <= '9') --digits;
  if (digits == 0) return 0;
  const char mark = reference[digits - 1];
  if (mark != '^' && mark != '~') return 0;
  std::size_t begin = digits - 1;
  std::ptrdiff_t distance = 1;
  if (digits < reference.size()) {
    const auto parsed =
        std::from_chars(reference.data() + digits, reference.data() + reference.size(), distance);
    if (parsed.ec != std::errc()) distance = PTRDIFF_MAX / 2;
  } else if (begin > 0 && reference[begin - 1] == mark) {
    --begin;
    distance = 2;
  }
  if (begin > 0 && is_punctuation(reference[begin - 1])) return 0;
  reference = reference.substr(0, begin);
  return mark == '^' ? -distance : distance;
}

}  // namespace

ChangeIndex::ChangeIndex(const PlanFile& plan) : plan_(plan) {
  names_.reserve(plan.changes.size());
  earlier_.reserve(plan.changes.size());
  ids_.reserve(plan.changes.size() + plan.tags.size());
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    Namesakes& namesakes = names_.try_emplace(plan.changes[i].name, Namesakes{i, i}).first->second;
    earlier_.push_back(std::exchange(namesakes.last, i));
    ids_[plan.changes[i].id] = i;
  }
  for (const PlannedTag& tag : plan.tags) {
    ids_[tag.id] = tag.change;
    tags_[tag.name] = tag.change;
  }
}

std::optional<std::size_t> ChangeIndex::by_id(std::string_view id) const {
  const auto found = ids_.find(id);
  return found == ids_.end() ? std::nullopt : std::optional<std::size_t>(found->second);
}

std::optional<std::size_t> ChangeIndex::get(std::string_view reference) const {
  return find(reference, Ambiguity::refuse);
}

std::optional<std::size_t> ChangeIndex::first(std::string_view reference) const {
  return find(reference, Ambiguity::take_first);
}

std::optional<std::size_t> ChangeIndex::find(std::string_view reference,
                                             Ambiguity ambiguity) const {
  if (plan_.changes.empty()) return std::nullopt;
  const std::ptrdiff_t offset = take_offset(reference);
  const std::size_t at = reference.find('@');
  const std::string_view name = reference.substr(0, at);
  std::optional<std::size_t> found;
  std::optional<std::size_t> as_of;
  if (at != std::string_view::npos) {
    const std::string_view tag = reference.substr(at + 1);
    const auto named = tags_.find(tag);
    as_of = tag == "HEAD"          ? plan_.changes.size() - 1
            : tag == "ROOT"        ? 0
            : named != tags_.end() ? std::optional<std::size_t>(named->second)
                                   : std::nullopt;
    if (!as_of) return std::nullopt;
  }
  if (name.empty()) {
    found = as_of;
  } else {
    std::optional<Namesakes> candidates;
    if (name == "HEAD" || name == "ROOT") {
      const std::size_t end = name == "HEAD" ? plan_.changes.size() - 1 : 0;
      candidates = {end, end};
    } else if (const auto named = names_.find(name); named != names_.end()) {
      candidates = named->second;
    } else if (const auto identified = by_id(name)) {
      candidates = {*identified, *identified};
    }
    if (!candidates) return std::nullopt;
    if (as_of) {
      std::size_t last = candidates->last;
      while (last > *as_of && last != candidates->first) last = earlier_[last];
      if (last <= *as_of) found = last;
    } else if (candidates->first == candidates->last || ambiguity == Ambiguity::take_first) {
      found = candidates->first;
    }
  }
  if (!found) return std::nullopt;
  const std::ptrdiff_t index = static_cast<std::ptrdiff_t>(*found) + offset;
  if (index < 0 || index >= static_cast<std::ptrdiff_t>(plan_.changes.size())) return std::nullopt;
  return static_cast<std::size_t>(index);
}

}  // namespace plumbline::adapters::sqitch

#include "checks/drift/crossed.hpp"
#include "core/format.hpp"
#include "plumbline/schema.hpp"

namespace plumbline::checks::drift {

namespace {

constexpr std::size_t most_named = 4;

std::string named(const Evidence& one) {
  const std::string object = core::format("{} {}", kind_name(one.kind), one.object);
  if (one.property.empty()) return object;
  if (one.property == "dropped") return "no " + object;
  if (one.property == "not_null") {
    return object + (one.expected.empty() ? " that may be NULL" : " NOT NULL");
  }
  return core::format("{} of {}", one.property, object);
}

/// Whether a piece of evidence that `object` is a part of is missing itself.
bool presence_is(const ChangeState& state, std::string_view object, bool is_there) {
  for (const Evidence& one : state.evidence) {
    if (!one.is_implied && one.property.empty() && one.is_there == is_there &&
        object.starts_with(one.object) && object.substr(one.object.size()).starts_with('.')) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string list_evidence(const ChangeState& state, bool is_there) {
  std::vector<std::string> names;
  for (const Evidence& one : state.evidence) {
    if (one.is_there != is_there) continue;
    // A part is told by what it is a part of, unless that one says the opposite.
    if (one.is_implied && is_there) continue;
    if (one.is_implied && presence_is(state, one.object, false)) continue;
    names.push_back(named(one));
  }
  std::string text;
  for (std::size_t at = 0; at < names.size() && at < most_named; ++at) {
    if (at > 0) text += at + 1 == names.size() ? " and " : ", ";
    text += names[at];
  }
  if (names.size() > most_named) text += core::format(" and {} more", names.size() - most_named);
  return text;
}

std::string what_is_there(const ChangeState& state) {
  if (state.presence == Presence::there) {
    return "everything that it makes is there: " + list_evidence(state, true);
  }
  return core::format("{} is there, but not {}", list_evidence(state, true),
                      list_evidence(state, false));
}

}  // namespace plumbline::checks::drift

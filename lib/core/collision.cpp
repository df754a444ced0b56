#include "core/collision.hpp"

#include <algorithm>

#include "core/format.hpp"

namespace plumbline::core {

namespace {

/// "table "public.a" and 2 more"
std::string named(const std::vector<std::string>& names) {
  if (names.size() < 2) return names.front();
  return format("{} and {} more", names.front(), names.size() - 1);
}

std::string_view is_or_are(const std::vector<std::string>& names) {
  return names.size() == 1 ? "is" : "are";
}

}  // namespace

Judgement which_is_applied(std::span<const Footprint> footprints) {
  std::vector<std::size_t> there;
  const Footprint* missing = nullptr;
  bool is_all_known = true;
  for (std::size_t i = 0; i < footprints.size(); ++i) {
    is_all_known &= footprints[i].is_known();
    if (!footprints[i].there.empty()) {
      there.push_back(i);
    } else if (footprints[i].is_known()) {
      missing = &footprints[i];
    }
  }
  if (there.size() > 1) {
    const Footprint& first = footprints[there[0]];
    const Footprint& second = footprints[there[1]];
    return {Judgement::Kind::unclear, 0,
            format("{} {} there, and so {} {}", named(first.there), is_or_are(first.there),
                   is_or_are(second.there), named(second.there))};
  }
  std::string why;
  if (!there.empty()) {
    const Footprint& one = footprints[there[0]];
    why = format("{} {} there", named(one.there), is_or_are(one.there));
    // Half of a change is no proof that all of it ran, but that no other did.
    if (!one.missing.empty())
      why += format(", {} {} not", named(one.missing), is_or_are(one.missing));
  }
  if (missing != nullptr) {
    if (!why.empty()) why += ", ";
    why += format("{} {} not there", named(missing->missing), is_or_are(missing->missing));
  }
  if (!there.empty()) return {Judgement::Kind::one, there[0], std::move(why)};
  if (is_all_known) return {Judgement::Kind::none, 0, std::move(why)};
  return {Judgement::Kind::unclear, 0, "one of them makes nothing that could be looked for"};
}

}  // namespace plumbline::core

/// Look-ups in the values that adapters fill.
#include "plumbline/plan.hpp"

#include <algorithm>

#include "plumbline/settings.hpp"

namespace plumbline {

std::string_view attribute(const Change& change, std::string_view name) noexcept {
  const auto found = std::ranges::find(change.attributes, name, &Attribute::name);
  return found == change.attributes.end() ? std::string_view() : std::string_view(found->value);
}

std::string change_label(const Plan& plan, const Change& change) {
  if (plan.traits.ids_are_hashes && !change.name.empty()) return change.name;
  return change.name.empty() ? change.id : change.id + " " + change.name;
}

const Change* find_change(const Plan& plan, std::string_view id) noexcept {
  const auto found = std::ranges::find_if(
      plan.changes, [&](const Change& change) { return !change.shadowed && change.id == id; });
  return found == plan.changes.end() ? nullptr : &*found;
}

const Setting* find_setting(const Settings& settings, std::string_view key) noexcept {
  const auto found = std::find_if(settings.entries.rbegin(), settings.entries.rend(),
                                  [&](const Setting& setting) { return setting.key == key; });
  return found == settings.entries.rend() ? nullptr : &*found;
}

}  // namespace plumbline

#include "sql/types/system_settings.hpp"

#include <algorithm>
#include <iterator>

namespace plumbline::sql {

namespace {

constexpr SettingFacts settings[] = {
#include "sql/types/system_settings.inc"
};

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_less(std::string_view one, std::string_view other) noexcept {
  return std::ranges::lexicographical_compare(one, other, {}, lower, lower);
}

}  // namespace

const SettingFacts* find_setting(std::string_view name, int major) noexcept {
  const auto* at = std::ranges::lower_bound(settings, name, is_less, &SettingFacts::name);
  for (; at != std::end(settings) && !is_less(name, at->name); ++at) {
    if (major >= at->first_major && major <= at->last_major) return at;
  }
  return nullptr;
}

}  // namespace plumbline::sql

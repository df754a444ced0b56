#include "sql/types/system_settings.hpp"

#include <algorithm>

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
  const auto found = std::ranges::equal_range(settings, name, is_less, &SettingFacts::name);
  for (const SettingFacts& one : found) {
    if (major >= one.first_major && major <= one.last_major) return &one;
  }
  return nullptr;
}

}  // namespace plumbline::sql

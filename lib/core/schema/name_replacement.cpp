#include "core/schema/name_replacement.hpp"

#include "core/schema/qualified_name.hpp"

namespace plumbline::core {

namespace {

constexpr char mark = '\x02';  // before a name that is written canonically

std::string_view without_brackets(std::string_view name) noexcept {
  return name.substr(0, name.find('('));
}

/// Copies `text`; `find` gets the beginnings of each dotted name, the longest first, and what it
/// returns stands there.
template <typename Find>
std::string replaced(std::string_view text, Find find) {
  std::string result;
  while (!text.empty()) {
    const std::vector<std::size_t> ends = dotted_name_ends(text);
    const std::size_t whole = ends.empty() ? 1 : ends.back();
    std::size_t done = 0;
    for (auto end = ends.rbegin(); end != ends.rend() && done == 0; ++end) {
      const std::string* name = find(object_name(text.substr(0, *end)));
      if (name == nullptr) continue;
      result += mark;
      result += *name;
      done = *end;
    }
    result += text.substr(done, whole - done);
    text.remove_prefix(whole);
  }
  return result;
}

}  // namespace

void NameReplacement::add(std::string_view old_name, std::string_view new_name) {
  std::string now(without_brackets(new_name));
  known_new_.insert(now);
  new_names_.emplace(without_brackets(old_name), std::move(now));
}

std::string NameReplacement::in_old(std::string_view text) const {
  return replaced(text, [&](const std::string& name) -> const std::string* {
    const auto found = new_names_.find(name);
    return found == new_names_.end() ? nullptr : &found->second;
  });
}

std::string NameReplacement::in_new(std::string_view text) const {
  return replaced(text, [&](const std::string& name) -> const std::string* {
    const auto found = known_new_.find(name);
    return found == known_new_.end() ? nullptr : &*found;
  });
}

bool NameReplacement::explains(std::string_view old, std::string_view now) const {
  return !empty() && in_old(old) == in_new(now);
}

}  // namespace plumbline::core

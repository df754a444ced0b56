#include "core/schema/name_replacement.hpp"

#include <optional>
#include <vector>

#include "core/schema/builder.hpp"
#include "core/schema/qualified_name.hpp"

namespace plumbline::core {

namespace {

constexpr char mark = '\x02';  // before a name that is written canonically

std::string_view without_brackets(std::string_view name) noexcept {
  return name.substr(0, name.find('('));
}

/// `word` and its name at the beginning of `text`, as in " AS total"; 0 when something else stands
/// there.
std::size_t alias_length(std::string_view text, std::string_view word, std::string_view name) {
  if (!text.starts_with(word)) return 0;
  const std::vector<std::size_t> ends = dotted_name_ends(text.substr(word.size()));
  if (ends.size() != 1 || object_name(text.substr(word.size(), ends.front())) != name) return 0;
  return word.size() + ends.front();
}

using Ends = std::vector<std::size_t>;

/// What stands for a part of a dotted name, and how much behind the name goes along.
struct Replaced {
  std::size_t begin = 0;  // of the name's bytes
  std::size_t end = 0;
  std::string text;
  std::size_t behind = 0;
};

/// Copies `text`; `replace` is asked about each dotted name, given where its parts end and what
/// follows.
template <typename Replace>
std::string replaced(std::string_view text, Replace replace) {
  std::string result;
  while (!text.empty()) {
    const Ends ends = dotted_name_ends(text);
    const std::size_t whole = ends.empty() ? 1 : ends.back();
    std::optional<Replaced> done;
    if (!ends.empty()) done = replace(text, ends);
    if (done) {
      result += text.substr(0, done->begin);
      result += mark;
      result += done->text;
      result += text.substr(done->end, whole - done->end);
    } else {
      result += text.substr(0, whole);
    }
    text.remove_prefix(whole + (done ? done->behind : 0));
  }
  return result;
}

using Names = std::map<std::string, std::string, std::less<>>;

/// An object by its whole name, the longest beginning first; a table that qualifies; a column that
/// stands last. `names` lead to the new names, or from them: what stands in the result is the new
/// one, and an alias that keeps the other is left out.
std::optional<Replaced> named(const Names& objects, const Names& columns, const Names& qualifiers,
                              bool leads_to_new, std::string_view text, const Ends& ends) {
  const std::string_view behind = text.substr(ends.back());
  const auto standing = [&](const Names::value_type& one) {
    return leads_to_new ? one.second : one.first;
  };
  for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
    const auto found = objects.find(object_name(text.substr(0, *end)));
    if (found == objects.end()) continue;
    const std::string own = name_part(own_identifier(found->second));
    return Replaced{0, *end, standing(*found), alias_length(behind, " ", own)};
  }
  if (ends.size() > 1) {
    const auto table = qualifiers.find(object_name(text.substr(0, ends[0])));
    if (table != qualifiers.end()) return Replaced{0, ends[0], standing(*table), 0};
  }
  const std::size_t last = ends.size() == 1 ? 0 : ends[ends.size() - 2] + 1;
  const auto column = columns.find(object_name(text.substr(last, ends.back() - last)));
  if (column == columns.end()) return std::nullopt;
  return Replaced{last, ends.back(), standing(*column),
                  alias_length(behind, " AS ", column->second)};
}

/// The second part of a name in that schema, "." for an operator; "" for what is not in it.
std::string moved_name(std::string_view text, const Ends& ends, std::string_view schema) {
  if (object_name(text.substr(0, ends[0])) != schema) return {};
  if (ends.size() > 1) return object_name(text.substr(ends[0] + 1, ends[1] - ends[0] - 1));
  return text.substr(ends[0]).starts_with('.') ? "." : "";
}

}  // namespace

void NameReplacement::add(std::string_view old_name, std::string_view new_name) {
  const std::string old(without_brackets(old_name));
  const std::string now(without_brackets(new_name));
  objects_.emplace(old, now);
  old_objects_.emplace(now, old);
}

void NameReplacement::add_column(std::string_view old_name, std::string_view new_name) {
  columns_.emplace(old_name, new_name);
  old_columns_.emplace(new_name, old_name);
}

void NameReplacement::add_qualifier(std::string_view old_name, std::string_view new_name) {
  qualifiers_.emplace(old_name, new_name);
  old_qualifiers_.emplace(new_name, old_name);
}

void NameReplacement::add_moved(const Moved& moved) { moved_.push_back(moved); }

std::string NameReplacement::in_old(std::string_view text) const {
  return replaced(text, [&](std::string_view rest, const Ends& ends) -> std::optional<Replaced> {
    if (auto found = named(objects_, columns_, qualifiers_, true, rest, ends)) return found;
    for (const Moved& moved : moved_) {
      const std::string own = moved_name(rest, ends, moved.old_schema);
      if (own.empty() || moved.staying.contains(own)) continue;
      return Replaced{0, ends[0], moved.new_schema, 0};
    }
    return std::nullopt;
  });
}

std::string NameReplacement::in_new(std::string_view text) const {
  return replaced(text, [&](std::string_view rest, const Ends& ends) -> std::optional<Replaced> {
    if (auto found = named(old_objects_, old_columns_, old_qualifiers_, false, rest, ends))
      return found;
    for (const Moved& moved : moved_) {
      const std::string own = moved_name(rest, ends, moved.new_schema);
      if (own.empty() || moved.waiting.contains(own)) continue;
      return Replaced{0, ends[0], moved.new_schema, 0};
    }
    return std::nullopt;
  });
}

bool NameReplacement::explains(std::string_view old, std::string_view now) const {
  return !empty() && in_old(old) == in_new(now);
}

}  // namespace plumbline::core

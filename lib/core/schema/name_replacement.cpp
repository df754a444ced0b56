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

/// A table that qualifies, or a column that stands last.
std::optional<Replaced> local_name(const LocalNames& local, bool is_old, std::string_view text,
                                   const Ends& ends) {
  const std::size_t last = ends.size() == 1 ? 0 : ends[ends.size() - 2] + 1;
  std::optional<Replaced> result;
  const auto column =
      local.columns.find(object_name(text.substr(last, ends.back() - last)), is_old);
  if (column) {
    result = Replaced{last, ends.back(), std::string(column->new_name),
                      alias_length(text.substr(ends.back()), " AS ", column->other)};
  }
  if (ends.size() == 1) return result;
  const auto table = local.qualifiers.find(object_name(text.substr(0, ends[0])), is_old);
  if (!table) return result;
  if (!result) return Replaced{0, ends[0], std::string(table->new_name), 0};
  result->text.insert(
      0, std::string(table->new_name) + std::string(text.substr(ends[0], last - ends[0])));
  result->begin = 0;
  return result;
}

/// An object by its whole name, the longest beginning first.
std::optional<Replaced> object_of(const NamePairs& objects, bool is_old, std::string_view text,
                                  const Ends& ends) {
  for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
    const auto found = objects.find(object_name(text.substr(0, *end)), is_old);
    if (!found) continue;
    const std::string own = name_part(own_identifier(found->other));
    return Replaced{0, *end, std::string(found->new_name),
                    alias_length(text.substr(ends.back()), " ", own)};
  }
  return std::nullopt;
}

/// The second part of a name in that schema, "." for an operator; "" for what is not in it.
std::string moved_name(std::string_view text, const Ends& ends, std::string_view schema) {
  if (object_name(text.substr(0, ends[0])) != schema) return {};
  if (ends.size() > 1) return object_name(text.substr(ends[0] + 1, ends[1] - ends[0] - 1));
  return text.substr(ends[0]).starts_with('.') ? "." : "";
}

}  // namespace

void NameReplacement::add(std::string_view old_name, std::string_view new_name) {
  objects_.add(without_brackets(old_name), without_brackets(new_name));
}

std::string NameReplacement::renamed(std::string_view text, bool is_old,
                                     const LocalNames* local) const {
  return replaced(text, [&](std::string_view rest, const Ends& ends) -> std::optional<Replaced> {
    if (auto found = object_of(objects_, is_old, rest, ends)) return found;
    if (local != nullptr) {
      if (auto found = local_name(*local, is_old, rest, ends)) return found;
    }
    for (const Moved& moved : moved_) {
      const std::string own = moved_name(rest, ends, is_old ? moved.old_schema : moved.new_schema);
      if (own.empty() || (is_old ? moved.staying : moved.waiting).contains(own)) continue;
      return Replaced{0, ends[0], moved.new_schema, 0};
    }
    return std::nullopt;
  });
}

bool NameReplacement::explains(std::string_view old, std::string_view now,
                               const LocalNames* local) const {
  return !empty() && renamed(old, true, local) == renamed(now, false, local);
}

}  // namespace plumbline::core

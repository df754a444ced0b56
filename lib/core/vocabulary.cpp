#include "core/vocabulary.hpp"

#include <algorithm>

#include "core/schema/qualified_name.hpp"

namespace plumbline::core {

namespace {

/// Shorter ones begin or end too many names to tell anything.
constexpr std::size_t shortest_piece = 3;

/// PostgreSQL cuts longer ones (NAMEDATALEN - 1).
constexpr std::size_t longest_name = 63;

void make_small(std::string& text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
}

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  make_small(small);
  return small;
}

/// What follows the word in `rest` puts something behind it.
bool goes_on(std::string_view rest) {
  if (rest.starts_with('%') || rest.starts_with('{')) return true;
  if (!rest.starts_with('\'') && !rest.starts_with('"')) return false;
  rest.remove_prefix(1);
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  return rest.starts_with("||") || rest.starts_with('+') || rest.starts_with('%');
}

/// What stands before the word puts something in front of it. Moves `word` behind the letter of a
/// format such as %s or %(name)s.
bool is_continued(std::string_view before, std::string_view& word) {
  if (before.ends_with('}')) return true;
  if (before.ends_with('%') || before.ends_with(')')) {
    const std::size_t letter = word.find_first_of("sIL");
    const bool is_format = letter != std::string_view::npos &&
                           (letter == 0 || (before.ends_with('%') && word[letter - 1] == '$'));
    if (is_format) word.remove_prefix(letter + 1);
    return is_format;
  }
  if (!before.ends_with('\'') && !before.ends_with('"')) return false;
  before.remove_suffix(1);
  while (before.ends_with(' ')) before.remove_suffix(1);
  return before.ends_with("||") || before.ends_with('+');
}

}  // namespace

void Vocabulary::add(std::string_view text) {
  std::string small;  // of each word in turn: most are known already
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      ++at;
      continue;
    }
    const std::size_t first = at;
    while (at < text.size() && is_word(text[at])) ++at;
    std::string_view word = text.substr(first, at - first);
    if (goes_on(text.substr(at)) && word.size() >= shortest_piece)
      beginnings_.insert(in_small_letters(word));
    make_small(small.assign(word));
    words_.insert(small);
    if (small.size() > longest_name) words_.insert(small.substr(0, longest_name));
    if (is_continued(text.substr(0, first), word) && word.size() >= shortest_piece)
      ends_.insert(in_small_letters(word));
  }
}

bool Vocabulary::knows(std::string_view name) const {
  const std::string small = in_small_letters(name);
  if (words_.contains(small)) return true;
  // "uuid-ossp", "My Table": all of its words.
  if (!std::ranges::all_of(small, is_word)) {
    Vocabulary pieces;
    pieces.add(small);
    const auto is_known = [&](const std::string& word) { return words_.contains(word); };
    if (std::ranges::all_of(pieces.words_, is_known)) return true;
  }
  return std::ranges::any_of(beginnings_,
                             [&](const std::string& one) { return small.starts_with(one); }) ||
         std::ranges::any_of(ends_, [&](const std::string& one) { return small.ends_with(one); });
}

}  // namespace plumbline::core

/// Where in the file each byte of a scalar's value came from: the inverse of YAML's folding,
/// indentation and escapes. It walks value and source together. Where the two cannot be matched the
/// rest falls to the last known place.
#include <algorithm>

#include "pipeline/yaml.hpp"

namespace plumbline::pipeline {

namespace {

constexpr bool is_break(char c) noexcept { return c == '\n' || c == '\r'; }
constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

/// The walk over the source. `at` never passes `end`.
struct Source {
  std::string_view text;
  std::size_t at = 0;
  std::size_t end = 0;

  [[nodiscard]] bool done() const noexcept { return at >= end; }
  [[nodiscard]] char now() const noexcept { return done() ? '\0' : text[at]; }
  void skip_break() noexcept {
    if (now() == '\r' && at + 1 < end && text[at + 1] == '\n') ++at;
    ++at;
  }
  void skip_blanks() noexcept {
    while (!done() && is_blank(text[at])) ++at;
  }
};

/// Columns of indentation of a block scalar: of its first line that holds anything, or as its
/// header says.
std::size_t block_indent(Source source) noexcept {
  while (!source.done()) {
    const std::size_t start = source.at;
    while (source.now() == ' ') ++source.at;
    if (!is_break(source.now())) return source.at - start;
    source.skip_break();
  }
  return 0;
}

void map_block(const std::string& value, Source source, std::vector<std::size_t>& offsets) {
  while (!source.done() && !is_break(source.now()))
    ++source.at;  // the header, `|-` and its comment
  source.skip_break();
  const std::size_t indent = block_indent(source);
  const auto enter_line = [&] {
    for (std::size_t i = 0; i < indent && source.now() == ' '; ++i) ++source.at;
  };
  enter_line();
  for (const char c : value) {
    // A fold swallows breaks that the value does not have: those before the character that comes
    // next.
    while (!source.done() && source.now() != c && is_break(source.now()) && c != '\n' && c != ' ') {
      source.skip_break();
      enter_line();
    }
    offsets.push_back(source.at);
    if (source.done()) continue;
    if (is_break(source.now()) && (c == '\n' || c == ' ')) {
      source.skip_break();
      enter_line();
    } else if (source.now() == c) {
      ++source.at;
    }
  }
}

/// One escape of a double-quoted scalar; returns how many bytes of the value it made.
std::size_t skip_escape(Source& source) noexcept {
  const char kind = source.at + 1 < source.end ? source.text[source.at + 1] : '\0';
  const std::size_t digits = kind == 'x' ? 2U : kind == 'u' ? 4U : kind == 'U' ? 8U : 0U;
  unsigned long code = 0;
  for (std::size_t i = 0; i < digits && source.at + 2 + i < source.end; ++i) {
    const char c = source.text[source.at + 2 + i];
    const unsigned digit =
        c <= '9' ? static_cast<unsigned>(c - '0') : static_cast<unsigned>((c | 0x20) - 'a') + 10U;
    code = code * 16 + digit;
  }
  source.at += 2 + digits;
  if (kind == 'N' || kind == '_') return 2;
  if (kind == 'L' || kind == 'P') return 3;
  if (digits == 0 || code < 0x80) return 1;
  return code < 0x800 ? 2U : code < 0x10000 ? 3U : 4U;
}

void map_flow(const std::string& value, YamlStyle style, Source source,
              std::vector<std::size_t>& offsets) {
  if (style != YamlStyle::plain) ++source.at;
  std::size_t i = 0;
  while (i < value.size()) {
    const char c = value[i];
    const bool is_escape = style == YamlStyle::double_quoted && source.now() == '\\';
    if (is_escape && source.at + 1 < source.end && is_break(source.text[source.at + 1])) {
      ++source.at;
      source.skip_break();
      source.skip_blanks();
      continue;
    }
    const std::size_t start = source.at;
    std::size_t made = 1;
    if (is_escape) {
      made = skip_escape(source);
    } else if (source.now() == c && !is_blank(c) && c != '\n') {
      ++source.at;
      if (style == YamlStyle::single_quoted && c == '\'') ++source.at;
    } else if (c == ' ' || c == '\n' || c == '\t') {
      // A run of blanks around a break is one space of the value, or a break for each empty line.
      Source ahead = source;
      ahead.skip_blanks();
      if (is_break(ahead.now())) {
        source = ahead;
        source.skip_break();
        // n breaks of the value are n + 1 of the file: the last one takes what is left.
        if (i + 1 >= value.size() || value[i + 1] != '\n') {
          source.skip_blanks();
          while (c == '\n' && is_break(source.now())) {
            source.skip_break();
            source.skip_blanks();
          }
        }
      } else if (source.now() == c) {
        ++source.at;
      }
    }
    for (; made > 0 && i < value.size(); --made, ++i) offsets.push_back(start);
  }
}

}  // namespace

std::vector<std::size_t> YamlDocument::offsets_of(const YamlNode& scalar) const {
  std::vector<std::size_t> offsets;
  offsets.reserve(scalar.value.size() + 1);
  const Source source{text_, scalar.begin, std::min(scalar.end, text_.size())};
  if (scalar.style == YamlStyle::literal || scalar.style == YamlStyle::folded) {
    map_block(scalar.value, source, offsets);
  } else {
    map_flow(scalar.value, scalar.style, source, offsets);
  }
  offsets.push_back(source.end);
  return offsets;
}

}  // namespace plumbline::pipeline

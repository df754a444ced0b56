/// PEGTL's side of sqitch.conf: items into definitions, a bad item into the message that
/// Config::GitLike dies with.

#include <algorithm>

#include "adapters/sqitch/conf_grammar.hpp"
#include "adapters/sqitch/config.hpp"
#include "adapters/sqitch/uri_text.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::sqitch {

namespace {

namespace pegtl = tao::pegtl;

struct Item {
  std::string_view section;
  std::string_view subsection;
  std::string_view key;
  std::optional<std::string> value;
  std::size_t value_offset = 0;
};

template <typename Rule>
struct Action : pegtl::nothing<Rule> {};

template <typename Input>
std::string_view view(const Input& in) {
  return {in.begin(), in.size()};
}

template <>
struct Action<conf_grammar::section_name> {
  template <typename Input>
  static void apply(const Input& in, Item& item) {
    item.section = view(in);
  }
};

template <>
struct Action<conf_grammar::subsection> {
  template <typename Input>
  static void apply(const Input& in, Item& item) {
    item.subsection = view(in);
  }
};

template <>
struct Action<conf_grammar::key> {
  template <typename Input>
  static void apply(const Input& in, Item& item) {
    item.key = view(in);
  }
};

template <>
struct Action<conf_grammar::value_begins> {
  template <typename Input>
  static void apply(const Input& in, Item& item) {
    item.value.emplace();
    item.value_offset = in.position().byte;
  }
};

template <>
struct Action<conf_grammar::gap_run> {
  static void apply0(Item& item) { *item.value += ' '; }
};

template <>
struct Action<conf_grammar::word> {
  template <typename Input>
  static void apply(const Input& in, Item& item) {
    *item.value += view(in);
  }
};

template <>
struct Action<conf_grammar::escaped> {
  template <typename Input>
  static void apply(const Input& in, Item& item) {
    const char c = *in.begin();
    *item.value += c == 'n' || c == 'N'   ? '\n'
                   : c == 't' || c == 'T' ? '\t'
                   : c == 'b' || c == 'B' ? '\b'
                                          : c;
  }
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  std::string replaced;
  std::size_t begin = 0;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, begin)) {
    replaced.append(text, begin, at - begin).append(to);
    begin = at + from.size();
  }
  if (begin > 0) text = replaced.append(text, begin);
}

template <>
struct Action<conf_grammar::quoted_text> {
  /// One substitution after the other, as Config::GitLike does it; `\"` keeps its backslash there.
  template <typename Input>
  static void apply(const Input& in, Item& item) {
    std::string text(view(in));
    if (text.find('\\') != std::string::npos) {
      replace_all(text, "\\\n", "");
      replace_all(text, "\\n", "\n");
      replace_all(text, "\\t", "\t");
      replace_all(text, "\\b", "\b");
      replace_all(text, "\\\\", "\\");
    }
    *item.value += text;
  }
};

/// Unescapes a quoted subsection; absent when a quote or backslash in it is not escaped.
std::optional<std::string> unescape_subsection(std::string_view text) {
  std::string plain(text);
  std::string check = plain;
  replace_all(check, "\\\\", "");
  replace_all(check, "\\\"", "");
  if (check.find_first_of("\\\"") != std::string::npos) return std::nullopt;
  replace_all(plain, "\\\\", "\\");
  replace_all(plain, "\\\"", "\"");
  return plain;
}

class ConfigParser {
 public:
  ConfigParser(std::string_view original, const std::string& file) : file_(file) {
    normalise(original);
  }

  ConfigText parse() {
    using Input = pegtl::memory_input<pegtl::tracking_mode::eager, pegtl::eol::lf, const char*>;
    Input in(content_.data(), content_.data() + content_.size(), "");
    while (true) {
      skip_space(in);
      if (in.empty()) break;
      const std::size_t start = in.position().byte;
      Item item;
      if (pegtl::parse<conf_grammar::item, Action>(in, item) && take(item)) continue;
      add_fault(start);
      const std::size_t newline = content_.find('\n', std::max(start, in.position().byte));
      in.bump((newline == std::string::npos ? content_.size() : newline) - in.position().byte);
    }
    return std::move(text_);
  }

 private:
  /// CRLF and lone CR become LF, bytes that are not UTF-8 become \xHH, and the end becomes one LF.
  void normalise(std::string_view original) {
    const bool has_crlf = original.find("\r\n") != std::string_view::npos;
    const bool is_mac = !has_crlf && original.find('\n') == std::string_view::npos;
    content_.reserve(original.size() + 1);
    for (std::size_t i = 0; i < original.size();) {
      if (original[i] == '\r' &&
          (is_mac || (has_crlf && i + 1 < original.size() && original[i + 1] == '\n'))) {
        if (is_mac) content_ += '\n';
        ++i;
        continue;
      }
      const system::Decoded decoded = system::decode_code_point(original.substr(i));
      if (decoded.code_point == 0xFFFD && decoded.length == 1) {
        content_ += system::format("\\x{:02X}",
                                   static_cast<unsigned>(static_cast<unsigned char>(original[i])));
      } else {
        content_ += original.substr(i, decoded.length);
      }
      i += decoded.length;
    }
    while (content_.ends_with('\n')) content_.pop_back();
    content_ += '\n';
    original_starts_.push_back(0);
    for (std::size_t i = 0; i < original.size(); ++i) {
      if (original[i] == '\n' || (is_mac && original[i] == '\r')) original_starts_.push_back(i + 1);
    }
  }

  template <typename Input>
  static void skip_space(Input& in) {
    while (!in.empty()) {
      const system::Decoded decoded = system::decode_code_point({in.current(), in.size(0)});
      if (!system::is_space(decoded.code_point)) return;
      in.bump(decoded.length);
    }
  }

  [[nodiscard]] Position position(std::size_t offset) {
    while (counted_ < offset) {
      const std::size_t newline = content_.find('\n', counted_);
      if (newline == std::string::npos || newline >= offset) break;
      counted_ = newline + 1;
      ++line_;
    }
    const std::string_view before = std::string_view(content_).substr(counted_, offset - counted_);
    const std::size_t line_index =
        std::min(static_cast<std::size_t>(line_ - 1), original_starts_.size() - 1);
    return {file_, line_, static_cast<int>(system::count_code_points(before)) + 1,
            original_starts_[line_index] + before.size()};
  }

  /// False when sqitch would stop at it.
  bool take(const Item& item) {
    if (!item.section.empty()) {
      std::string section = lower_ascii(item.section);
      if (!item.subsection.empty() && item.subsection != "0") {
        const auto subsection = unescape_subsection(item.subsection);
        if (!subsection) return false;
        section += "." + *subsection;
      }
      section_ = std::move(section);
    } else if (!item.key.empty()) {
      if (!section_) return false;
      const std::size_t offset = item.value
                                     ? item.value_offset
                                     : static_cast<std::size_t>(item.key.data() - content_.data());
      text_.definitions.push_back(
          {*section_, std::string(item.key), {item.value, position(offset)}});
    }
    return true;
  }

  void add_fault(std::size_t start) {
    const Position where = position(start);
    const std::size_t end = content_.find('\n', start);
    const std::string_view line = std::string_view(content_).substr(counted_, end - counted_);
    text_.faults.push_back(
        {system::format("Error parsing {} at line {}, position {}.\nBad line was: '{}'\n", file_,
                        where.line + 1, where.column - 1, line),
         where, text_.definitions.size()});
  }

  const std::string& file_;
  std::string content_;
  std::vector<std::size_t> original_starts_;
  std::optional<std::string> section_;
  ConfigText text_;
  std::size_t counted_ = 0;  // start of the line that `position` is in
  int line_ = 1;
};

}  // namespace

ConfigText parse_config(std::string_view content, const std::string& file) {
  return ConfigParser(content, file).parse();
}

}  // namespace plumbline::adapters::sqitch

#include "core/text_variants.hpp"

#include <algorithm>

namespace plumbline::core {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string with_lf(std::string_view text) {
  std::string changed;
  changed.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') changed += text[i];
  return changed;
}

std::string with_crlf(std::string_view text) {
  std::string changed;
  changed.reserve(text.size() + text.size() / 16);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) changed += '\r';
    changed += text[i];
  }
  return changed;
}

std::string without_final_newlines(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  return std::string(text);
}

}  // namespace

std::vector<TextVariant> text_variants(std::string_view text) {
  std::vector<TextVariant> variants;
  const auto add = [&](std::string_view difference, std::string changed) {
    const bool is_known =
        changed == text ||
        std::ranges::find(variants, changed, &TextVariant::text) != variants.end();
    if (!is_known) variants.push_back({difference, std::move(changed)});
  };
  const std::string bare = without_final_newlines(text);
  add("line ends", with_lf(text));
  add("line ends", with_crlf(text));
  add("the final newline", bare);
  add("the final newline", bare + '\n');
  add("the final newline", bare + "\r\n");
  add("line ends and the final newline", with_lf(bare) + '\n');
  add("line ends and the final newline", with_crlf(bare) + "\r\n");
  if (text.starts_with(byte_order_mark)) {
    add("the byte order mark", std::string(text.substr(byte_order_mark.size())));
  } else {
    add("the byte order mark", std::string(byte_order_mark) + std::string(text));
  }
  return variants;
}

}  // namespace plumbline::core

/// The ways in which a script changes without anybody meaning it: a checkout with other line ends,
/// an editor that adds a newline or a byte order mark. Adapters hash them to say why a checksum
/// differs from the recorded one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plumbline::core {

struct TextVariant {
  std::string_view difference;  ///< as RegistryRow::difference: "line ends"
  std::string text;
};

/// Every variant of `text` that is not `text` itself, the likeliest first. Linear, at most eight.
std::vector<TextVariant> text_variants(std::string_view text);

}  // namespace plumbline::core

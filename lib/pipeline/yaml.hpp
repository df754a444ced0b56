/// A YAML file as nodes that know their place. Used by the pipeline readers.
/// Read by libyaml's events, so YAML 1.1; tags other than GitLab's `!reference` are kept and mean
/// nothing. Bounded: depth, file size, and aliases are references to the node that they name, never
/// copies of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plumbline/limits.hpp"
#include "plumbline/position.hpp"

namespace plumbline::pipeline {

enum class YamlKind { scalar, sequence, mapping };
enum class YamlStyle { plain, single_quoted, double_quoted, literal, folded };

/// Index of a node in its document.
using YamlIndex = std::uint32_t;

struct YamlNode {
  YamlKind kind = YamlKind::scalar;
  YamlStyle style = YamlStyle::plain;
  std::string value;                ///< of a scalar, as YAML reads it
  std::string tag;                  ///< as written, "" for none
  std::vector<YamlIndex> children;  ///< of a sequence; of a mapping key, value, key, value
  std::size_t begin = 0;            ///< byte offset of its first character, a quote or `|` included
  std::size_t end = 0;              ///< byte offset behind it
};

/// What is wrong with a file that is not YAML.
struct YamlError {
  std::string message;  ///< one line, as libyaml says it, context included
  std::size_t offset = 0;
};

/// The first document of a file. Owns the file's text. Immutable after parsing.
class YamlDocument {
 public:
  /// Parses `text`. The document is empty when there is an error; comments alone are no error.
  static YamlDocument parse(std::string text, std::string file, const Limits& limits);

  [[nodiscard]] const std::optional<YamlError>& error() const noexcept { return error_; }
  /// Null when the file holds nothing.
  [[nodiscard]] const YamlNode* root() const noexcept;
  [[nodiscard]] const YamlNode& at(YamlIndex index) const { return nodes_[index]; }
  /// The value of that key; null when there is none, or `node` is null or no mapping. Follows `<<`
  /// merges.
  [[nodiscard]] const YamlNode* find(const YamlNode* node, std::string_view key) const;
  /// Value of a scalar, "" for anything else.
  static std::string_view text_of(const YamlNode* node) noexcept;

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] const std::string& file() const noexcept { return file_; }
  /// Line and column of a byte offset of the file.
  [[nodiscard]] Position position(std::size_t offset) const;
  [[nodiscard]] Position position(const YamlNode& node) const { return position(node.begin); }
  /// For each byte of a scalar's value the byte of the file that it was read from, and one more for
  /// its end.
  [[nodiscard]] std::vector<std::size_t> offsets_of(const YamlNode& scalar) const;

 private:
  friend class YamlBuilder;
  std::string text_;
  std::string file_;
  std::vector<YamlNode> nodes_;
  std::vector<std::size_t> line_starts_;
  std::optional<YamlIndex> root_;
  std::optional<YamlError> error_;
};

}  // namespace plumbline::pipeline

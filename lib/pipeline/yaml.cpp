/// The only file that knows libyaml: events become nodes, with an explicit stack instead of
/// recursion.
#include "pipeline/yaml.hpp"

#include <yaml.h>

#include <algorithm>
#include <map>
#include <new>

#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::pipeline {

namespace {

/// libyaml's parser, freed whatever happens.
class Parser {
 public:
  explicit Parser(std::string_view text) {
    is_ready_ = yaml_parser_initialize(&parser_) != 0;
    if (!is_ready_) throw std::bad_alloc();
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, bytes_of(text), text.size());
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() {
    if (is_ready_) yaml_parser_delete(&parser_);
  }
  yaml_parser_t* get() noexcept { return &parser_; }

 private:
  static const yaml_char_t* bytes_of(std::string_view text) noexcept {
    return static_cast<const yaml_char_t*>(static_cast<const void*>(text.data()));
  }
  yaml_parser_t parser_{};
  bool is_ready_ = false;
};

/// One event, freed at the end of its scope.
struct Event {
  yaml_event_t value{};
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { yaml_event_delete(&value); }
};

std::string text_of(const yaml_char_t* text) {
  if (text == nullptr) return {};
  return static_cast<const char*>(static_cast<const void*>(text));
}

YamlStyle style_of(yaml_scalar_style_t style) noexcept {
  switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
      return YamlStyle::single_quoted;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
      return YamlStyle::double_quoted;
    case YAML_LITERAL_SCALAR_STYLE:
      return YamlStyle::literal;
    case YAML_FOLDED_SCALAR_STYLE:
      return YamlStyle::folded;
    default:
      return YamlStyle::plain;
  }
}

}  // namespace

/// Fills a document event by event.
class YamlBuilder {
 public:
  YamlBuilder(YamlDocument& document, const Limits& limits) : document_(document), limits_(limits) {
    if (document.text_.starts_with("\xEF\xBB\xBF")) start_ = cursor_.offset = 3;
  }

  void run() {
    Parser parser(std::string_view(document_.text_).substr(start_));
    while (!is_done_) {
      Event event;
      if (yaml_parser_parse(parser.get(), &event.value) == 0) {
        fail(*parser.get());
        return;
      }
      take(event.value);
    }
  }

 private:
  /// libyaml's marks count characters. They come nearly in order, so the byte is looked for from
  /// the last one; a file in one line stays linear.
  std::size_t offset_of(const yaml_mark_t& mark) {
    const std::string_view text = document_.text_;
    for (; cursor_.characters < mark.index && cursor_.offset < text.size(); ++cursor_.characters)
      cursor_.offset += system::decode_code_point(text.substr(cursor_.offset)).length;
    for (; cursor_.characters > mark.index && cursor_.offset > start_; --cursor_.characters) {
      do {
        --cursor_.offset;
      } while (cursor_.offset > start_ && (text[cursor_.offset] & 0xC0) == 0x80);
    }
    return cursor_.offset;
  }

  void fail(const yaml_parser_t& parser) {
    if (parser.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
    std::string message = parser.problem == nullptr ? "not YAML" : parser.problem;
    if (parser.context != nullptr) message = system::format("{}, {}", message, parser.context);
    const bool has_mark = parser.error != YAML_READER_ERROR;
    stop(std::move(message),
         has_mark ? offset_of(parser.problem_mark)
                  : std::min(start_ + parser.problem_offset, document_.text_.size()));
  }

  void stop(std::string message, std::size_t offset) {
    document_.error_ = YamlError{std::move(message), offset};
    document_.nodes_.clear();
    document_.root_.reset();
    is_done_ = true;
  }

  void take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_SCALAR_EVENT:
        take_scalar(event);
        break;
      case YAML_SEQUENCE_START_EVENT:
        open(YamlKind::sequence, event, event.data.sequence_start.anchor,
             event.data.sequence_start.tag);
        break;
      case YAML_MAPPING_START_EVENT:
        open(YamlKind::mapping, event, event.data.mapping_start.anchor,
             event.data.mapping_start.tag);
        break;
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        document_.nodes_[open_.back()].end = offset_of(event.end_mark);
        open_.pop_back();
        break;
      case YAML_ALIAS_EVENT:
        take_alias(event);
        break;
      case YAML_DOCUMENT_END_EVENT:
      case YAML_STREAM_END_EVENT:
        is_done_ = true;
        break;
      default:
        break;
    }
  }

  void take_scalar(const yaml_event_t& event) {
    const auto& scalar = event.data.scalar;
    YamlNode node;
    node.style = style_of(scalar.style);
    node.value.assign(static_cast<const char*>(static_cast<const void*>(scalar.value)),
                      scalar.length);
    node.tag = text_of(scalar.tag);
    node.begin = offset_of(event.start_mark);
    node.end = offset_of(event.end_mark);
    add(std::move(node), scalar.anchor);
  }

  void open(YamlKind kind, const yaml_event_t& event, const yaml_char_t* anchor,
            const yaml_char_t* tag) {
    if (open_.size() >= static_cast<std::size_t>(limits_.max_nesting)) {
      stop(system::format("more than {} levels of nesting", limits_.max_nesting),
           offset_of(event.start_mark));
      return;
    }
    YamlNode node;
    node.kind = kind;
    node.tag = text_of(tag);
    node.begin = offset_of(event.start_mark);
    open_.push_back(add(std::move(node), anchor));
  }

  void take_alias(const yaml_event_t& event) {
    const std::string name = text_of(event.data.alias.anchor);
    const auto found = anchors_.find(name);
    if (found == anchors_.end()) {
      stop(system::format("alias \"{}\" has no anchor before it",
                          system::escape_for_display(name, 80)),
           offset_of(event.start_mark));
      return;
    }
    // A node that contains itself would make every walk endless.
    if (std::ranges::find(open_, found->second) != open_.end()) {
      stop(system::format("alias \"{}\" contains itself", system::escape_for_display(name, 80)),
           offset_of(event.start_mark));
      return;
    }
    attach(found->second);
  }

  YamlIndex add(YamlNode node, const yaml_char_t* anchor) {
    const auto index = static_cast<YamlIndex>(document_.nodes_.size());
    document_.nodes_.push_back(std::move(node));
    attach(index);
    if (anchor != nullptr) anchors_[text_of(anchor)] = index;
    return index;
  }

  void attach(YamlIndex index) {
    if (open_.empty()) {
      document_.root_ = index;
    } else {
      document_.nodes_[open_.back()].children.push_back(index);
    }
  }

  struct Cursor {
    std::size_t characters = 0;
    std::size_t offset = 0;
  };

  YamlDocument& document_;
  const Limits& limits_;
  std::size_t start_ = 0;  // behind a byte order mark
  Cursor cursor_;
  std::vector<YamlIndex> open_;
  std::map<std::string, YamlIndex> anchors_;
  bool is_done_ = false;
};

YamlDocument YamlDocument::parse(std::string text, std::string file, const Limits& limits) {
  YamlDocument document;
  document.text_ = std::move(text);
  document.file_ = std::move(file);
  document.line_starts_.push_back(0);
  for (std::size_t i = 0; i < document.text_.size(); ++i) {
    const char c = document.text_[i];
    const bool is_crlf =
        c == '\r' && i + 1 < document.text_.size() && document.text_[i + 1] == '\n';
    if (c == '\n' || (c == '\r' && !is_crlf)) document.line_starts_.push_back(i + 1);
  }
  YamlBuilder(document, limits).run();
  return document;
}

const YamlNode* YamlDocument::root() const noexcept { return root_ ? &nodes_[*root_] : nullptr; }

std::string_view YamlDocument::text_of(const YamlNode* node) noexcept {
  return node != nullptr && node->kind == YamlKind::scalar ? std::string_view(node->value)
                                                           : std::string_view();
}

const YamlNode* YamlDocument::find(const YamlNode* node, std::string_view key) const {
  // Own keys win over merged ones, and the last of equal keys over the first; ten merges deep is
  // more than GitLab itself follows.
  for (int depth = 0; depth < 10 && node != nullptr && node->kind == YamlKind::mapping; ++depth) {
    const YamlNode* merged = nullptr;
    for (std::size_t i = node->children.size(); i >= 2; i -= 2) {
      const YamlNode& name = nodes_[node->children[i - 2]];
      const YamlNode& value = nodes_[node->children[i - 1]];
      if (name.kind != YamlKind::scalar) continue;
      if (name.value == key) return &value;
      if (name.value == "<<") merged = &value;
    }
    if (merged != nullptr && merged->kind == YamlKind::sequence) {
      for (const YamlIndex index : merged->children) {
        const YamlNode& one = nodes_[index];
        for (std::size_t i = 0; one.kind == YamlKind::mapping && i + 1 < one.children.size();
             i += 2)
          if (nodes_[one.children[i]].value == key) return &nodes_[one.children[i + 1]];
      }
      return nullptr;
    }
    node = merged;
  }
  return nullptr;
}

Position YamlDocument::position(std::size_t offset) const {
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const std::size_t start = *(next - 1);
  const std::string_view line = std::string_view(text_).substr(start, offset - start);
  return {.file = file_,
          .line = static_cast<int>(next - line_starts_.begin()),
          .column = static_cast<int>(system::count_code_points(line)) + 1,
          .offset = offset};
}

}  // namespace plumbline::pipeline

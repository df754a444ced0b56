#include "adapters/alembic/read_revision.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "adapters/alembic/python_module.hpp"
#include "system/format.hpp"
#include "system/utf8.hpp"

namespace plumbline::adapters::alembic {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Lines and columns of offsets, cheapest when asked in rising order.
class PointFinder {
 public:
  explicit PointFinder(std::string_view text) : text_(text) {}

  SourcePoint at(std::size_t offset) {
    if (offset < line_begin_) {
      line_ = 1;
      line_begin_ = 0;
    }
    offset = std::min(offset, text_.size());
    while (true) {
      const std::size_t end = find_newline(text_, line_begin_);
      if (end >= offset || end == text_.size()) break;
      line_begin_ = end + 1;
      if (text_[end] == '\r' && end + 1 < text_.size() && text_[end + 1] == '\n') ++line_begin_;
      ++line_;
    }
    const std::string_view before = text_.substr(line_begin_, offset - line_begin_);
    return {offset, line_, static_cast<int>(system::count_code_points(before)) + 1};
  }

 private:
  std::string_view text_;
  int line_ = 1;
  std::size_t line_begin_ = 0;
};

bool has_high_bytes(std::string_view text) noexcept {
  unsigned char all = 0;
  for (const char c : text) all = static_cast<unsigned char>(all | c);
  return all >= 0x80;
}

/// The coding cookie of PEP 263 in one of the first two lines, lower case, `_` as `-`; or "".
std::string coding_cookie(std::string_view text) {
  for (int line = 0; line < 2 && !text.empty(); ++line) {
    const std::size_t end = find_newline(text, 0);
    const std::string_view first = text.substr(0, end);
    const std::size_t code = first.find_first_not_of(" \t\f");
    if (code != std::string_view::npos && first[code] != '#') return {};
    const std::size_t found = first.find("coding");
    if (code != std::string_view::npos && found != std::string_view::npos &&
        found + 6 < first.size() && (first[found + 6] == ':' || first[found + 6] == '=')) {
      std::size_t at = found + 7;
      while (at < first.size() && (first[at] == ' ' || first[at] == '\t')) ++at;
      std::string name;
      for (; at < first.size(); ++at) {
        const char c = first[at];
        const bool is_name = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        if (!is_name) break;
        name.push_back(c == '_' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c));
      }
      if (!name.empty()) return name;
    }
    text.remove_prefix(end);
    if (text.starts_with("\r\n")) text.remove_prefix(1);
    if (!text.empty()) text.remove_prefix(1);
  }
  return {};
}

bool is_latin1(std::string_view name) {
  return name == "latin-1" || name == "iso-8859-1" || name == "latin1" || name == "iso8859-1" ||
         name == "l1" || name == "iso-latin-1";
}

std::string latin1_to_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) system::append_code_point(out, static_cast<unsigned char>(c));
  return out;
}

/// Python's str.strip() and what follows up to the first empty line.
std::string first_paragraph(std::string_view text) {
  const auto is_space = [](char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || (c >= '\x1c' && c <= '\x1f');
  };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return std::string(text.substr(0, text.find("\n\n")));
}

/// `[a-f0-9]+` of a name that goes on with ".py".
std::string legacy_id(std::string_view file_name) {
  const std::size_t end = file_name.find_first_not_of("abcdef0123456789");
  if (end == 0 || end == std::string_view::npos || file_name.substr(end) != ".py") return {};
  return std::string(file_name.substr(0, end));
}

std::string module_name(const PythonModule&, std::string_view file_name) {
  std::string name;
  while (!file_name.empty()) {
    const system::Decoded decoded = system::decode_code_point(file_name);
    name += system::is_word(decoded.code_point) ? file_name.substr(0, decoded.length) : "_";
    file_name.remove_prefix(decoded.length);
  }
  return name;
}

class Reader {
 public:
  Reader(std::string_view text, const ReadOptions& options)
      : text_(text), options_(options), points_(text), module_(text, options) {}

  RevisionFile run() {
    module_.run();
    file_.upgrade = module_.presence("upgrade");
    file_.downgrade = module_.presence("downgrade");
    file_.way_back = module_.way_back();
    if (const auto& fault = module_.syntax_fault()) {
      const SourcePoint where = points_.at(fault->offset);
      file_.failure = LoadFailure{system::format("SyntaxError: {} ({}, line {})", fault->message,
                                                 options_.file_name, where.line),
                                  where, true};
      fail_softly();
      return std::move(file_);
    }
    if (const auto& failure = module_.failure()) fail(failure->text, failure->offset);
    read_doc();
    read_id();
    read_parents();
    file_.labels = items("branch_labels");
    if (file_.way_back != WayBack::statements)
      file_.downgrade_where = points_.at(module_.downgrade_offset());
    judge();
    return std::move(file_);
  }

 private:
  void fail(std::string text, std::size_t offset, bool is_uncaught = true) {
    if (!file_.failure)
      file_.failure = LoadFailure{std::move(text), points_.at(offset), is_uncaught};
  }

  /// After a syntax error: what was bound before it still tells which revision this is.
  void fail_softly() {
    read_doc();
    read_id();
    read_parents();
    file_.opaque.clear();
  }

  void note_opaque(std::string_view attribute, const Value& value) {
    file_.opaque.push_back({std::string(attribute), value.text, points_.at(value.offset)});
  }

  void read_doc() {
    if (const auto assigned = module_.attribute("__doc__");
        assigned && assigned->is(Value::Kind::text)) {
      file_.doc = first_paragraph(assigned->text);
    } else if (module_.docstring()) {
      file_.doc = first_paragraph(module_.docstring()->text);
    }
  }

  void read_id() {
    const std::optional<Value> value = module_.attribute("revision");
    if (!value) {
      file_.id = legacy_id(options_.file_name);
      file_.has_id_ = !file_.id.empty();
      file_.id_where = points_.at(0);
      if (file_.has_id_) return;
      if (file_.failure) return;
      fail(system::format(
               "Could not determine revision id from filename {}. Be sure the 'revision' "
               "variable is declared inside the script (please see 'Upgrading from Alembic "
               "0.1 to 0.2' in the documentation).",
               options_.file_name),
           0, false);
      file_.failure->where = {};
      return;
    }
    file_.id_where = points_.at(value->offset);
    if (value->is(Value::Kind::text)) {
      file_.id = value->text;
      file_.has_id_ = true;
    } else if (value->is(Value::Kind::none) || value->is(Value::Kind::integer) ||
               value->is(Value::Kind::boolean)) {
      bad_id_type_ = system::format("TypeError: '{}' object is not iterable", type_name(*value));
    } else if (value->is(Value::Kind::raises)) {
      fail(value->text, value->offset);
    } else {
      note_opaque("revision",
                  value->is(Value::Kind::opaque) ? *value : opaque_value("no text", value->offset));
    }
  }

  /// A value that stands for itself, not something of another module.
  static bool is_plain(const Value& value) {
    switch (value.kind) {
      case Value::Kind::none:
      case Value::Kind::boolean:
      case Value::Kind::integer:
      case Value::Kind::text:
      case Value::Kind::bytes:
      case Value::Kind::sequence:
      case Value::Kind::set:
        return true;
      default:
        return false;
    }
  }

  RevisionItem item(const Value& value) {
    RevisionItem item;
    item.type = type_name(value);
    item.where = points_.at(value.offset);
    if (value.is(Value::Kind::text)) {
      item.text = value.text;
    } else if (const Value shown = text_of(value); shown.is(Value::Kind::text)) {
      item.text = shown.text;
    }
    return item;
  }

  std::vector<RevisionItem> items(std::string_view attribute) {
    std::vector<RevisionItem> list;
    const std::optional<Value> value = module_.attribute(attribute);
    if (!value || value->is(Value::Kind::none)) return list;
    switch (value->kind) {
      case Value::Kind::text:
      case Value::Kind::integer:
      case Value::Kind::boolean:
        list.push_back(item(*value));
        break;
      case Value::Kind::sequence:
      case Value::Kind::set:
        for (const Value& each : value->items) {
          if (is_plain(each)) {
            list.push_back(item(each));
          } else {
            note_opaque(attribute, opaque_value("one of several values is not known", each.offset));
          }
        }
        if (list.size() == 1 && list.front().type == "NoneType") list.clear();
        file_.is_unordered |= value->is(Value::Kind::set) && list.size() > 1;
        break;
      case Value::Kind::raises:
        fail(value->text, value->offset);
        break;
      default:
        note_opaque(attribute,
                    value->is(Value::Kind::opaque)
                        ? *value
                        : opaque_value("neither text nor a list of texts", value->offset));
    }
    return list;
  }

  void read_parents() {
    const std::optional<Value> down = module_.attribute("down_revision");
    if (down) {
      file_.down_where = points_.at(down->offset);
    } else if (!file_.failure && bad_id_type_.empty()) {
      fail(system::format("AttributeError: module '{}' has no attribute 'down_revision'",
                          module_name(module_, options_.file_name)),
           0);
      file_.failure->where = file_.has_id_ ? file_.id_where : SourcePoint{};
    }
    file_.down = items("down_revision");
    file_.depends_on = items("depends_on");
    file_.has_dependencies = !file_.depends_on.empty();
  }

  static bool names(const std::vector<RevisionItem>& list, const std::string& id) {
    return std::ranges::any_of(
        list, [&](const RevisionItem& item) { return item.type == "str" && item.text == id; });
  }

  /// As Revision.__init__ and verify_rev_id.
  void judge() {
    if (file_.failure) return;
    if (!bad_id_type_.empty()) {
      fail(bad_id_type_, file_.id_where.offset);
      return;
    }
    if (!file_.has_id_) return;
    const auto first_named = [&](const std::vector<RevisionItem>& list) {
      return std::ranges::find(list, file_.id, &RevisionItem::text)->where.offset;
    };
    // `if down_revision and …`: a bare '' is false, a tuple that holds one is not.
    const bool is_bare_empty = file_.id.empty() && file_.down.size() == 1;
    if (names(file_.down, file_.id) && !is_bare_empty) {
      fail(system::format("Self-loop is detected in revisions ({})", file_.id),
           first_named(file_.down), false);
      return;
    }
    if (names(file_.depends_on, file_.id)) {
      fail(system::format("Dependency self-loop is detected in revisions ({})", file_.id),
           first_named(file_.depends_on), false);
      return;
    }
    std::string illegal;
    for (const char c : std::string_view("+-:@")) {
      if (file_.id.find(c) == std::string::npos) continue;
      if (!illegal.empty()) illegal += ", ";
      illegal.push_back(c);
    }
    if (!illegal.empty()) {
      fail(system::format("Character(s) '{}' not allowed in revision identifier '{}'", illegal,
                          file_.id),
           file_.id_where.offset, false);
    }
  }

  std::string_view text_;
  const ReadOptions& options_;
  PointFinder points_;
  PythonModule module_;
  RevisionFile file_;
  std::string bad_id_type_;
};

RevisionFile refused(std::string message, std::string_view text, std::size_t offset,
                     const ReadOptions& options) {
  RevisionFile file;
  const SourcePoint where = PointFinder(text).at(offset);
  file.failure = LoadFailure{
      system::format("SyntaxError: {} ({}, line {})", message, options.file_name, where.line),
      where, true};
  return file;
}

}  // namespace

RevisionFile read_revision(std::string_view text, const ReadOptions& options) {
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos)
    return refused("source code cannot contain null bytes", text, nul, options);
  const bool has_mark = text.starts_with(byte_order_mark);
  if (!has_high_bytes(text)) return Reader(text, options).run();
  const std::string cookie = coding_cookie(has_mark ? text.substr(3) : text);
  if (is_latin1(cookie) && !has_mark) {
    const std::string decoded = latin1_to_utf8(text);
    return Reader(decoded, options).run();
  }
  const std::size_t invalid = system::find_invalid_utf8(text);
  if (invalid != std::string_view::npos) {
    const bool is_utf8 = cookie.empty() || cookie.starts_with("utf-8") || cookie == "utf8";
    if (is_utf8 || cookie == "ascii") {
      return refused(system::format("(unicode error) 'utf-8' codec can't decode byte 0x{:02x} in "
                                    "position {}",
                                    static_cast<unsigned char>(text[invalid]), invalid),
                     text, invalid, options);
    }
    const std::string decoded = system::to_valid_utf8(text);
    return Reader(decoded, options).run();
  }
  if (!has_mark) return Reader(text, options).run();
  RevisionFile file = Reader(text.substr(3), options).run();
  return file;
}

}  // namespace plumbline::adapters::alembic

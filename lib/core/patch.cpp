/// render_patch: hunks made of the edits themselves, so nothing is searched for. The form is git's:
/// gitformat "extended header lines" of git-diff(1), "hunks" of diff(1).
#include <algorithm>
#include <string_view>

#include "core/fixed_files.hpp"
#include "plumbline/fix.hpp"
#include "system/format.hpp"

namespace plumbline {

namespace {

constexpr std::size_t context_lines = 3;

/// A name as git writes it: quoted in C's way where it holds anything but printable ASCII.
std::string quoted(const std::string& name) {
  std::string out = "\"";
  bool is_plain = true;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte >= 0x7f) {
      out += system::format("\\{:03o}", byte);
    } else {
      out += c;
      continue;
    }
    is_plain = false;
  }
  return is_plain ? name : out + "\"";
}

/// Lines with their ends; the last one may have none.
std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

/// Lines [old_begin, old_end) that give way to [new_begin, new_end).
struct Change {
  std::size_t old_begin = 0;
  std::size_t old_end = 0;
  std::size_t new_begin = 0;
  std::size_t new_end = 0;
};

class HunkWriter {
 public:
  HunkWriter(std::string& out, const core::FixedFile& file)
      : out_(out), file_(file), old_(split_lines(file.before)), new_(split_lines(file.after)) {}

  void write() {
    find_changes();
    std::size_t first = 0;
    while (first < changes_.size()) {
      std::size_t last = first + 1;
      while (last < changes_.size() &&
             changes_[last].old_begin - changes_[last - 1].old_end <= 2 * context_lines)
        ++last;
      hunk(first, last);
      first = last;
    }
  }

 private:
  /// The line that holds the byte at `offset`; the number of lines behind the last one.
  static std::size_t line_at(const std::vector<std::string_view>& lines, std::string_view text,
                             std::size_t offset) {
    const auto behind = std::ranges::upper_bound(
        lines, offset, {}, [&](std::string_view line) { return line.data() - text.data(); });
    const auto index = static_cast<std::size_t>(behind - lines.begin());
    const bool is_behind_all = offset >= text.size() && text.ends_with('\n');
    return index == 0 || is_behind_all ? index : index - 1;
  }

  void find_changes() {
    std::size_t grown = 0;  // bytes that the text has won by the edits so far, modulo 2^64
    for (const Edit& edit : file_.edits) {
      Change change;
      const std::size_t new_offset = edit.offset + grown;
      change.old_begin = line_at(old_, file_.before, edit.offset);
      change.old_end = line_end(old_, file_.before, edit.offset + edit.length);
      change.new_begin = line_at(new_, file_.after, new_offset);
      change.new_end = line_end(new_, file_.after, new_offset + edit.text.size());
      grown += edit.text.size() - edit.length;
      if (!changes_.empty() && change.old_begin <= changes_.back().old_end) {
        changes_.back().old_end = std::max(changes_.back().old_end, change.old_end);
        changes_.back().new_end = std::max(changes_.back().new_end, change.new_end);
      } else {
        changes_.push_back(change);
      }
    }
    if (file_.old_name.empty()) changes_.push_back({0, 0, 0, new_.size()});
    for (Change& change : changes_) leave_common_out(change);
    std::erase_if(changes_, [](const Change& change) {
      return change.old_begin == change.old_end && change.new_begin == change.new_end;
    });
  }

  /// Behind the line that `offset` stands in, or the one that ends there.
  static std::size_t line_end(const std::vector<std::string_view>& lines, std::string_view text,
                              std::size_t offset) {
    return std::min(line_at(lines, text, offset) + 1, lines.size());
  }

  void leave_common_out(Change& change) {
    while (change.old_begin < change.old_end && change.new_begin < change.new_end &&
           old_[change.old_begin] == new_[change.new_begin]) {
      ++change.old_begin;
      ++change.new_begin;
    }
    while (change.old_begin < change.old_end && change.new_begin < change.new_end &&
           old_[change.old_end - 1] == new_[change.new_end - 1]) {
      --change.old_end;
      --change.new_end;
    }
  }

  static std::string range(std::size_t begin, std::size_t count) {
    const std::size_t shown = count == 0 ? begin : begin + 1;
    return count == 1 ? system::format("{}", shown) : system::format("{},{}", shown, count);
  }

  void line(char sign, std::string_view text) {
    out_ += sign;
    out_ += text;
    if (!text.ends_with('\n')) out_ += "\n\\ No newline at end of file\n";
  }

  void hunk(std::size_t first, std::size_t last) {
    const std::size_t old_begin =
        changes_[first].old_begin - std::min(context_lines, changes_[first].old_begin);
    const std::size_t old_end = std::min(changes_[last - 1].old_end + context_lines, old_.size());
    const std::size_t new_begin =
        changes_[first].new_begin - (changes_[first].old_begin - old_begin);
    const std::size_t new_end = changes_[last - 1].new_end + (old_end - changes_[last - 1].old_end);
    out_ += system::format("@@ -{} +{} @@\n", range(old_begin, old_end - old_begin),
                           range(new_begin, new_end - new_begin));
    std::size_t at = old_begin;
    for (std::size_t i = first; i < last; ++i) {
      const Change& change = changes_[i];
      for (; at < change.old_begin; ++at) line(' ', old_[at]);
      for (; at < change.old_end; ++at) line('-', old_[at]);
      for (std::size_t n = change.new_begin; n < change.new_end; ++n) line('+', new_[n]);
    }
    for (; at < old_end; ++at) line(' ', old_[at]);
  }

  std::string& out_;
  const core::FixedFile& file_;
  std::vector<std::string_view> old_;
  std::vector<std::string_view> new_;
  std::vector<Change> changes_;
};

void write_file(std::string& out, const core::FixedFile& file) {
  const bool is_new = file.old_name.empty();
  const bool is_renamed = !is_new && file.old_name != file.new_name;
  if (!is_new && !is_renamed && file.before == file.after) return;
  const std::string old_name = quoted("a/" + (is_new ? file.new_name : file.old_name));
  const std::string new_name = quoted("b/" + file.new_name);
  out += system::format("diff --git {} {}\n", old_name, new_name);
  if (is_new) out += "new file mode 100644\n";
  if (is_renamed) {
    if (file.before == file.after) out += "similarity index 100%\n";
    out += system::format("rename from {}\nrename to {}\n", quoted(file.old_name),
                          quoted(file.new_name));
  }
  if (is_new && file.after.empty()) out += "index 0000000..e69de29\n";
  if (file.before == file.after) return;
  // A name with blanks ends at a tab.
  const auto end = [](const std::string& name) {
    return name.find(' ') == std::string::npos || name.starts_with('"') ? "" : "\t";
  };
  out += system::format("--- {}{}\n", is_new ? "/dev/null" : old_name, is_new ? "" : end(old_name));
  out += system::format("+++ {}{}\n", new_name, end(new_name));
  HunkWriter(out, file).write();
}

}  // namespace

std::string render_patch(const std::string& root, const Fix& fix) {
  std::string out;
  for (const core::FixedFile& file : core::fixed_files(root, fix)) write_file(out, file);
  return out;
}

}  // namespace plumbline

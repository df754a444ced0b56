#include "project/excerpts.hpp"

#include <string_view>

#include "plumbline/error.hpp"
#include "system/files.hpp"
#include "system/redact.hpp"

namespace plumbline::project {

namespace {

/// Findings come sorted by file and line, so one file is open at a time and lines are walked
/// forward.
class LineReader {
 public:
  LineReader(const std::string& base, const Limits& limits) : base_(base), limits_(limits) {}

  std::string_view line(const std::string& file, int number) {
    if (!is_open_ || file != file_ || number < line_) open(file);
    while (line_ < number) {
      const std::size_t end = bytes_.find('\n', start_);
      if (end == std::string::npos) return {};
      start_ = end + 1;
      ++line_;
    }
    const std::string_view rest = std::string_view(bytes_).substr(start_);
    std::string_view found = rest.substr(0, rest.find('\n'));
    if (found.ends_with('\r')) found.remove_suffix(1);
    return found;
  }

 private:
  void open(const std::string& file) {
    if (!is_open_ || file != file_) {
      is_open_ = true;
      file_ = file;
      try {
        bytes_ = system::read_file(system::join_path(base_, file), limits_);
      } catch (const Error&) {
        bytes_.clear();  // the finding itself says what is wrong with the file
      }
    }
    line_ = 1;
    start_ = 0;
  }

  const std::string& base_;
  const Limits& limits_;
  bool is_open_ = false;
  std::string file_;
  std::string bytes_;
  int line_ = 1;
  std::size_t start_ = 0;
};

}  // namespace

void fill_excerpts(std::vector<Finding>& findings, const std::string& base, const Limits& limits) {
  LineReader reader(base, limits);
  for (Finding& finding : findings) {
    if (finding.where.line == 0 || finding.where.file.empty() || !finding.excerpt.empty()) continue;
    const std::string_view line = reader.line(finding.where.file, finding.where.line);
    finding.excerpt = system::redact_line(line.substr(0, 4 * limits.max_excerpt_bytes));
  }
}

}  // namespace plumbline::project

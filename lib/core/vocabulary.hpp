/// The words that files hold: what no file names, none of them can have made.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_set>

namespace plumbline::core {

/// Identifiers in small letters, wherever they stand: in SQL, in Python, in comments. Names put
/// together at run time (format('%s_idx'), f"part_{n}", 'part_' || n) are known by how they begin
/// or end.
class Vocabulary {
 public:
  void add(std::string_view text);

  /// Whether any of the files names it or could put it together.
  [[nodiscard]] bool knows(std::string_view name) const;
  [[nodiscard]] bool is_empty() const noexcept { return words_.empty(); }

 private:
  std::unordered_set<std::string> words_;
  std::set<std::string, std::less<>> beginnings_;
  std::set<std::string, std::less<>> ends_;
};

}  // namespace plumbline::core

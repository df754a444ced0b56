/// The questions of a `queries.json`: a JSON array of objects whose members are texts or lists of
/// texts. Read by PEGTL's JSON rules, so that no JSON library is loaded at every start for what
/// only --ask needs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plumbline::adapters::alembic {

/// One member of a question.
struct QuestionMember {
  std::string name;
  bool is_list = false;
  std::vector<std::string> texts;  ///< one, unless it is a list; none for null
};

struct AskedQuestion {
  std::vector<QuestionMember> members;  ///< in the order written

  /// The texts of that member; none when it is not there.
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  /// Its first text, or "".
  [[nodiscard]] std::string text(std::string_view name) const;
};

/// Throws Error (format) with the line of what is no question.
std::vector<AskedQuestion> read_questions(std::string_view json);

}  // namespace plumbline::adapters::alembic

/// A file that goes to the server as it is, in one message; declared in script.hpp.
#include "sql/line_counter.hpp"
#include "sql/script.hpp"
#include "sql/split.hpp"
#include "sql/statement_words.hpp"
#include "sql/suppression.hpp"

namespace plumbline::sql {

StatementList read_plain_script(std::string_view text, const std::string& file) {
  StatementList list;
  list.file = file;
  list.one_message = true;
  LineCounter lines(text, file);
  const bool has_nul = text.find('\0') != std::string_view::npos;
  for (const Piece& piece : split(text)) {
    Statement statement;
    const std::string_view sql = text.substr(piece.offset, piece.length);
    statement.where = lines.at(piece.offset);
    statement.end_line = lines.line_at(piece.end);
    if (has_nul) {
      statement.opaque = "the file holds a NUL byte, which no server takes";
    } else if (statement.opaque = why_too_heavy(sql); !statement.opaque.empty()) {
      statement.only_data = only_touches_rows(sql);
    } else {
      statement.sql = sql;
    }
    list.statements.push_back(std::move(statement));
  }
  add_suppressions(text, file, list);
  return list;
}

}  // namespace plumbline::sql

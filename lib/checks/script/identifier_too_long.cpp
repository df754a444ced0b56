/// Names of more than 63 bytes are cut without an error.
#include "checks/script/rules.hpp"
#include "core/format.hpp"
#include "sql/lexer.hpp"

namespace plumbline::checks::script {

void identifier_too_long(const Step& step, Scene& scene) {
  constexpr std::size_t longest = 63;
  sql::Lexer lexer(step.sql);
  for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::end; token = lexer.next()) {
    const bool is_name =
        token.kind == sql::TokenKind::word || token.kind == sql::TokenKind::quoted_word;
    if (!is_name || token.is_cut || token.length <= longest) continue;
    const std::string name = sql::name_of(token, lexer.text_of(token));
    if (name.size() <= longest) continue;
    scene.report("script/identifier-too-long",
                 core::format("name \"{}\" has {} bytes: PostgreSQL keeps the first {}", name,
                              name.size(), longest));
  }
}

}  // namespace plumbline::checks::script

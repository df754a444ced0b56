/// Predictions as text and as `plumbline.prediction/1` (prediction.md beside this file).
#include <array>

#include "core/format.hpp"
#include "core/json.hpp"
#include "plumbline/prediction.hpp"
#include "plumbline/render.hpp"
#include "plumbline/version.hpp"
#include "report/paint.hpp"
#include "system/utf8.hpp"

namespace plumbline {

namespace {

using report::Ink;
using report::Paint;

std::string safe(std::string_view text) { return system::escape_for_display(text); }

std::string first_words(const Statement& statement) {
  constexpr std::size_t most_bytes = 72;
  std::string text;
  for (const char c : statement.sql) {
    const bool is_blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!is_blank) {
      text += c;
    } else if (!text.empty() && text.back() != ' ') {
      text += ' ';
    }
    if (text.size() > most_bytes * 2) break;
  }
  return system::escape_for_display(text, most_bytes);
}

std::string place(const Statement& statement) {
  return core::format("{}:{}", safe(statement.where.file), statement.where.line);
}

}  // namespace

std::string render_text(const Prediction& prediction, const TextStyle& style) {
  const Paint paint(style.color);
  std::array<std::size_t, 3> counts{};
  std::string text;
  for (const PredictedStatement& one : prediction.statements) {
    const StatementVerdict& verdict = one.verdict;
    ++counts[static_cast<std::size_t>(verdict.verdict)];
    if (verdict.verdict == Verdict::ok) {
      if (style.verbose) {
        text += core::format("{}: {}: {}\n", place(one.statement), paint(Ink::green, "ok"),
                             first_words(one.statement));
      }
      continue;
    }
    const bool fails = verdict.verdict == Verdict::fails;
    text += core::format(
        "{}: {}: {}\n", place(one.statement),
        fails ? paint(Ink::red, "fails " + verdict.sqlstate) : paint(Ink::yellow, "unknown"),
        safe(fails ? verdict.message : verdict.why));
    if (!one.statement.sql.empty()) {
      text += core::format("    {}\n", paint(Ink::dim, first_words(one.statement)));
    }
    if (fails && one.statement.end_line > one.statement.where.line) {
      text += core::format("    psql names line {}, where the statement ends\n",
                           one.statement.end_line);
    }
  }
  for (const Unchecked& unchecked : prediction.unchecked) {
    text += core::format("not looked at: {}: {}\n", safe(unchecked.what), safe(unchecked.why));
  }
  if (prediction.statements.empty()) return text + "nothing to run\n";
  return text + core::format("{} {}: {} ok, {} fail, {} unknown\n", prediction.statements.size(),
                             prediction.statements.size() == 1 ? "statement" : "statements",
                             counts[0], counts[1], counts[2]);
}

std::string render_json(const Prediction& prediction) {
  core::JsonWriter json;
  json.begin_object()
      .member("schema", "plumbline.prediction/1")
      .member("version", version)
      .member("grammar", prediction.grammar);
  json.key("statements").begin_array();
  for (const PredictedStatement& one : prediction.statements) {
    const StatementVerdict& verdict = one.verdict;
    json.begin_object().key("change").string_or_null(one.change);
    json.key("file").string_or_null(one.statement.where.file);
    json.member("line", one.statement.where.line)
        .member("end_line", one.statement.end_line)
        .member("verdict", verdict_name(verdict.verdict));
    json.key("sqlstate").string_or_null(verdict.sqlstate);
    json.key("message").string_or_null(verdict.message);
    json.key("why").string_or_null(verdict.why);
    json.key("class").string_or_null(one.finding ? one.finding->failure_class : "");
    json.end_object();
  }
  json.end_array();
  json.key("unchecked").begin_array();
  for (const Unchecked& one : prediction.unchecked) {
    json.begin_object().member("what", one.what).member("why", one.why).end_object();
  }
  json.end_array();
  json.key("summary").begin_object();
  for (const Verdict verdict : {Verdict::ok, Verdict::fails, Verdict::unknown}) {
    std::size_t count = 0;
    for (const PredictedStatement& one : prediction.statements) {
      count += one.verdict.verdict == verdict ? 1U : 0U;
    }
    json.member(verdict_name(verdict), count);
  }
  json.end_object().end_object();
  return std::move(json).finish();
}

}  // namespace plumbline

#include <doctest/doctest.h>

#include <sys/wait.h>

#include <cstdlib>
#include <optional>
#include <string>

#include "pipeline/shell.hpp"
#include "support/skip.hpp"

namespace plumbline::tests::pipeline {

using namespace plumbline::pipeline;

namespace {

/// The command whose first word is `alembic`.
std::optional<ShellIndex> find_alembic(const ShellScript& script) {
  for (ShellIndex i = 0; i < script.nodes.size(); ++i) {
    const ShellNode& node = script.nodes[i];
    if (node.kind == ShellKind::command && !node.words.empty() &&
        node.words.front().text == "alembic")
      return i;
  }
  return std::nullopt;
}

FailureFate fate(const std::string& text, ShellOptions options) {
  const ShellScript script = parse_shell(text);
  const auto command = find_alembic(script);
  REQUIRE_MESSAGE(command, text);
  return fate_of_failure(script, text, *command, options);
}

/// What bash does with the same text when alembic fails and every other program succeeds.
int status_in_bash(const std::string& text, ShellOptions options) {
  std::string prelude =
      "alembic() { return 3; }; tee() { cat >/dev/null; }; pip() { :; }; gunicorn() { :; }; "
      "notify() { :; }\n";
  std::string quoted;
  for (const char c : prelude + text)
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  const std::string command = std::string("bash ") + (options.stops_on_error ? "-e " : "") +
                              (options.has_pipefail ? "-o pipefail " : "") + "-c '" + quoted +
                              "' >/dev/null 2>&1";
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

constexpr ShellOptions plain{};
constexpr ShellOptions strict{.stops_on_error = true, .has_pipefail = false};
constexpr ShellOptions strictest{.stops_on_error = true, .has_pipefail = true};

struct Row {
  const char* text;
  ShellOptions options;
  FailureOutcome outcome;
};

constexpr FailureOutcome fails = FailureOutcome::fails;
constexpr FailureOutcome swallowed = FailureOutcome::swallowed;
constexpr FailureOutcome unknown = FailureOutcome::unknown;

const Row rows[] = {
    {"alembic upgrade head", plain, fails},
    {"pip install x; alembic upgrade head", plain, fails},
    {"alembic upgrade head; gunicorn app", plain, swallowed},
    {"alembic upgrade head; gunicorn app", strict, fails},
    {"alembic upgrade head\ngunicorn app", strict, fails},
    {"alembic upgrade head\ngunicorn app", plain, swallowed},
    {"alembic upgrade head && gunicorn app", plain, fails},
    {"alembic upgrade head && echo done\necho released", strict, swallowed},
    {"alembic upgrade head && echo done", strict, fails},
    {"alembic upgrade head || true", strict, swallowed},
    {"alembic upgrade head || :", strict, swallowed},
    {"alembic upgrade head || echo 'no migrations'", strict, swallowed},
    {"alembic upgrade head || exit 1", plain, fails},
    {"alembic upgrade head || exit 0", strict, swallowed},
    {"alembic upgrade head || { echo failed; exit 1; }", plain, fails},
    {"alembic upgrade head || (echo failed; false)", strict, fails},
    {"alembic upgrade head || { echo failed; }", strict, swallowed},
    {"alembic upgrade head || notify", strict, unknown},
    {"alembic upgrade head; true", plain, swallowed},
    {"set -e\nalembic upgrade head\ntrue", plain, fails},
    {"set -eu -o pipefail\nalembic upgrade head | tee log\ntrue", plain, fails},
    {"set -euo pipefail\nalembic upgrade head | tee log\ntrue", plain, fails},
    {"set +e\nalembic upgrade head\ngunicorn app", strict, swallowed},
    {"set +e\nalembic upgrade head\nset -e\ngunicorn app", strict, swallowed},
    {"set +e\nalembic upgrade head\nresult=$?\nset -e\nexit $result", strict, unknown},
    {"alembic upgrade head | tee log", strict, swallowed},
    {"alembic upgrade head | tee log", strictest, fails},
    {"alembic upgrade head 2>&1 | tee log; exit ${PIPESTATUS[0]}", strict, unknown},
    {"echo y | alembic upgrade head", strict, fails},
    {"alembic upgrade head &", strict, swallowed},
    {"alembic upgrade head & gunicorn app", strict, swallowed},
    {"! alembic upgrade head", strict, swallowed},
    {"(alembic upgrade head)", strict, fails},
    {"(alembic upgrade head; true)", plain, swallowed},
    {"(alembic upgrade head)\ngunicorn app", strict, fails},
    {"{ alembic upgrade head; }\ngunicorn app", strict, fails},
    {"if alembic upgrade head; then echo ok; fi", strict, swallowed},
    {"if alembic upgrade head; then echo ok; else echo bad; exit 1; fi", strict, fails},
    {"if alembic upgrade head; then echo ok; else echo bad; fi", strict, swallowed},
    {"if ! alembic upgrade head; then echo bad; exit 1; fi\ngunicorn app", strict, fails},
    {"if true; then\n  alembic upgrade head\nfi\ngunicorn app", strict, fails},
    {"case x in\n  x) alembic upgrade head ;;\n  *) echo no ;;\nesac\ngunicorn app", strict, fails},
    {"case x in\n  x) alembic upgrade head ;;\nesac\ngunicorn app", plain, swallowed},
    {"for i in 1 2 3; do alembic upgrade head && break; done", strict, unknown},
    {"for i in 1; do alembic upgrade head; done\ngunicorn app", strict, fails},
    {"true && alembic upgrade head", strict, fails},
    {"[ -n x ] && alembic upgrade head\ngunicorn app", strict, fails},
    {"false || alembic upgrade head\ngunicorn app", strict, fails},
    {"trap 'exit 0' ERR\nalembic upgrade head", strict, unknown},
    {"alembic upgrade head \\\n  --tag x || true", strict, swallowed},
    {"# alembic is next || true\nalembic upgrade head # || true", strict, fails},
    {"echo '|| true'; alembic upgrade head", strict, fails},
    {"cat <<EOF\n|| true\nEOF\nalembic upgrade head", strict, fails},
    {"alembic upgrade head <<'EOF' || true\n$x\nEOF\n", strict, swallowed},
    {"run() { alembic upgrade head; }\nrun", strict, fails},
};

}  // namespace

TEST_CASE("the fate of a failing command is told") {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CAPTURE(row.options.stops_on_error);
    CAPTURE(row.options.has_pipefail);
    const FailureFate told = fate(row.text, row.options);
    CHECK(told.outcome == row.outcome);
    CHECK((told.outcome == swallowed) == !told.reason.empty());
  }
}

TEST_CASE("bash agrees with every fate that is told") {
  if (std::system("bash -c true") != 0) {
    return skip_case("there is no bash on this machine");
  }
  for (const Row& row : rows) {
    if (row.outcome == unknown) continue;
    CAPTURE(row.text);
    CAPTURE(row.options.stops_on_error);
    CHECK((status_in_bash(row.text, row.options) == 0) == (row.outcome == swallowed));
  }
}

TEST_CASE("the reason quotes what hides the failure") {
  CHECK(fate("alembic upgrade head || true", strict).reason == "`|| true` follows it");
  CHECK(fate("alembic upgrade head | tee log", strict).reason ==
        "`| tee log` follows it without pipefail");
  CHECK(fate("alembic upgrade head; x", plain).reason ==
        "the shell does not stop at an error, and a later command decides");
  CHECK(fate("set +e\nalembic upgrade head\nx", strict).reason ==
        "`set +e` lets the next command decide");
  CHECK(fate("alembic upgrade head && x\ny", strict).reason ==
        "with `&&` behind it, -e does not stop the shell and the next command decides");
  CHECK(fate("alembic upgrade head &", strict).reason == "`&` runs it in the background");
}

TEST_CASE("text that does not parse says nothing of its failures") {
  for (const char* text : {"if x; then alembic upgrade head || true", "alembic 'upgrade || true",
                           "alembic x; )", "echo $(x; alembic y"}) {
    const ShellScript script = parse_shell(text);
    CHECK_FALSE(script.is_understood);
  }
}

TEST_CASE("words lose their quotes and keep their places") {
  const std::string text =
      "a=1 cmd 'x y'z \"$A\"\\ b \"${B#postgres:}\" ${{ secrets.C }} 2>&1 >f # end";
  const ShellScript script = parse_shell(text);
  const ShellNode& node = script.nodes[0];
  REQUIRE(node.assignments.size() == 1);
  CHECK(node.assignments[0].text == "a=1");
  REQUIRE(node.words.size() == 5);
  CHECK(node.words[1].text == "x yz");
  CHECK(node.words[2].text == "$A b");
  CHECK(node.words[3].text == "${B#postgres:}");
  CHECK(node.words[4].text == "${{ secrets.C }}");
  for (const ShellWord& word : node.words)
    for (std::size_t i = 0; i < word.text.size(); ++i) CHECK(text[word.offsets[i]] == word.text[i]);
  CHECK(parse_shell("x 'a$B'").nodes[0].words[1].has_literal_dollar);
  CHECK_FALSE(parse_shell("x \"a$B\"").nodes[0].words[1].has_literal_dollar);
  CHECK_FALSE(parse_shell("x '${{ a.B }}'").nodes[0].words[1].has_literal_dollar);
}

TEST_CASE("five thousand levels of brackets are cut off") {
  for (const char* open : {"(", "{ ", "if ", "x $(", "while ", "case x in x) "}) {
    std::string text;
    for (int i = 0; i < 5000; ++i) text += open;
    CHECK_FALSE(parse_shell(text).is_understood);
  }
}

}  // namespace plumbline::tests::pipeline

/// Runs every script rule over every statement, and what suppressions in the scripts say of them.
#include "checks/script/script.hpp"

#include <algorithm>
#include <iterator>

#include "checks/script/rules.hpp"
#include "core/format.hpp"
#include "plumbline/rule.hpp"
#include "sql/do_block.hpp"
#include "sql/parse.hpp"

namespace plumbline::checks::script {

namespace {

/// Statements of a DO block, however deep; false when some of it is not known.
bool collect(const sql::BlockNode& root, std::vector<std::string>& statements) {
  bool is_known = true;
  std::vector<const sql::BlockNode*> open = {&root};
  while (!open.empty()) {
    const sql::BlockNode& node = *open.back();
    open.pop_back();
    std::vector<const sql::BlockNode*> children;
    for (const sql::BlockNode& child : node.body) children.push_back(&child);
    for (const sql::BlockArm& arm : node.arms) {
      for (const sql::BlockNode& child : arm.body) children.push_back(&child);
    }
    for (const sql::BlockHandler& handler : node.handlers) {
      for (const sql::BlockNode& child : handler.body) children.push_back(&child);
    }
    open.insert(open.end(), children.rbegin(), children.rend());
    if (node.kind == sql::BlockKind::sql || node.kind == sql::BlockKind::execute)
      statements.push_back(node.sql);
    is_known = is_known && (node.kind != sql::BlockKind::opaque || !node.arms.empty());
  }
  return is_known;
}

/// The body of DO, when it is PL/pgSQL.
std::string_view block_of(const Node& node) {
  std::string_view body;
  for (const Node option : node["args"]) {
    const std::string_view name = option.text("defname");
    if (name == "as") body = option["arg"].as_text();
    if (name == "language" && option["arg"].as_text() != "plpgsql") return {};
  }
  return body;
}

class Judge {
 public:
  explicit Judge(const ScriptOptions& options) : scene_(options) {}

  std::vector<Reported> judge(const Script& script) {
    scene_.begin_script(script);
    is_followed_only_ = script.is_followed_only;
    for (const Statement& statement : script.list->statements) judge(statement);
    scene_.end_script();
    std::vector<Reported> found = scene_.take();
    if (is_followed_only_) found.clear();
    return found;
  }

  /// What wants an index or a comment that no statement has made.
  std::vector<Wanted> take_missing() {
    std::vector<Wanted> missing = scene_.take_wanted();
    std::erase_if(missing, [&](const Wanted& one) {
      if (!one.comment.empty()) return scene_.wants_no_comment(one.comment);
      const Tables& tables = scene_.tables();
      return one.columns.empty() ? tables.has_key(one.table)
                                 : tables.has_index(one.table, one.columns) != false;
    });
    return missing;
  }

 private:
  void judge(const Statement& statement) {
    Step step{.statement = &statement,
              .node = {},
              .sql = statement.sql,
              .in_transaction = scene_.is_in_transaction(),
              .in_block = false};
    scene_.begin_step(step);
    if (!statement.opaque.empty()) {
      if (!statement.only_data) not_analysed(statement.opaque);
      return;
    }
    const sql::ParseResult parsed = sql::parse(statement.sql);
    step.node = parsed.ast.root();
    if (!step.node) return;
    run_rules(step);
    if (step.node.is_a("DoStmt")) judge_block(step);
    scene_.follow(step);
  }

  void judge_block(const Step& outer) {
    const std::string_view body = block_of(outer.node);
    std::vector<std::string> statements;
    const bool is_known =
        !body.empty() && collect(sql::read_block(body, {.checks_sql = false}).block, statements);
    if (!is_known) not_analysed("what the DO block does depends on what it finds");
    for (const std::string& text : statements) {
      const sql::ParseResult parsed = sql::parse(text);
      Step step{.statement = outer.statement,
                .node = parsed.ast.root(),
                .sql = text,
                .in_transaction = true,
                .in_block = true};
      if (!step.node || step.node.is_a("DoStmt")) continue;
      scene_.begin_step(step);
      run_rules(step);
      scene_.follow(step);
    }
    scene_.begin_step(outer);
  }

  void run_rules(const Step& step) {
    if (is_followed_only_) return;
    for (const ScriptRule rule : rules) {
      scene_.begin_rule();
      rule(step, scene_);
    }
  }

  void not_analysed(std::string_view why) {
    if (scene_.is_first("not-analysed"))
      scene_.report("script/not-analysed",
                    core::format("not all of the script could be judged: {}", why));
  }

  Scene scene_;
  bool is_followed_only_ = false;
};

/// Findings of the statement that a suppression of theirs speaks of go; one that excuses nothing,
/// or says no reason, is a finding itself.
void suppress(const Script& script, std::vector<Reported>& findings) {
  const StatementList& list = *script.list;
  for (const Suppression& one : list.suppressions) {
    const bool has_statement = one.statement < list.statements.size();
    const auto is_meant = [&](const Reported& reported) {
      const Finding& finding = reported.finding;
      return has_statement && finding.where == list.statements[one.statement].where &&
             !one.rule.empty() &&
             (rule_matches(one.rule, finding.rule) ||
              rule_matches("script/" + one.rule, finding.rule));
    };
    const std::size_t removed = std::erase_if(findings, is_meant);
    if (removed > 0 && !one.reason.empty()) continue;
    Finding finding = make_finding(
        "script/unused-suppression",
        removed == 0 ? core::format("the suppression of \"{}\" hides no finding", one.rule)
                     : core::format("the suppression of \"{}\" gives no reason", one.rule),
        one.where);
    if (script.change != nullptr) finding.change = script.change->id;
    findings.push_back({.finding = std::move(finding), .is_doubtful = false, .is_taste = false});
  }
}

}  // namespace

Judgement check_scripts(std::span<const Script> scripts, const ScriptOptions& options) {
  std::vector<std::vector<Reported>> found;
  Judge judge(options);
  for (const Script& script : scripts) found.push_back(judge.judge(script));
  for (Wanted& missing : judge.take_missing()) {
    if (!scripts[missing.script].is_followed_only)
      found[missing.script].push_back(std::move(missing.reported));
  }
  Judgement result;
  for (std::size_t at = 0; at < scripts.size(); ++at) {
    const Script& script = scripts[at];
    if (script.is_followed_only) continue;
    for (const Finding& finding : script.simulated)
      found[at].push_back({.finding = finding, .is_doubtful = false, .is_taste = false});
    suppress(script, found[at]);
    for (Reported& one : found[at]) {
      const bool is_left_out = options.earlier == Earlier::unknown && !script.is_newest &&
                               (one.is_doubtful || one.is_taste);
      (is_left_out ? result.older : result.findings).push_back(std::move(one.finding));
    }
  }
  return result;
}

}  // namespace plumbline::checks::script

/// Runs each statement of SQL files on a real PostgreSQL and in the simulator, compares success or
/// SQLSTATE, and the resulting schema, and prints a score.
///   differential [--each] [--resync] [--quiet] [--report] [--at-least PERCENT] FILE…
/// PGHOST names the server's socket (with_postgres sets it). Each file is read as psql reads it and
/// gets a database of its own. Nothing is taken back from the server on the way, as in `predict`.
///   --each    compare schemas after each statement, not after every 20th
///   --resync  go on from the real schema after a statement that was unknown or wrong
/// Exit status 1 when anything was wrong, unless --report is given, and when less was right than
/// --at-least says.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "plumbline/diff.hpp"
#include "plumbline/schema.hpp"
#include "plumbline/target.hpp"
#include "sql/script.hpp"
#include "sql/simulator.hpp"
#include "support/session.hpp"
#include "system/large_stack.hpp"

namespace {

using namespace plumbline;
using sql::Simulator;

struct Options {
  bool each = false;
  bool resync = false;
  bool quiet = false;
  bool report = false;
  double least = 0;  ///< per cent that must be right
};

struct Score {
  std::size_t right = 0;
  std::size_t unknown = 0;
  std::size_t wrong = 0;
  std::size_t differences = 0;
  std::size_t compared = 0;

  void operator+=(const Score& other) {
    right += other.right;
    unknown += other.unknown;
    wrong += other.wrong;
    differences += other.differences;
    compared += other.compared;
  }
};

double share(const Score& score) {
  const std::size_t all = score.right + score.unknown + score.wrong;
  return all == 0 ? 0.0 : 100.0 * static_cast<double>(score.right) / static_cast<double>(all);
}

void print(const std::string& name, const Score& score) {
  const std::size_t all = score.right + score.unknown + score.wrong;
  std::printf(
      "%s: %zu statements, %zu right (%.2f %%), %zu unknown, %zu wrong; %zu schema comparisons, "
      "%zu differences\n",
      name.c_str(), all, score.right, share(score), score.unknown, score.wrong, score.compared,
      score.differences);
  std::fflush(stdout);
}

std::string uri(const std::string& database) {
  const char* const host = std::getenv("PGHOST");
  if (host == nullptr) {
    std::fprintf(stderr, "differential: PGHOST is not set; run it by with_postgres\n");
    std::exit(2);
  }
  return "postgresql://postgres@/" + database + "?host=" + host;
}

class Run {
 public:
  Run(const std::string& database, Options options)
      : options_(options), uri_(uri(database)), session_(uri_), captures_(uri_) {
    resync();
  }

  /// One message to the server: a statement, or several between which `\\;` stands. What no server
  /// gets is run on neither side.
  void message(const std::string& file, std::span<const Statement> statements) {
    std::string sql;
    StatementVerdict ours;
    bool is_known = true;
    for (Statement statement : statements) {
      is_known = is_known && statement.opaque.empty();
      statement.with_previous = statements.size() > 1;
      sql += (sql.empty() ? "" : ";") + statement.sql;
      if (ours.verdict == Verdict::fails) continue;
      const StatementVerdict one = simulator_->run(statement);
      if (ours.verdict == Verdict::ok) ours = one;
    }
    if (is_known) judge(file, statements.front().where.line, sql, ours);
  }

  void compare(const std::string& file, int line) {
    since_ = 0;
    if (is_in_transaction()) return;
    if (!simulator_->catalog().doubt_of_everything().empty()) return;
    Target target = Target::open(uri_);
    const Schema real = capture_schema(target, {});
    const Diff diff =
        diff_schemas(real, simulator_->schema(), {.column_order = true, .system_names = true});
    ++score.compared;
    for (const Difference& difference : diff.differences) {
      if (!simulator_->catalog().is_doubtful(difference.object)) {
        ++score.differences;
        std::printf("%s:%d: SCHEMA: %s %s %s: real [%s] ours [%s] %s\n", file.c_str(), line,
                    difference.change == DifferenceKind::missing      ? "not made"
                    : difference.change == DifferenceKind::unexpected ? "made too much"
                                                                      : "differs",
                    std::string(kind_name(difference.kind)).c_str(), difference.object.c_str(),
                    difference.old_value.c_str(), difference.new_value.c_str(),
                    difference.property.c_str());
      }
    }
    if (options_.resync && !diff.differences.empty()) resync();
  }

  Score score;

 private:
  /// A line for each statement that came out otherwise.
  void judge(const std::string& file, int line, std::string_view sql,
             const StatementVerdict& ours) {
    const tests::Session::Outcome real = session_.try_run(sql);
    const std::string ours_text = ours.verdict == Verdict::ok      ? "ok"
                                  : ours.verdict == Verdict::fails ? ours.sqlstate
                                                                   : "unknown";
    const std::string real_text = real.sqlstate.empty() ? "ok" : real.sqlstate;
    if (ours.verdict == Verdict::unknown) {
      ++score.unknown;
      if (!options_.quiet) {
        std::printf("%s:%d: unknown (%s): %s | %s\n", file.c_str(), line, real_text.c_str(),
                    ours.why.c_str(), first_line(sql).c_str());
      }
      if (options_.resync) pending_resync_ = true;
    } else if (ours_text != real_text) {
      ++score.wrong;
      std::printf("%s:%d: WRONG: ours %s %s, real %s %s | %s\n", file.c_str(), line,
                  ours_text.c_str(), ours.message.c_str(), real_text.c_str(), real.message.c_str(),
                  first_line(sql).c_str());
      if (options_.resync) pending_resync_ = true;
    } else {
      ++score.right;
      if (!real.sqlstate.empty() && ours.message != real.message && !options_.quiet) {
        std::printf("%s:%d: message: ours %s, real %s\n", file.c_str(), line, ours.message.c_str(),
                    real.message.c_str());
      }
    }
    if (pending_resync_) {
      if (!is_in_transaction() && !holds_more()) resync();
      return;
    }
    if (options_.each || ++since_ >= 20) compare(file, line);
  }

  static std::string first_line(std::string_view text) {
    return std::string(text.substr(0, std::min<std::size_t>(text.find('\n'), 120)));
  }

  [[nodiscard]] bool is_in_transaction() const { return simulator_->session().in_transaction(); }

  /// What no other session sees: temporary objects, another role.
  bool holds_more() {
    return !session_
                .try_run(
                    "SELECT 1 / (current_user = 'postgres' AND session_user = 'postgres' AND "
                    "NOT EXISTS (SELECT FROM pg_class WHERE relpersistence = 't'))::int")
                .sqlstate.empty();
  }

  /// From the real schema, with what is known of rows; settings remain.
  void resync() {
    pending_resync_ = false;
    since_ = 0;
    Target target = Target::open(uri_);
    const Schema schema = capture_schema(target, {});
    const bool is_first = simulator_ == nullptr;
    sql::Session::Settings settings;
    if (!is_first) settings = simulator_->session().current_settings();
    simulator_ = std::make_unique<Simulator>(schema, sql::SimulatorOptions{});
    if (!is_first) simulator_->session().restore(settings);
    sql::Catalog& catalog = simulator_->catalog();
    for (const sql::Id table : catalog.all(ObjectKind::table)) {
      const std::string rows = captures_
                                   .try_run("SELECT 1/count(*) FROM (SELECT FROM " +
                                            catalog.sql_name(table) + " LIMIT 1) x")
                                   .sqlstate;
      catalog.set_rows(table, rows.empty()      ? sql::Rows::some
                              : rows == "22012" ? sql::Rows::none
                                                : sql::Rows::unknown);
    }
    catalog.keep_all();
  }

  Options options_;
  std::string uri_;
  tests::Session session_;
  tests::Session captures_;
  std::unique_ptr<Simulator> simulator_;
  bool pending_resync_ = false;
  int since_ = 0;
};

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "differential: %s cannot be read\n", path.c_str());
    std::exit(2);
  }
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Score run_file(const std::string& path, const std::string& database, const Options& options) {
  tests::Session server(uri("postgres"));
  server.run("CREATE DATABASE " + database);
  Score score;
  {
    Run run(database, options);
    const std::string text = read(path);
    const std::size_t slash = path.rfind('/');
    const std::string name = path.substr(slash == std::string::npos ? 0 : slash + 1);
    const std::vector<Statement> all = sql::read_psql_script(text, name).statements;
    int line = 0;
    for (std::size_t at = 0; at < all.size();) {
      std::size_t end = at + 1;
      while (end < all.size() && all[end].with_previous) ++end;
      line = all[at].where.line;
      run.message(name, std::span(all).subspan(at, end - at));
      at = end;
    }
    run.compare(name, line);
    score = run.score;
    if (!options.quiet) print(name, score);
  }
  {
    tests::Session owner(uri(database));
    std::istringstream prepared(
        owner.run("SELECT quote_literal(gid) FROM pg_prepared_xacts WHERE database = "
                  "current_database()"));
    for (std::string gid; std::getline(prepared, gid);) owner.try_run("ROLLBACK PREPARED " + gid);
  }
  const bool has_force = server
                             .try_run(
                                 "SELECT 1 / (current_setting('server_version_num')::int / "
                                 "130000)")
                             .sqlstate.empty();
  server.run("DROP DATABASE " + database + (has_force ? " WITH (FORCE)" : ""));
  // Roles belong to the cluster: the next file starts without them.
  std::istringstream roles(
      server.run("SELECT quote_ident(rolname) FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> "
                 "current_user"));
  for (std::string role; std::getline(roles, role);) server.try_run("DROP ROLE " + role);
  return score;
}

}  // namespace

int main(int count, char** words) {
  Options options;
  std::vector<std::string> files;
  for (int at = 1; at < count; ++at) {
    const std::string word = words[at];
    if (word == "--each") {
      options.each = true;
    } else if (word == "--resync") {
      options.resync = true;
    } else if (word == "--quiet") {
      options.quiet = true;
    } else if (word == "--report") {
      options.report = true;
    } else if (word == "--at-least" && at + 1 < count) {
      options.least = std::atof(words[++at]);
    } else {
      files.push_back(word);
    }
  }
  Score total;
  int number = 0;
  system::run_on_large_stack([&] {
    for (const std::string& file : files) {
      total += run_file(file, "differential_" + std::to_string(++number), options);
    }
  });
  print("all", total);
  if (share(total) < options.least) {
    std::printf("less than %.2f %% right\n", options.least);
    return 1;
  }
  return (total.wrong > 0 || total.differences > 0) && !options.report ? 1 : 0;
}

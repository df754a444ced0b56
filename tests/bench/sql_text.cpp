/// How fast SQL is read and simulated: tokens, statements, psql scripts, parse trees, and the whole
/// way from a text to the new Schema; in MB/s of CPU time, which a busy machine leaves nearly as it
/// is. Each row is a process of its own, so that nothing is warm in it, and the median of some; its
/// memory is that at the end of the row beyond what its text takes.
///   bench_sql_text [--repeats N] [--only WORD] [FILE…]
/// Files are read together, as psql does; without any, scripts are made up, and simulated in four
/// sizes: speed and memory for a byte are to be the same. Marks: split 50, parse 8, simulate 5.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "made_up_scripts.hpp"
#include "sql/lexer.hpp"
#include "sql/parse.hpp"
#include "sql/script.hpp"
#include "sql/simulator.hpp"
#include "sql/split.hpp"
#include "system/files.hpp"
#include "system/large_stack.hpp"

using namespace plumbline;

namespace {

using Make = std::function<std::string()>;
using Work = std::function<void(const std::string&)>;

struct Cost {
  double seconds = 0;
  double megabytes = 0;
  std::size_t bytes = 0;
};

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

/// In a process of its own.
Cost run(const Make& make, const Work& work) {
  int ends[2];
  if (pipe(ends) != 0) std::exit(1);
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    const std::string text = make();
    const double before = peak_megabytes();
    const std::clock_t start = std::clock();
    work(text);
    const Cost cost{static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC,
                    peak_megabytes() - before, text.size()};
    std::fflush(stdout);
    _exit(write(ends[1], &cost, sizeof cost) == sizeof cost ? 0 : 1);
  }
  close(ends[1]);
  Cost cost;
  const bool is_read = read(ends[0], &cost, sizeof cost) == sizeof cost;
  close(ends[0]);
  waitpid(child, nullptr, 0);
  if (!is_read) std::exit(1);
  return cost;
}

struct Bench {
  int repeats = 3;
  std::string_view only;

  /// `mark`: MB/s that are to be reached; 0 for none.
  void row(const std::string& name, const Make& make, const Work& work, double mark = 0) const {
    if (name.find(only) == std::string::npos) return;
    std::vector<Cost> costs;
    for (int at = 0; at < repeats; ++at) costs.push_back(run(make, work));
    std::ranges::sort(costs, {}, &Cost::seconds);
    const Cost& cost = costs[costs.size() / 2];
    const double megabytes = static_cast<double>(cost.bytes) / 1e6;
    const double speed = megabytes / cost.seconds;
    std::printf("%-28s %8.2f MB %9.2f MB/s %8.1f MB, %5.1f for one of text %s\n", name.c_str(),
                megabytes, speed, cost.megabytes, cost.megabytes / megabytes,
                mark == 0       ? ""
                : speed >= mark ? "met"
                                : "MISSED");
  }
};

void parse_all(const std::string& text) {
  system::run_on_large_stack([&] {
    for (const sql::Piece& piece : sql::split(text))
      sql::parse(std::string_view(text).substr(piece.offset, piece.length));
  });
}

void read_tokens(const std::string& text) {
  sql::Lexer lexer(text);
  while (lexer.next().kind != sql::TokenKind::end) continue;
}

/// From the statements to the new Schema. One that fails, or is not known, is said.
void simulate(const StatementList& list) {
  sql::Simulator simulator(sql::SimulatorOptions{});
  std::size_t odd = 0;
  for (const StatementVerdict& verdict : simulator.run(list))
    odd += verdict.verdict == Verdict::ok ? 0 : 1;
  const Schema schema = simulator.schema();
  if (odd > 0) std::printf("(%zu of %zu statements do not succeed)\n", odd, list.statements.size());
}

void measure_text(const Bench& bench, const std::string& name, const Make& make) {
  bench.row("tokens, " + name, make, read_tokens);
  bench.row(
      "split, " + name, make, [](const std::string& text) { sql::split(text); }, 50);
  bench.row("psql, " + name, make,
            [](const std::string& text) { sql::read_psql_script(text, "a.sql"); });
  bench.row("plain, " + name, make,
            [](const std::string& text) { sql::read_plain_script(text, "a.sql"); });
  bench.row("parse, " + name, make, parse_all, 8);
}

void simulate_as_psql(const std::string& text) { simulate(sql::read_psql_script(text, "a.sql")); }
void simulate_plain(const std::string& text) { simulate(sql::read_plain_script(text, "a.sql")); }

void measure_made_up(const Bench& bench) {
  measure_text(bench, "tables", [] { return bench::made_up_tables(16'000); });
  constexpr std::array<std::size_t, 4> sizes = {1'000, 4'000, 16'000, 64'000};
  for (const std::size_t size : sizes) {
    const std::string count = ", " + std::to_string(size);
    bench.row(
        "simulate tables" + count, [size] { return bench::made_up_tables(size); }, simulate_plain,
        5);
    bench.row(
        "simulate migrations" + count, [size] { return bench::made_up_migrations(size); },
        simulate_as_psql, 5);
  }
}

}  // namespace

int main(int count, char** arguments) {
  Bench bench;
  std::string text;
  for (int at = 1; at < count; ++at) {
    const std::string_view argument = arguments[at];
    if (argument == "--repeats" && at + 1 < count) {
      bench.repeats = std::max(1, std::atoi(arguments[++at]));
    } else if (argument == "--only" && at + 1 < count) {
      bench.only = arguments[++at];
    } else {
      text += system::read_file(std::string(argument)) + "\n";
    }
  }
  if (text.empty()) {
    measure_made_up(bench);
    return 0;
  }
  const auto given = [&] { return text; };
  measure_text(bench, "files", given);
  bench.row("simulate files", given, simulate_as_psql, 5);
  return 0;
}

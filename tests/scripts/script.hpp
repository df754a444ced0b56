/// Runs the commands of one .txtar file in a folder of its own. What the commands are:
/// tests/scripts/README.md.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "scripts/child.hpp"
#include "scripts/txtar.hpp"
#include "support/postgres_server.hpp"

namespace plumbline::tests {

struct ScriptOptions {
  std::string plumbline;  ///< the program under test
  std::string bench;      ///< folder of the generators
  std::string scenarios;
  bool update = false;     ///< rewrite golden files instead of comparing
  bool sanitized = false;  ///< no bounds on memory
  double slowness = 1;     ///< of this build, beside a release build: widens the bounds on time
};

/// A line that did not hold; what() says why.
struct ScriptFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Thrown by a guard: the rest cannot run here.
struct ScriptSkip : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Script {
 public:
  Script(Archive archive, ScriptOptions options);
  ~Script();
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  /// Runs all lines. Throws ScriptFailure with the line's number, or ScriptSkip.
  void run();
  /// The archive, with golden files rewritten where `update` asked for it.
  [[nodiscard]] const Archive& archive() const { return archive_; }
  [[nodiscard]] bool changed() const { return changed_; }

 private:
  using Words = std::vector<std::string>;
  struct Verb {
    std::size_t least_words;
    std::function<void(Script&, const Words&, bool negated)> run;
  };
  static const std::map<std::string, Verb, std::less<>>& verbs();

  void run_line(std::string_view line);
  [[nodiscard]] Words split(std::string_view line) const;
  bool holds(std::string_view condition, std::string& reason);
  [[nodiscard]] std::string path(const std::string& name) const;
  [[nodiscard]] std::string read(const std::string& name) const;
  const PostgresServer& server();

  void plumbline(const Words& words, bool negated);
  void start(ChildOptions options, bool negated);
  void match(const std::string& text, const Words& words, bool negated) const;
  void compare(const Words& words);
  void psql(const Words& words, bool negated);
  void create_database(const std::string& name);
  void write(const std::string& name, const std::string& text) const;

  Archive archive_;
  ScriptOptions options_;
  std::string work_;
  std::string folder_;
  std::map<std::string, std::string> environment_;
  std::string input_;
  ChildResult last_;
  std::unique_ptr<PostgresServer> server_;
  double cpu_limit_ = 20;
  double memory_limit_ = 0;  // MiB; 0 = none
  bool as_nobody_ = false;
  bool changed_ = false;
};

}  // namespace plumbline::tests

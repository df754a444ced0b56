/// The user's own sqitch, command by command: when it is a Perl program in one process that has
/// loaded it, with a fork a command, else in a process a command. Used by the runner.
#pragma once

#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqitch/run/psql_client.hpp"
#include "system/child.hpp"
#include "system/environment.hpp"

namespace plumbline::adapters::sqitch {

struct ToolOptions {
  std::string program;  ///< absolute
  std::string directory;
  std::map<std::string, std::string> environment;
  system::Environment host;  ///< where Perl is looked for
  std::function<void(std::string_view bytes)> on_output;
  /// As PsqlClient::run; none: psql is always started.
  std::function<std::optional<int>(const std::vector<std::string>& words,
                                   const PsqlClient::Say& say)>
      on_psql;
  std::function<void()> after_psql;  ///< while sqitch goes on
};

class Tool {
 public:
  explicit Tool(ToolOptions options);
  Tool(const Tool&) = delete;
  Tool& operator=(const Tool&) = delete;
  ~Tool() = default;

  struct End {
    std::optional<int> status;
    int signal = 0;
    std::string output;  ///< stdout and stderr, their end
  };
  /// `sqitch WORD …`, with `settings` in its environment. Throws Error (tool), Interrupted and what
  /// the callbacks throw, with its processes ended.
  End run(const std::vector<std::string>& words,
          const std::map<std::string, std::string>& settings);

 private:
  system::ChildOptions child_options(std::map<std::string, std::string> environment);
  End run_plainly(const std::vector<std::string>& words,
                  const std::map<std::string, std::string>& settings);
  End run_by_driver(const std::vector<std::string>& words,
                    const std::map<std::string, std::string>& settings);
  void answer(const std::vector<std::string>& words);
  void take_output();

  ToolOptions options_;
  std::vector<std::string> driver_;  ///< arguments; empty when it is no Perl program
  std::unique_ptr<system::Child> child_;
  std::exception_ptr trouble_;  ///< a callback's
};

}  // namespace plumbline::adapters::sqitch

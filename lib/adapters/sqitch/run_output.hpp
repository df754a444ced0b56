/// What `sqitch` prints while it deploys, reverts and verifies, read as it comes: `  + name .. ok`
/// (App::Sqitch::Engine, 1.3.1), with psql's own words in between.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace plumbline::adapters::sqitch {

struct OutputEvent {
  enum class Kind { start, ok, not_ok };
  Kind kind = Kind::start;
  char sign = '+';   ///< `+` deploy, `-` revert, `*` verify
  std::string name;  ///< of the change, without its tags
};

/// Fed with pieces of any size. Lines that speak of a change are told as soon as they are whole
/// enough.
class OutputReader {
 public:
  explicit OutputReader(std::function<void(const OutputEvent& event)> tell)
      : tell_(std::move(tell)) {}

  void read(std::string_view bytes);

 private:
  void read_start();
  void read_end();

  std::function<void(const OutputEvent& event)> tell_;
  std::string line_;
  OutputEvent running_;
  bool is_running_ = false;
};

/// psql's first error in what was printed: `psql:FILE:LINE: ERROR:  …` with what follows from it.
struct PsqlError {
  std::string message;  ///< the line
  std::string file;
  std::size_t line = 0;  ///< where the statement ends
  std::string sqlstate;
  std::string detail;  ///< DETAIL and HINT
};

/// `text` as psql prints it with VERBOSITY=verbose; taken back to what it prints by default.
struct PlainOutput {
  std::string text;
  PsqlError error;  ///< message "" when there is none
};
PlainOutput read_verbose(std::string_view text);

}  // namespace plumbline::adapters::sqitch

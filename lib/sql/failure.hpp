/// How a visitor ends early: with the error that PostgreSQL would raise, or with what cannot be
/// known. Thrown anywhere below `Simulator::run`, caught there alone.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace plumbline::sql {

/// PostgreSQL would raise this. A wrong one is a defect: throw it only where the server surely
/// does.
struct Failure {
  std::string sqlstate;  ///< "42P07"
  std::string
      message;  ///< as the server words it in English, first line: `relation "a" already exists`
};

/// Nobody can tell without running it. The statement's described effects become doubtful.
struct Unknown {
  std::string why;  ///< a clause, lower case, no full stop: "the rows of \"orders\" decide"
};

[[noreturn]] inline void fail(std::string_view sqlstate, std::string message) {
  throw Failure{std::string(sqlstate), std::move(message)};
}
[[noreturn]] inline void unknown(std::string why) { throw Unknown{std::move(why)}; }

}  // namespace plumbline::sql

/// Why a call could not be done. What is wrong with the user's *files* is never an Error but a
/// Finding; an Error speaks of the surroundings: no such file, no connection, wrong usage, a
/// deadline.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

#include "plumbline/position.hpp"

namespace plumbline {

/// The reasons, with the numbers of the C ABI's `plumb_status`. Values are never reused.
enum class Status : std::int32_t {
  ok = 0,
  argument = 1,
  no_memory = 2,
  internal = 3,
  cancelled = 4,
  timeout = 5,
  busy = 6,
  not_found = 7,
  ambiguous = 8,
  io = 9,
  format = 10,
  limit = 11,
  connection = 12,
  server = 13,
  tool = 14,
  refused = 15,
  unsupported = 16,
  configuration = 17,
};

/// "PLUMB_TIMEOUT" for Status::timeout, as the C header spells it.
std::string_view status_name(Status status) noexcept;

/// What an Error carries besides its status. Nothing in it ever holds a password.
struct ErrorFields {
  std::string message;   ///< one line: what, where, what to do; lower-case start, no full stop
  std::string detail;    ///< more lines, may be empty
  std::string hint;      ///< what to do, may be empty
  std::string sqlstate;  ///< five characters where the server gave one
  Position where;        ///< line 0 when no file is concerned
};

/// Thrown by the library, caught only at the C boundary and in the command line's main.
class Error : public std::exception {
 public:
  Error(Status status, std::string message) : status_(status) {
    fields_.message = std::move(message);
  }
  Error(Status status, ErrorFields fields) : status_(status), fields_(std::move(fields)) {}

  [[nodiscard]] Status status() const noexcept { return status_; }
  [[nodiscard]] const ErrorFields& fields() const noexcept { return fields_; }
  [[nodiscard]] const char* what() const noexcept override { return fields_.message.c_str(); }

 private:
  Status status_;
  ErrorFields fields_;
};

}  // namespace plumbline

/// The error in what a tool printed: its words, SQLSTATE, exception, and where it happened. Reads
/// alembic's, sqitch's, sqlx's, psql's, pg_restore's and our own output.
#pragma once

#include <string>
#include <string_view>

namespace plumbline::gate {

/// Empty where the output does not say.
struct Said {
  std::string message;        ///< one line, without the words that the tools put around it
  std::string sqlstate;       ///< given, or found
  std::string exception;      ///< class without its module, "RuntimeError"
  std::string failure_class;  ///< that a tool's own words tell
  std::string object;         ///< that the message names
  std::string statement;      ///< the beginning of the SQL at fault
  std::string change;         ///< that was being run
  std::string file;           ///< as printed
  int line = 0;
  bool is_connection_lost = false;  ///< FATAL, PANIC
};

/// `sqlstate` wins over what is found. Reads the first and the last 256 KiB; linear.
Said read_output(std::string_view output, std::string_view sqlstate);

}  // namespace plumbline::gate

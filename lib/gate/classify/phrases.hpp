/// What errors are told by where nothing but their words tells: PostgreSQL's in English, and those
/// of the tools. Sources: PostgreSQL's message catalog; the tools as run.
#pragma once

#include <optional>
#include <string_view>

namespace plumbline::gate {

struct Phrase {
  std::string_view sqlstate;       ///< that PostgreSQL gives with these words; "" for a tool's
  std::string_view failure_class;  ///< of a tool's words; "" where the SQLSTATE tells
  std::string_view object;         ///< what the words name, without quotes; "" for none
};

/// Whether `line` says something that PostgreSQL says. REQUIRES: it is known to be an error.
std::optional<Phrase> find_server_phrase(std::string_view line);

/// Whether `line` says something that a tool says of an error, and nobody of anything else.
std::optional<Phrase> find_tool_phrase(std::string_view line);

/// `pattern` somewhere in `line`: its "*" stands for a name, at most one, without a double quote.
std::optional<std::string_view> match_phrase(std::string_view pattern, std::string_view line);

}  // namespace plumbline::gate

/// A refused statement as the problem of a restore: its line in the dump, its first line, the
/// server's words.
#pragma once

#include <cstddef>
#include <string_view>

#include "postgres/restore/backup.hpp"
#include "postgres/session.hpp"

namespace plumbline::postgres {

/// `line` is that of the statement's first word. REQUIRES: `error.position`, when it is set, counts
/// from the start of `sql`.
RestoreProblem failed_statement(const ServerError& error, std::string_view sql, std::size_t line);

/// The same of a COPY: the row is told by the error's context.
RestoreProblem failed_copy(const ServerError& error, std::string_view sql, std::size_t line);

/// Byte offset of a position that counts characters from 1; `text.size()` behind its end.
std::size_t offset_of_character(std::string_view text, std::size_t position) noexcept;

}  // namespace plumbline::postgres

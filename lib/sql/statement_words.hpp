/// What the first words of a statement tell before any grammar sees it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plumbline::sql {

/// COPY … FROM STDIN: psql sends the lines that follow as rows.
bool is_copy_from_stdin(std::string_view sql);
/// It changes no object, whatever its unknown parts are: INSERT, UPDATE, DELETE, COPY, VALUES, and
/// SELECT without INTO. Functions that it calls may do anything, as ever.
bool only_touches_rows(std::string_view sql);
/// What SET [SESSION | LOCAL] `name` gives as its one value; absent for other statements.
std::optional<std::string> find_setting(std::string_view sql, std::string_view name);

}  // namespace plumbline::sql

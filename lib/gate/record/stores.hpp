/// The two forms of a record: an SQLite database and a file of JSON lines (record.md). record.cpp
/// and history.cpp choose between them.
#pragma once

#include <memory>
#include <string>

#include "gate/record.hpp"

namespace plumbline::gate {

/// REQUIRES: make_record_file was called.
std::unique_ptr<Record> open_json_lines(const std::string& path);
History read_json_lines(const std::string& path, const HistoryOptions& options);

/// Both throw Error (unsupported) where built without SQLite. REQUIRES, for opening:
/// make_record_file was called.
std::unique_ptr<Record> open_sqlite(const std::string& path);
History read_sqlite(const std::string& path, const HistoryOptions& options);

}  // namespace plumbline::gate

#include "scenes.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "support/server_programs.hpp"
#include "support/skip.hpp"

namespace plumbline::tests {

namespace {

std::string output_of(const std::string& command) {
  FILE* stream = ::popen(command.c_str(), "re");
  if (stream == nullptr) throw std::runtime_error("no process can be started");
  std::string output;
  std::array<char, 65'536> piece{};
  for (std::size_t length = 0; (length = std::fread(piece.data(), 1, piece.size(), stream)) > 0;)
    output.append(piece.data(), length);
  if (::pclose(stream) != 0) throw std::runtime_error(command + ": " + output);
  return output;
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string_view::npos
             ? ""
             : std::string(text.substr(first, text.find_last_not_of(' ') + 1 - first));
}

std::vector<std::string> split_fields(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, '|');) fields.push_back(trimmed(field));
  return fields;
}

/// True when no "since N" of the fields is above the version; takes them out.
bool take_since(std::vector<std::string>& fields, int version) {
  bool is_meant = true;
  std::erase_if(fields, [&](const std::string& field) {
    if (!field.starts_with("since ")) return false;
    is_meant = is_meant && std::stoi(field.substr(6)) <= version;
    return true;
  });
  return is_meant;
}

Expected read_expected(std::vector<std::string> fields) {
  Expected expected;
  expected.is_state = std::erase(fields, "state") > 0;
  std::string& kind = fields.at(0);
  if (kind[0] == '+' || kind[0] == '-') {
    expected.sign = kind[0];
    kind.erase(0, 1);
  }
  expected.kind = kind;
  expected.object = fields.at(1);
  if (fields.size() > 2) expected.property = fields[2];
  return expected;
}

/// A database with one cannot be dropped.
void drop_subscriptions(const PostgresServer& server, const std::string& database) {
  const std::string names =
      server.run_sql("postgres",
                     "SELECT subname FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid"
                     " WHERE d.datname = '" +
                         database + "'");
  std::istringstream lines(names);
  for (std::string name; std::getline(lines, name);)
    server.run_sql(database, "DROP SUBSCRIPTION \"" + name + '"');
}

}  // namespace

void make_roles(const PostgresServer& server) {
  for (const char* role : {"pl_app", "pl_own", "pl_other", "\"pl odd\"\"role\""}) {
    server.run_sql("postgres", std::string("DO $$ BEGIN CREATE ROLE ") + role +
                                   "; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
  }
}

Scene read_scene(const std::string& file, int version) {
  std::ifstream stream(std::string(PLUMBLINE_SOURCE_DIR "/tests/lib/postgres/schemas/") + file);
  if (!stream) throw std::runtime_error(file + " cannot be read");
  constexpr std::string_view base_mark = "-- @base";
  constexpr std::string_view change_mark = "-- @change ";
  Scene scene;
  std::string ignored;
  std::string* target = &ignored;
  bool is_block_open = false;  // further lines of expectations belong to the same change
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with(base_mark)) {
      std::vector<std::string> fields = split_fields(line);
      target = take_since(fields, version) ? &scene.base : &ignored;
    } else if (line.starts_with(change_mark)) {
      std::vector<std::string> fields = split_fields(line.substr(change_mark.size()));
      const bool is_meant = take_since(fields, version);
      if (!is_block_open) {
        if (is_meant) scene.changes.emplace_back();
        target = is_meant ? &scene.changes.back().sql : &ignored;
      }
      is_block_open = true;
      if (is_meant && target != &ignored)
        scene.changes.back().expected.push_back(read_expected(std::move(fields)));
    } else if (!line.starts_with("--")) {
      *target += line + '\n';
      is_block_open = false;
    }
  }
  return scene;
}

std::string generated_schema(const std::string& arguments) {
  return output_of("python3 '" PLUMBLINE_SOURCE_DIR "/tests/bench/generate_schema.py' " +
                   arguments);
}

bool rebuild(const PostgresServer& server, const std::string& from, const std::string& to) {
  const std::string program = client_program("pg_dump", server.version());
  if (program.empty()) {
    skip_case("no pg_dump for PostgreSQL " + std::to_string(server.version()));
    return false;
  }
  const std::string dump = output_of("'" + program + "' --schema-only --host='" + server.folder() +
                                     "' --username=postgres '" + from + "' 2>&1");
  std::string sql;
  std::istringstream lines(dump);
  for (std::string line; std::getline(lines, line);) {
    // psql's own commands, and a setting that a newer pg_dump knows.
    const bool is_ours = !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict") &&
                         (server.version() >= 17 || !line.starts_with("SET transaction_timeout"));
    if (is_ours) sql += line + '\n';
  }
  drop_subscriptions(server, to);
  server.create_database(to);
  server.run_sql(to, sql);
  return true;
}

Schema capture(const PostgresServer& server, const std::string& database,
               const SchemaOptions& options) {
  Target target = Target::open(server.uri(database));
  return capture_schema(target, options);
}

std::string describe(const Difference& difference) {
  const char* sign = difference.change == DifferenceKind::missing      ? "-"
                     : difference.change == DifferenceKind::unexpected ? "+"
                                                                       : "";
  std::string text = sign + std::string(kind_name(difference.kind)) + " " + difference.object;
  if (!difference.property.empty()) {
    text +=
        ": " + difference.property + ": " + difference.old_value + " -> " + difference.new_value;
  }
  return text;
}

bool is_state(const Difference& difference) {
  return difference.kind == ObjectKind::database || difference.kind == ObjectKind::large_objects ||
         (difference.kind == ObjectKind::extension && difference.property == "owner") ||
         difference.property == "not_populated";
}

std::vector<std::string> lasting_differences(const Schema& old, const Schema& now) {
  std::vector<std::string> described;
  for (const Difference& difference : diff_schemas(old, now).differences) {
    if (!is_state(difference)) described.push_back(describe(difference));
  }
  return described;
}

}  // namespace plumbline::tests

/// Which backup is taken.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <string>

#include "postgres/restore/backup.hpp"
#include "support/scratch_folder.hpp"

namespace {

using plumbline::postgres::Backup;
using plumbline::postgres::backup_format_name;
using plumbline::postgres::find_backup;
using plumbline::tests::ScratchFolder;

void set_time(const std::string& path, long seconds) {
  const timespec times[] = {{seconds, 0}, {seconds, 0}};
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
}

void write_at(const ScratchFolder& folder, const std::string& name, long seconds,
              std::string_view bytes = "-- a dump\n") {
  folder.write(name, bytes);
  set_time(folder.file(name), seconds);
}

}  // namespace

TEST_CASE("a file that is named is taken, whatever its name") {
  const ScratchFolder folder;
  folder.write("a.txt", "SELECT 1;");
  const auto backup = find_backup(folder.file("a.txt"));
  REQUIRE(backup);
  CHECK(backup->path == folder.file("a.txt"));
  CHECK(backup->choice.empty());
  CHECK(backup->bytes == 9);
  CHECK_FALSE(find_backup(folder.file("b.txt")));
}

TEST_CASE("of a folder the newest backup is taken, broken or not") {
  const ScratchFolder folder;
  CHECK_FALSE(find_backup(folder.path()));
  write_at(folder, "note.txt", 900);
  write_at(folder, "cut.sql.gz.part", 900);
  write_at(folder, ".hidden.sql", 900);
  write_at(folder, ".sql", 900);
  CHECK_FALSE(find_backup(folder.path()));
  write_at(folder, "a.sql", 100);
  CHECK(find_backup(folder.path())->choice == "the only backup in \"" + folder.path() + "\"");
  write_at(folder, "b.sql.gz", 300, "");
  write_at(folder, "c.dump", 200);
  const auto backup = find_backup(folder.path());
  REQUIRE(backup);
  CHECK(backup->path == folder.file("b.sql.gz"));
  CHECK(backup->choice == "newest of 3 backups in \"" + folder.path() + "\"");
  CHECK(backup->modified_at == 300'000'000);
  write_at(folder, "d.sql", 300);
  CHECK(find_backup(folder.path())->path == folder.file("d.sql"));
  write_at(folder, "e.sql.zst", 400, "\x28\xb5\x2f\xfd");
  CHECK(backup_format_name(find_backup(folder.path())->format) == "unknown");
}

TEST_CASE("a folder of pg_dump is a backup of its own") {
  const ScratchFolder folder;
  write_at(folder, "a.sql", 100);
  write_at(folder, "nightly/toc.dat", 150, "PGDMP");
  write_at(folder, "nightly/3001.dat.gz", 200, "123");
  write_at(folder, "other/a.dat", 300);
  const auto backup = find_backup(folder.path());
  REQUIRE(backup);
  CHECK(backup->path == folder.file("nightly"));
  CHECK(backup_format_name(backup->format) == "directory");
  CHECK(backup->bytes == 8);
  CHECK(find_backup(folder.file("nightly"))->identity == backup->identity);
}

TEST_CASE("the format is told by the content") {
  const struct {
    std::string bytes;
    const char* format;
  } rows[] = {{"", "plain"},           {"--\n-- PostgreSQL database dump\n", "plain"},
              {"<html>", "plain"},     {"\x1f\x8b\x08", "gzip"},
              {"PGDMP\x01", "custom"}, {std::string("toc.dat").append(250, '\0') + "ustar", "tar"},
              {"BZh91AY", "unknown"},  {"PK\x03\x04", "unknown"}};
  const ScratchFolder folder;
  for (const auto& row : rows) {
    folder.write("a.sql", row.bytes);
    CHECK(backup_format_name(find_backup(folder.file("a.sql"))->format) == row.format);
  }
}

TEST_CASE("the identity changes with the file") {
  const ScratchFolder folder;
  write_at(folder, "a.sql", 100);
  const std::string first = find_backup(folder.file("a.sql"))->identity;
  CHECK(find_backup(folder.file("a.sql"))->identity == first);
  set_time(folder.file("a.sql"), 101);
  CHECK(find_backup(folder.file("a.sql"))->identity != first);
}

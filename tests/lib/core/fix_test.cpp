/// Patches and their carrying out: what `git apply` makes of a patch is what apply_fix writes.
#include "plumbline/fix.hpp"

#include <doctest/doctest.h>

#include <random>

#include "plumbline/error.hpp"
#include "plumbline/repair.hpp"
#include "support/scratch_folder.hpp"
#include "system/digest.hpp"
#include "system/files.hpp"
#include "system/process.hpp"

using namespace plumbline;

namespace {

using tests::ScratchFolder;

std::string read(const ScratchFolder& folder, const std::string& name) {
  return system::read_file(folder.file(name));
}

bool is_there(const ScratchFolder& folder, const std::string& name) {
  return system::is_file(folder.file(name));
}

/// Empty when git takes the patch, else what it says.
std::string apply_with_git(const ScratchFolder& folder, const std::string& patch) {
  const ScratchFolder beside;
  beside.write("fix.patch", patch);
  const auto result = system::run_process(
      {"git", "apply", "--whitespace=nowarn", beside.file("fix.patch")},
      {.directory = folder.path(), .extra = {{"GIT_CEILING_DIRECTORIES", "/"}, {"LC_ALL", "C"}}});
  return result.exit_status == 0 ? "" : "git: " + result.error_tail + "\n" + patch;
}

Status status_of(const std::string& root, const Fix& fix) {
  try {
    apply_fix(root, fix);
    return Status::ok;
  } catch (const Error& error) {
    return error.status();
  }
}

}  // namespace

TEST_CASE("a patch has git's headers for renames and new files") {
  const ScratchFolder folder;
  folder.write("versions/041_b.py",
               "\"\"\"B\n\nRevision ID: 041\n\"\"\"\nrevision = '041'\n\n\nx\n");
  const Fix fix{.edits = {{"versions/041_b.py", 19, 3, "044"}, {"versions/041_b.py", 39, 3, "044"}},
                .renames = {{"versions/041_b.py", "versions/044_b.py"}},
                .creations = {{"versions/045_merge.py", "revision = '045'\n"}},
                .read = {}};
  CHECK(render_patch(folder.path(), fix) ==
        "diff --git a/versions/041_b.py b/versions/044_b.py\n"
        "rename from versions/041_b.py\n"
        "rename to versions/044_b.py\n"
        "--- a/versions/041_b.py\n"
        "+++ b/versions/044_b.py\n"
        "@@ -1,8 +1,8 @@\n"
        " \"\"\"B\n"
        " \n"
        "-Revision ID: 041\n"
        "+Revision ID: 044\n"
        " \"\"\"\n"
        "-revision = '041'\n"
        "+revision = '044'\n"
        " \n"
        " \n"
        " x\n"
        "diff --git a/versions/045_merge.py b/versions/045_merge.py\n"
        "new file mode 100644\n"
        "--- /dev/null\n"
        "+++ b/versions/045_merge.py\n"
        "@@ -0,0 +1 @@\n"
        "+revision = '045'\n");
  apply_fix(folder.path(), fix);
  CHECK_FALSE(is_there(folder, "versions/041_b.py"));
  CHECK(read(folder, "versions/044_b.py") ==
        "\"\"\"B\n\nRevision ID: 044\n\"\"\"\nrevision = '044'\n\n\nx\n");
  CHECK(read(folder, "versions/045_merge.py") == "revision = '045'\n");
}

TEST_CASE("git takes patches of unusual files and names") {
  struct Case {
    std::string name;
    std::string before;
    Edit edit;
    std::string new_name;
  };
  const std::vector<Case> cases = {
      {"no final newline", "a\nb", {"", 2, 1, "c"}, ""},
      {"a final newline is added", "a\nb", {"", 3, 0, "\n"}, ""},
      {"a final newline is taken away", "a\nb\n", {"", 3, 1, ""}, ""},
      {"a line behind a line without end", "a\nb", {"", 3, 0, "\nc"}, ""},
      {"CRLF", "a\r\nb\r\nc\r\n", {"", 3, 1, "x"}, "crlf.txt"},
      {"CR to LF", "a\r\nb\r\nc\r\n", {"", 4, 1, ""}, ""},
      {"everything goes", "a\nb\n", {"", 0, 4, ""}, ""},
      {"an empty file grows", "", {"", 0, 0, "a\nb\n"}, ""},
      {"lines are joined", "a\nb\nc\n", {"", 1, 1, ""}, ""},
      {"a line is put in front", "a\nb\n", {"", 0, 0, "x\n"}, ""},
      {"bytes that are no text", std::string("a\n\0\xff\nb\n", 7), {"", 5, 1, "c"}, ""},
      {"blanks and \"quotes\" \\ gr\xc3\xb6\xc3\x9f"
       "e.py",
       "a\n",
       {"", 0, 1, "b"},
       "tab\there"},
      {"renamed only", "a\n", {"", 0, 0, ""}, "renamed also"},
      {"an empty file is renamed", "", {"", 0, 0, ""}, "other"},
  };
  for (const Case& row : cases) {
    CAPTURE(row.name);
    const ScratchFolder ours;
    const ScratchFolder theirs;
    ours.write(row.name, row.before);
    theirs.write(row.name, row.before);
    Fix fix{.edits = {row.edit}, .renames = {}, .creations = {}, .read = {}};
    fix.edits[0].file = row.name;
    if (!row.new_name.empty()) fix.renames = {{row.name, row.new_name}};
    fix.read = {{row.name, system::sha256_hex(row.before)}};
    CHECK(apply_with_git(theirs, render_patch(ours.path(), fix)) == "");
    apply_fix(ours.path(), fix);
    const std::string& name = row.new_name.empty() ? row.name : row.new_name;
    REQUIRE(is_there(theirs, name));
    CHECK(read(ours, name) == read(theirs, name));
    CHECK(is_there(ours, row.name) == row.new_name.empty());
  }
}

TEST_CASE("git makes of random edits what apply_fix makes of them") {
  std::mt19937 random(6);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  const auto text = [&](std::size_t size) {
    std::string bytes;
    while (bytes.size() < size) bytes += "ab\n\n\r\t"[below(6)];
    return bytes;
  };
  for (int round = 0; round < 60; ++round) {
    const std::string before = text(below(120));
    Fix fix;
    for (std::size_t at = below(20); at <= before.size();) {
      const std::size_t length = std::min(below(6), before.size() - at);
      fix.edits.push_back({"f", at, length, text(below(5))});
      at += length + 1 + below(40);
    }
    if (below(3) == 0) fix.renames.push_back({"f", "g"});
    if (fix.empty()) continue;
    const ScratchFolder ours;
    const ScratchFolder theirs;
    ours.write("f", before);
    theirs.write("f", before);
    const std::string patch = render_patch(ours.path(), fix);
    CAPTURE(before);
    CAPTURE(patch);
    apply_fix(ours.path(), fix);
    const std::string name = fix.renames.empty() ? "f" : "g";
    if (!patch.empty()) CHECK(apply_with_git(theirs, patch) == "");
    CHECK(read(ours, name) == read(theirs, name));
  }
}

TEST_CASE("inside of a git worktree a patch speaks of its root") {
  const ScratchFolder folder;
  folder.write("a/b/f", "1\n");
  REQUIRE(system::run_process({"git", "init", "-q", folder.path()}).exit_status == 0);
  FixResult result;
  result.root = folder.file("a");
  result.fix = {
      .edits = {{"b/f", 0, 1, "2"}}, .renames = {{"b/f", "b/g"}}, .creations = {}, .read = {}};
  const std::string patch = render_patch(result);
  CHECK(patch.starts_with("diff --git a/a/b/f b/a/b/g\n"));
  const ScratchFolder beside;
  beside.write("fix.patch", patch);
  CHECK(system::run_process({"git", "apply", beside.file("fix.patch")}, {.directory = result.root})
            .exit_status == 0);
  CHECK(read(folder, "a/b/g") == "2\n");
}

TEST_CASE("names may change places") {
  const ScratchFolder folder;
  folder.write("a", "1");
  folder.write("b", "2");
  folder.write("c", "3");
  apply_fix(folder.path(), {.edits = {{"a", 0, 1, "one"}},
                            .renames = {{"a", "b"}, {"b", "a"}, {"c", "d"}},
                            .creations = {{"c", "new"}},
                            .read = {}});
  CHECK(read(folder, "a") == "2");
  CHECK(read(folder, "b") == "one");
  CHECK(read(folder, "c") == "new");
  CHECK(read(folder, "d") == "3");
}

TEST_CASE("what cannot be done is refused and changes nothing") {
  const ScratchFolder folder;
  folder.write("a", "1\n");
  folder.write("b", "2\n");
  const Edit edit{"b", 0, 1, "x"};
  const auto with = [&](Fix fix) {
    fix.edits.push_back(edit);
    return fix;
  };
  struct Case {
    const char* name;
    Fix fix;
    Status status;
  };
  const std::vector<Case> cases = {
      {"a new name is taken", with({{}, {{"a", "b"}}, {}, {}}), Status::refused},
      {"two get one name", with({{}, {{"a", "c"}}, {{"c", ""}}, {}}), Status::refused},
      {"a file has changed", with({{}, {}, {}, {{"b", system::sha256_hex("1\n")}}}),
       Status::refused},
      {"a file is gone", with({{{"z", 0, 0, "x"}}, {}, {}, {}}), Status::not_found},
      {"a folder is not there", with({{}, {{"a", "z/a"}}, {}, {}}), Status::not_found},
      {"edits overlap", with({{{"b", 0, 2, ""}}, {}, {}, {}}), Status::argument},
      {"an edit lies outside", with({{{"a", 3, 0, ""}}, {}, {}, {}}), Status::argument},
      {"a new file is there", with({{}, {}, {{"a", "x"}}, {}}), Status::refused},
  };
  for (const Case& row : cases) {
    CAPTURE(row.name);
    CHECK(status_of(folder.path(), row.fix) == row.status);
    CHECK(system::Folder(folder.path()).entries().size() == 2);
    CHECK(read(folder, "a") == "1\n");
    CHECK(read(folder, "b") == "2\n");
  }
}

/// Whole trees repaired: random ones, whose fixed form must load, with one head and every body as
/// it was; and that a patch does what apply_fix does.
#include "project/fix.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>

#include "plumbline/error.hpp"
#include "plumbline/project.hpp"
#include "plumbline/render.hpp"
#include "support/scratch_folder.hpp"
#include "system/files.hpp"
#include "system/process.hpp"

using namespace plumbline;

namespace {

using tests::ScratchFolder;
using Files = std::map<std::string, std::string>;

void write_tree(const ScratchFolder& folder, const Files& revisions) {
  folder.write("alembic.ini", "[alembic]\nscript_location = m\n");
  folder.write("m/env.py", "");
  for (const auto& [name, text] : revisions) folder.write("m/versions/" + name, text);
}

Files read_tree(const ScratchFolder& folder) {
  Files files;
  const system::Folder versions(folder.file("m/versions"));
  for (const system::Entry& entry : versions.entries())
    files[entry.name] = versions.read(entry.name);
  return files;
}

/// What is behind the metadata.
std::multiset<std::string> bodies(const Files& files) {
  std::multiset<std::string> all;
  for (const auto& [name, text] : files) {
    const std::size_t body = text.find("def upgrade");
    all.insert(body == std::string::npos ? text : text.substr(body));
  }
  return all;
}

/// A chain that branches here and there, in which some ids have a second file.
Files random_revisions(std::mt19937& random) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  const bool is_counted = below(2) == 0;
  const std::size_t count = 3 + below(9);
  std::vector<std::string> ids;
  Files files;
  for (std::size_t i = 0; i < count; ++i) {
    std::string id = "00" + std::to_string(i + 1);
    id = is_counted ? id.substr(id.size() - 3)
                    : std::to_string(0x1a2b3c4d5e6f + i * 7'777'777).substr(0, 8) + "abcd";
    const std::size_t files_of_id = below(4) == 0 ? 2 + below(2) : 1;
    for (std::size_t copy = 0; copy < files_of_id; ++copy) {
      const bool branches = below(5) == 0;
      const std::string parent =
          ids.empty() ? "" : ids[branches ? below(ids.size()) : ids.size() - 1];
      const std::string quoted = parent.empty() ? "None" : "'" + parent + "'";
      std::string text = "\"\"\"x\n\nRevision ID: " + id + "\nRevises: " + parent + "\n\"\"\"\n";
      text += "revision = '" + id + "'\ndown_revision = " + quoted + "\n\n\n";
      text += "def upgrade():\n    op.execute('" + id + "/" + std::to_string(copy) + "')\n";
      if (below(3) == 0) text.pop_back();
      files[id + "_" + std::string(1, static_cast<char>('a' + below(20))) + std::to_string(copy) +
            ".py"] = text;
    }
    ids.push_back(id);
  }
  return files;
}

FixResult fix_of(const ScratchFolder& folder, const FixOptions& options = {}) {
  const Repository repository = Repository::open(folder.path());
  const Schema schema;
  Registry registry;  // nothing has run, so the files that Alembic would run are kept
  registry.exists = true;
  project::Footprints footprints;
  return project::make_fix(
      repository.projects()[0].state(),
      {.registry = &registry, .schema = &schema, .only_change = "", .footprints = &footprints},
      options);
}

bool is_git_happy(const ScratchFolder& folder, const std::string& patch) {
  const ScratchFolder beside;
  beside.write("fix.patch", patch);
  return system::run_process(
             {"git", "apply", beside.file("fix.patch")},
             {.directory = folder.path(), .extra = {{"GIT_CEILING_DIRECTORIES", "/"}}})
             .exit_status == 0;
}

}  // namespace

TEST_CASE("random trees are repaired, and no body is touched") {
  std::mt19937 random(44);
  int repaired = 0;
  for (int round = 0; round < 60; ++round) {
    const Files before = random_revisions(random);
    const ScratchFolder ours;
    const ScratchFolder theirs;
    write_tree(ours, before);
    write_tree(theirs, before);
    const FixOptions options{.heads = round % 2 == 0 ? HeadRepair::linearise : HeadRepair::merge};
    const FixResult result = fix_of(ours, options);
    CAPTURE(render_text(result));
    CHECK_FALSE(result.is_refused());
    const std::string patch = render_patch(result);
    CAPTURE(patch);
    if (!patch.empty()) {
      ++repaired;
      CHECK(is_git_happy(theirs, patch));
    }
    apply_fix(result.root, result.fix);
    const Files after = read_tree(ours);
    CHECK(after == read_tree(theirs));
    const Repository fixed = Repository::open(ours.path());
    const Plan& plan = fixed.projects()[0].plan();
    CHECK(plan.heads.size() == 1);
    CHECK_FALSE(plan.refusal.has_value());
    for (const Finding& finding : plan.findings) CHECK(finding.severity != Severity::error);
    std::multiset<std::string> made = bodies(after);
    for (const std::string& body : bodies(before)) {
      REQUIRE(made.contains(body));
      made.erase(made.find(body));
    }
    CHECK(made.size() == result.fix.creations.size());
    CHECK(fix_of(ours).fix.empty());
  }
  CHECK(repaired > 40);
}

TEST_CASE("what is applied is not moved") {
  const ScratchFolder folder;
  const auto revision = [](const std::string& id, const std::string& parent) {
    return "revision = '" + id + "'\ndown_revision = " + parent + "\ndef upgrade(): pass\n";
  };
  write_tree(folder, {{"1_a.py", revision("1", "None")},
                      {"2_b.py", revision("2", "'1'")},
                      {"3_c.py", revision("3", "'1'")}});
  const Repository repository = Repository::open(folder.path());
  const auto fix_with = [&](std::vector<std::string> applied, HeadRepair heads) {
    Registry registry;
    registry.exists = true;
    registry.applied = std::move(applied);
    return project::make_fix(repository.projects()[0].state(), {.registry = &registry},
                             {.heads = heads});
  };
  struct Case {
    std::vector<std::string> applied;
    std::string message;
  };
  const std::vector<Case> cases = {
      {{}, "done: revision \"3\" is put behind \"2\", so that \"3\" is the only head"},
      {{"1", "2"}, "done: revision \"3\" is put behind \"2\", so that \"3\" is the only head"},
      {{"1", "3"}, "done: revision \"2\" is put behind \"3\", so that \"2\" is the only head"},
      {{"1", "2", "3"},
       "refused: revision \"3\" is applied already, it cannot be put behind another"},
  };
  for (const Case& row : cases) {
    const FixResult result = fix_with(row.applied, HeadRepair::linearise);
    REQUIRE(result.repairs.size() == 1);
    CHECK(std::string(repair_state_name(result.repairs[0].state)) + ": " +
              result.repairs[0].message ==
          row.message);
    CHECK(result.fix.empty() == result.is_refused());
  }
  CHECK(fix_with({"1", "2", "3"}, HeadRepair::merge).fix.creations.size() == 1);
}

TEST_CASE("sqlx: the file whose checksum is recorded keeps its version") {
  const ScratchFolder folder;
  folder.write("migrations/1_a.sql", "select 1;");
  folder.write("migrations/1_b.sql", "select 2;");
  const Repository repository = Repository::open(folder.path());
  const Project& project = repository.projects()[0];
  const auto renames = [&](const std::string& checksum) {
    Registry registry;
    registry.exists = true;
    if (!checksum.empty()) registry.rows.push_back({.id = "1", .checksum = checksum});
    const FixResult result = project::make_fix(project.state(), {.registry = &registry}, {});
    return result.is_refused() ? "refused" : result.fix.renames.at(0).from;
  };
  CHECK(renames("") == "migrations/1_b.sql");
  CHECK(renames(project.plan().changes[0].deploy.checksum) == "migrations/1_b.sql");
  CHECK(renames(project.plan().changes[1].deploy.checksum) == "migrations/1_a.sql");
  CHECK(renames(std::string(96, 'a')) == "refused");
}

TEST_CASE("findings carry the repair of their own") {
  const ScratchFolder folder;
  folder.write("migrations/1_a.sql", "select 1;");
  folder.write("migrations/1_b.sql", "select 2;");
  folder.write("below/m/env.py", "");
  folder.write("below/alembic.ini", "[alembic]\nscript_location = m\n");
  for (const char* id : {"1", "2"}) {
    folder.write(
        std::string("below/m/versions/") + id + "_x.py",
        std::string("revision = '") + id + "'\ndown_revision = None\ndef upgrade(): pass\n");
  }
  const Repository repository = Repository::open(folder.path());
  const Report report = repository.check(nullptr, {.only = {"plan"}});
  std::map<std::string, Fix> fixes;
  for (const Finding& finding : report.findings)
    if (finding.fix) fixes[finding.rule] = *finding.fix;
  CHECK(fixes["plan/duplicate-version"].renames ==
        std::vector<Rename>{{"migrations/1_b.sql", "migrations/2_b.sql"}});
  REQUIRE(fixes["plan/multiple-heads"].edits.size() == 1);
  CHECK(fixes["plan/multiple-heads"].edits[0].file == "below/m/versions/2_x.py");
  CHECK(render_text(report).find("2 can be repaired by `plumbline fix`") != std::string::npos);
  CHECK_FALSE(render_patch(report.root, fixes["plan/multiple-heads"]).empty());
}

TEST_CASE("of many files of one id the first finding has the repair of all") {
  const ScratchFolder folder;
  for (const char* name : {"a", "b", "c", "d"})
    folder.write(std::string("migrations/1_") + name + ".sql", "select 1;");
  const Report report = Repository::open(folder.path()).check(nullptr, {.only = {"plan"}});
  std::vector<std::size_t> renames;
  for (const Finding& finding : report.findings)
    renames.push_back(finding.fix ? finding.fix->renames.size() : 0);
  CHECK(renames == std::vector<std::size_t>{3, 0, 0});
}

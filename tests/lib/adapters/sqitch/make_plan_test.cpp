/// Plans with their scripts: which exist, which name a reworked change has, which belong to nobody.
#include <doctest/doctest.h>

#include <algorithm>

#include "adapters/sqitch/adapter.hpp"
#include "support/scratch_folder.hpp"
#include "system/digest.hpp"

namespace plumbline::adapters::sqitch {

namespace {

const std::string stamp = " 2024-03-01T10:00:00Z Ada <a@b>\n";

std::vector<std::string> orphans(const Plan& plan) {
  std::vector<std::string> files;
  for (const Finding& finding : plan.findings) {
    if (finding.rule == "plan/orphan-script") files.push_back(finding.where.file);
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

TEST_CASE("scripts exist or not, and deploy scripts have sqitch's hash") {
  const tests::ScratchFolder folder;
  folder.write("sqitch.plan", "%project=shop\n\nusers" + stamp + "x/orders [users]" + stamp);
  folder.write("deploy/users.sql", "CREATE TABLE users ();\r\n");
  folder.write("deploy/x/orders.sql", "SELECT 1;\n");
  folder.write("revert/users.sql", "DROP TABLE users;\n");
  const auto tree = adapter().open({folder.path(), "sqitch.plan"}, {});
  const Plan& plan = tree->plan();
  REQUIRE(plan.changes.size() == 2);
  CHECK(plan.changes[0].deploy ==
        Script{"deploy/users.sql", true, system::sha1_hex("CREATE TABLE users ();\r\n")});
  CHECK(plan.changes[0].revert == Script{"revert/users.sql", true, ""});
  CHECK(plan.changes[0].verify == Script{"verify/users.sql", false, ""});
  CHECK(plan.changes[1].deploy.file == "deploy/x/orders.sql");
  CHECK(plan.changes[1].deploy.exists);
  CHECK(plan.changes[1].requirements.at(0).target == plan.changes[0].id);
  CHECK(plan.changes[1].parents == std::vector<std::string>{plan.changes[0].id});
  CHECK(plan.traits.unique_checksums);
  CHECK(plan.traits.linear);
  CHECK_FALSE(plan.traits.one_head);
  CHECK(plan.heads == std::vector<std::string>{plan.changes[1].id});
}

TEST_CASE("what only documents show is left out for those who show none") {
  const tests::ScratchFolder folder;
  folder.write("sqitch.plan", "%project=shop\n\na" + stamp);
  const auto attributes = [&](bool wanted) {
    const auto tree = adapter().open({folder.path(), "sqitch.plan"},
                                     {.limits = {}, .environment = {}, .with_attributes = wanted});
    return tree->plan().changes.at(0).attributes;
  };
  CHECK(attributes(true).size() == 3);
  CHECK(attributes(false).empty());
}

TEST_CASE("files alone need the checksums of repeated scripts, and a status none") {
  const tests::ScratchFolder folder;
  std::string plan_text = "%project=shop\n\n";
  for (const char* name : {"a", "x/b", "c", "d", "e", "f"}) plan_text += name + stamp;
  folder.write("sqitch.plan", plan_text);
  const std::string start(5000, '-');
  folder.write("deploy/a.sql", "SELECT 1;\n");
  folder.write("deploy/x/b.sql", "SELECT 1;\n");
  folder.write("deploy/c.sql", "SELECT 2;\n");
  folder.write("deploy/d.sql", start + "1\n");
  folder.write("deploy/e.sql", start + "2\n");  // begins as another, so it is hashed; not the same
  const auto checksums = [&](Checksums wanted) {
    const auto tree = adapter().open({folder.path(), "sqitch.plan"},
                                     {.limits = {}, .environment = {}, .checksums = wanted});
    std::vector<std::string> all;
    for (const Change& change : tree->plan().changes) all.push_back(change.deploy.checksum);
    return all;
  };
  const std::string same = system::sha1_hex("SELECT 1;\n");
  const std::string d = system::sha1_hex(start + "1\n");
  const std::string e = system::sha1_hex(start + "2\n");
  CHECK(checksums(Checksums::none) == std::vector<std::string>(6));
  CHECK(checksums(Checksums::repeated) == std::vector<std::string>{same, same, "", d, e, ""});
  CHECK(checksums(Checksums::all) ==
        std::vector<std::string>{same, same, system::sha1_hex("SELECT 2;\n"), d, e, ""});
}

TEST_CASE("a reworked change has the script of the first tag that has one") {
  const tests::ScratchFolder folder;
  folder.write("sqitch.plan", "%project=shop\n\na" + stamp + "@v1" + stamp + "b" + stamp + "@v2" +
                                  stamp + "a [a@v1]" + stamp);
  const auto script = [&] {
    return adapter().open({folder.path(), "sqitch.plan"}, {})->plan().changes.at(0).deploy;
  };
  CHECK(script() == Script{"deploy/a@v2.sql", false, ""});
  folder.write("deploy/a@v1.sql", "SELECT 1;\n");
  CHECK(script().file == "deploy/a@v1.sql");
  CHECK(script().exists);
  folder.write("deploy/a@v2.sql", "SELECT 2;\n");
  CHECK(script().file == "deploy/a@v2.sql");
}

TEST_CASE("a script of no change is an orphan, the others are not") {
  const tests::ScratchFolder folder;
  folder.write("sqitch.plan", "%project=shop\n\na" + stamp + "x/b" + stamp);
  for (const char* file :
       {"deploy/a.sql", "revert/a.sql", "verify/a.sql", "deploy/x/b.sql", "deploy/README.md"})
    folder.write(file, "x\n");
  const auto plan_of = [&] { return adapter().open({folder.path(), "sqitch.plan"}, {})->plan(); };
  CHECK(orphans(plan_of()).empty());
  folder.write("deploy/c.sql", "x\n");
  folder.write("revert/x/c.sql", "x\n");
  CHECK(orphans(plan_of()) == std::vector<std::string>{"deploy/c.sql", "revert/x/c.sql"});
  // While a line cannot be read, nobody knows whose script it is.
  folder.write("sqitch.plan", "%project=shop\n\na" + stamp + "c\n");
  CHECK(orphans(plan_of()).empty());
}

}  // namespace plumbline::adapters::sqitch

/// sqitch.conf: places of values, kinds of settings, faults, includes.
#include <doctest/doctest.h>

#include "adapters/sqitch/adapter.hpp"
#include "adapters/sqitch/config.hpp"
#include "support/scratch_folder.hpp"

namespace plumbline::adapters::sqitch {

namespace {

const system::Environment bare({{"SQITCH_SYSTEM_CONFIG", "/nonexistent/x"},
                                {"SQITCH_USER_CONFIG", "/nonexistent/x"}});

Settings settings_of(const std::string& text) {
  const tests::ScratchFolder folder;
  folder.write("sqitch.conf", text);
  TreeOptions options;
  options.environment = bare;
  return adapter().open({folder.path(), "sqitch.plan"}, options)->settings();
}

}  // namespace

TEST_CASE("each value has its place, whatever the line ends") {
  for (const std::string eol : {"\n", "\r\n"}) {
    const ConfigText text = parse_config(
        "[core]" + eol + "\tengine = pg" + eol + "# c" + eol + "  ü = x" + eol, "sqitch.conf");
    REQUIRE(text.definitions.size() == 2);
    CHECK(text.definitions[0].value.where == Position{"sqitch.conf", 2, 11, 6 + eol.size() + 10});
    CHECK(text.definitions[1].value.where.line == 4);
    CHECK(text.definitions[1].value.where.column == 7);
  }
}

TEST_CASE("settings say what a value is for") {
  const Settings settings = settings_of(
      "[core]\n\tengine = pg\n\ttop_dir = db\n[engine \"pg\"]\n\ttarget = "
      "db:pg://u:pw@h/d\n[target \"eu\"]\n\turi = db:pg:eu\n"
      "[snowflake]\n\tpassword = x\n[user]\n\tname = Ada\n");
  CHECK(find_setting(settings, "core.engine")->kind == SettingKind::engine);
  CHECK(find_setting(settings, "core.top_dir")->kind == SettingKind::path);
  CHECK(find_setting(settings, "engine.pg.target")->kind == SettingKind::target);
  CHECK(find_setting(settings, "target.eu.uri")->kind == SettingKind::target);
  CHECK(find_setting(settings, "snowflake.password")->kind == SettingKind::credential);
  CHECK(find_setting(settings, "user.name")->kind == SettingKind::text);
  CHECK(settings.has_target);
  CHECK(settings.default_target == "db:pg://u:pw@h/d");
  CHECK(settings.needs_target);
}

TEST_CASE("an engine alone is no target") {
  const Settings settings =
      settings_of("[core]\n\tengine = pg\n[target \"eu\"]\n\turi = db:pg:eu\n");
  CHECK_FALSE(settings.has_target);
  CHECK(settings.needs_target);
}

TEST_CASE("each bad line is a finding in sqitch's words, and the rest is read") {
  const tests::ScratchFolder folder;
  folder.write("sqitch.conf", "[core\n\tengine = pg\n[core]\n\tx = \"a\n\ty = z\n");
  const Config config = read_config(folder.path(), bare, {});
  REQUIRE(config.error.has_value());
  CHECK(config.error->message ==
        "Error parsing sqitch.conf at line 2, position 0.\nBad line was: '[core'\n");
  REQUIRE(config.findings.size() >= 2);
  CHECK(config.findings[0].where.line == 1);
  CHECK(config.findings[0].tool_says->exit_status == 255);
  CHECK(config.find("core.y") != nullptr);
}

TEST_CASE("an included file counts, and one that includes itself ends") {
  const tests::ScratchFolder folder;
  folder.write("sqitch.conf", "[include]\n\tpath = more/x.conf\n[core]\n\tengine = pg\n");
  folder.write("more/x.conf", "[core]\n\tregistry = meta\n");
  CHECK(read_config(folder.path(), bare, {}).find("core.registry") != nullptr);
  folder.write("more/x.conf", "[include]\n\tpath = x.conf\n");
  const Config endless = read_config(folder.path(), bare, {});
  REQUIRE(endless.error.has_value());
  CHECK(endless.error->message.starts_with(
      "Exceeded maximum include depth (10) while including x.conf"));
}

}  // namespace plumbline::adapters::sqitch

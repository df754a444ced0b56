/// Which env.py plainly connects to alembic.ini's URL, and what the configuration rules make of it.
/// The stock text is that of alembic 1.20.1's template "generic", shortened to what counts.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "adapters/alembic/adapter.hpp"
#include "adapters/alembic/environment_file.hpp"
#include "checks/checks.hpp"
#include "support/scratch_folder.hpp"

namespace plumbline::adapters::alembic {

namespace {

constexpr std::string_view stock = R"(from logging.config import fileConfig
from sqlalchemy import engine_from_config, pool
from alembic import context

config = context.config
if config.config_file_name is not None:
    fileConfig(config.config_file_name)  # os.environ is not asked
target_metadata = None


def run_migrations_offline() -> None:
    url = config.get_main_option("sqlalchemy.url")
    context.configure(url=url, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online() -> None:
    connectable = engine_from_config(
        config.get_section(config.config_ini_section, {}),
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )
    with connectable.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
)";

std::string with(std::string_view from, std::string_view to) {
  std::string text(stock);
  const std::size_t found = text.find(from);
  REQUIRE(found != std::string::npos);
  return text.replace(found, from.size(), to);
}

/// What config/unexpanded-variable says of a tree whose env.py is `environment`; "" = no env.py.
std::vector<Finding> judge(std::string_view environment) {
  const tests::ScratchFolder folder;
  folder.write("alembic.ini", "[alembic]\nscript_location = m\nsqlalchemy.url = ${DATABASE_URL}\n");
  folder.write("m/versions/1_a.py", "revision = '1'\ndown_revision = None\n");
  if (!environment.empty()) folder.write("m/env.py", environment);
  const auto tree = adapter().open({folder.path(), "alembic.ini"}, {});
  return checks::config::unexpanded_variable(tree->settings(), "alembic");
}

}  // namespace

TEST_CASE("only an env.py that reads the file and nothing else takes the file's URL") {
  CHECK(takes_url_from_configuration(stock));
  CHECK(takes_url_from_configuration(with("_section, {})", "_section)")));
  CHECK(takes_url_from_configuration(with("engine_from_config(", "async_engine_from_config(")));
  CHECK_FALSE(takes_url_from_configuration(""));
  CHECK_FALSE(takes_url_from_configuration("def run(:"));
  CHECK_FALSE(takes_url_from_configuration(with("config = context.config", "config = own()")));
  CHECK_FALSE(takes_url_from_configuration(
      with("target_metadata = None", "config.set_main_option('sqlalchemy.url', settings.url)")));
  CHECK_FALSE(takes_url_from_configuration(
      with("target_metadata = None", "url = os.environ[\"DATABASE_URL\"]")));
  CHECK_FALSE(takes_url_from_configuration(with("prefix=", "url=settings.url, prefix=")));
  CHECK_FALSE(takes_url_from_configuration(
      with("config.get_section(config.config_ini_section, {})", "configuration")));
  CHECK_FALSE(takes_url_from_configuration(
      with("connectable = engine_from_config(", "connectable = create_engine(")));
  CHECK_FALSE(takes_url_from_configuration(
      with("url = config.get_main_option(\"sqlalchemy.url\")", "url = get_url()")));
}

TEST_CASE("a variable in the URL is an error where the stock env.py takes it as it stands") {
  const auto findings = judge(stock);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "config/unexpanded-variable");
  CHECK(findings[0].severity == Severity::error);
  CHECK(findings[0].where.line == 3);
}

TEST_CASE("a variable in the URL is a note where env.py may put another in its place") {
  for (const std::string& environment :
       {std::string(),
        with("target_metadata = None",
             "config.set_main_option('sqlalchemy.url', os.environ['DATABASE_URL'])"),
        with("connectable = engine_from_config(",
             "connectable = create_engine(os.environ[\"DATABASE_URL\"])\n    unused = dict(")}) {
    const auto findings = judge(environment);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].severity == Severity::info);
  }
}

}  // namespace plumbline::adapters::alembic

/// The resolver against what the real sqlx-core 0.9.0 said (tests/conformance/sqlx/README.md).
#include <doctest/doctest.h>

#include "adapters/sqlx/adapter.hpp"
#include "lib/adapters/sqlx/case_folder.hpp"
#include "plumbline/plan.hpp"
#include "support/json_compare.hpp"

namespace plumbline::tests::sqlx {

namespace fs = std::filesystem;

namespace {

std::string answer_for(const std::string& path, const fs::path& migrations) {
  const adapters::Adapter& adapter = adapters::sqlx::adapter();
  const adapters::Place place = adapter.place_of(path);
  return replaced(adapter.open(place, {})->tool_json(), migrations.string(), "{DIR}");
}

}  // namespace

TEST_CASE("every resolver case is answered as sqlx-core does") {
  const std::vector<fs::path> cases = case_folders(conformance_folder() / "cases");
  CHECK(cases.size() >= 75);
  for (const fs::path& source : cases) {
    CAPTURE(source.filename().string());
    const TemporaryFolder folder;
    set_up_case(source, folder.path());
    const std::string expected = read_text(source / "expected.json");
    const fs::path migrations = folder.path() / "migrations";
    for (const std::string& line :
         json_differences(expected, answer_for(folder.path().string(), migrations)))
      FAIL_CHECK(line);
    // The folder itself is a way to name the project too; a folder that is not there has none.
    if (!fs::exists(migrations)) continue;
    for (const std::string& line :
         json_differences(expected, answer_for(migrations.string(), migrations)))
      FAIL_CHECK("named by its folder: ", line);
  }
}

}  // namespace plumbline::tests::sqlx

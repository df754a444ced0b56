/// Comments in scripts that excuse findings.
#include <doctest/doctest.h>

#include "lib/checks/script/judge.hpp"

using plumbline::tests::judge;
using Texts = std::vector<std::string>;

TEST_CASE("a suppression excuses its rule at its statement, with a reason") {
  CHECK(judge({"-- plumbline:ignore script/blocking-index: small table\nCREATE INDEX i ON old "
               "(a);\n"})
            .empty());
  CHECK(judge({"CREATE INDEX i ON old (a); -- plumbline:ignore blocking-index: small\n"}).empty());
  CHECK(judge({"/* plumbline:ignore script: all of it */ CREATE INDEX i\n ON old (a);"}).empty());
  // Another rule, another statement, no reason, nothing to excuse.
  CHECK(judge({"-- plumbline:ignore script/rename: x\nCREATE INDEX i ON old (a);"}) ==
        Texts{"blocking-index@2", "unused-suppression@1"});
  CHECK(judge({"-- plumbline:ignore blocking-index: x\nSELECT 1;\nCREATE INDEX i ON old (a);"}) ==
        Texts{"blocking-index@3", "unused-suppression@1"});
  CHECK(judge({"-- plumbline:ignore blocking-index\nCREATE INDEX i ON old (a);"}) ==
        Texts{"unused-suppression@1"});
  CHECK(judge({"SELECT 1;\n-- plumbline:ignore blocking-index: x\n"}) ==
        Texts{"unused-suppression@2"});
  CHECK(judge({"SELECT '-- plumbline:ignore blocking-index: x';\n"}).empty());
}

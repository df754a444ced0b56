/// The comments by which our databases are known: what is printed is read again, and nothing else
/// is taken for one.
#include "postgres/scratch/mark.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace plumbline::postgres::scratch;

namespace {

Mark example() {
  return {.oid = "16384",
          .name = "a db=\"x\" %41 ü",
          .system = "7312345678901234567",
          .nonce = std::string(32, 'a'),
          .schema = std::string(in_use),
          .settings = "{\"search_path=\\\"$user\\\", public\"}"};
}

}  // namespace

TEST_CASE("a mark is read as it was printed, whatever the database is called") {
  Mark mark = example();
  const ReadMark read = read_mark(print(mark));
  CHECK(read.comment == Comment::ours);
  CHECK(read.mark == mark);
  CHECK(print(mark).find('"') == std::string::npos);
  CHECK(print(mark).starts_with("plumbline-scratch/1 oid=16384 name=a%20db%3d%22x%22%20%2541%20"));
  mark.schema = std::string(64, '0');
  mark.settings.clear();
  CHECK(read_mark(print(mark)).mark == mark);
}

TEST_CASE("what is no whole mark is none") {
  const std::string text = print(example());
  CHECK(read_mark("").comment == Comment::none);
  CHECK(read_mark("the shop's database").comment == Comment::foreign);
  CHECK(read_mark(" " + text).comment == Comment::foreign);
  CHECK(read_mark("plumbline-template/1 oid=1").comment == Comment::foreign);
  const ReadMark newer = read_mark("plumbline-scratch/2 anything");
  CHECK(newer.comment == Comment::other_version);
  CHECK(newer.version == "2");
  CHECK(read_mark("plumbline-scratch/").comment == Comment::other_version);
  for (std::size_t length = std::string("plumbline-scratch/1").size(); length < text.size();
       ++length) {
    const ReadMark cut = read_mark(text.substr(0, length));
    // Only what the settings end with can be cut unnoticed.
    const bool is_whole = cut.comment == Comment::ours;
    CHECK(is_whole == (is_whole && length >= text.find("settings=")));
  }
  CHECK(read_mark(text + " more=1").comment == Comment::damaged);
  CHECK(read_mark(text + "\n").comment == Comment::damaged);
}

TEST_CASE("a template's mark is read as it was printed, and no other is") {
  const TemplateMark mark{.oid = "20000",
                          .name = "plumb_template_1",
                          .system = "7",
                          .nonce = std::string(32, 'b'),
                          .key = "sha256:00 ff",
                          .made = 1'790'000'000};
  CHECK(read_template_mark(print(mark)).is_ours);
  CHECK(read_template_mark(print(mark)).mark == mark);
  CHECK_FALSE(read_template_mark(print(example())).is_ours);
  CHECK_FALSE(read_template_mark("plumbline-template/1").is_ours);
  CHECK_FALSE(read_template_mark(print(mark) + "0x").is_ours);
  CHECK_FALSE(read_template_mark("").is_ours);
}

TEST_CASE("a nonce is never the same") {
  const std::string nonce = make_nonce();
  CHECK(nonce.size() == 32);
  CHECK(nonce.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(nonce != make_nonce());
}

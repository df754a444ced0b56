#include "system/digest.hpp"

#include <doctest/doctest.h>

using namespace plumbline::system;

TEST_CASE("digests equal the published test vectors of FIPS 180-4 for \"abc\"") {
  CHECK(sha1_hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha384_hex("abc") ==
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134"
        "c825a7");
}

TEST_CASE("MD5 equals RFC 1321's test vector") {
  CHECK(md5_hex("abc") == "900150983cd24fb0d6963f7d28e17f72");
}

TEST_CASE("one context serves many calls") {
  for (int i = 0; i < 3; ++i) CHECK(sha1_hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

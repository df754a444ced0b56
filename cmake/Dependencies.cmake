# Third-party libraries, each found by the name that Debian, vcpkg and Conan share. Why these: docs in CONTRIBUTING.md.
find_package(fmt 9.1 CONFIG REQUIRED)
find_package(pegtl 3.2 CONFIG REQUIRED)
find_package(tomlplusplus CONFIG REQUIRED)

# Static libcrypto where there is one: only SHA is used, and the shared one costs every start about a millisecond.
option(PLUMBLINE_STATIC_DEPENDENCIES "Link libcrypto and libyaml statically where they are available" ON)
if(PLUMBLINE_STATIC_DEPENDENCIES)
  set(OPENSSL_USE_STATIC_LIBS ON)
endif()
find_package(OpenSSL COMPONENTS Crypto)
if(NOT OPENSSL_FOUND)
  set(OPENSSL_USE_STATIC_LIBS OFF)
  find_package(OpenSSL REQUIRED COMPONENTS Crypto)
endif()

# libpq is loaded when the first database is opened, never at start: only its header is needed here.
find_package(PostgreSQL REQUIRED)

# libyaml has a CMake package in vcpkg and Conan only; Debian has pkg-config's yaml-0.1.
find_package(yaml CONFIG QUIET)
if(TARGET yaml)
  add_library(Yaml::Yaml ALIAS yaml)
elseif(NOT TARGET Yaml::Yaml)
  find_library(PLUMBLINE_YAML_ARCHIVE libyaml.a)
  if(PLUMBLINE_STATIC_DEPENDENCIES AND PLUMBLINE_YAML_ARCHIVE)
    find_path(PLUMBLINE_YAML_INCLUDE yaml.h REQUIRED)
    add_library(Yaml::Yaml STATIC IMPORTED)
    set_target_properties(Yaml::Yaml PROPERTIES IMPORTED_LOCATION "${PLUMBLINE_YAML_ARCHIVE}"
      INTERFACE_INCLUDE_DIRECTORIES "${PLUMBLINE_YAML_INCLUDE}")
  else()
    find_package(PkgConfig REQUIRED)
    pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)
    add_library(Yaml::Yaml ALIAS PkgConfig::YAML)
  endif()
endif()

if(PLUMBLINE_BUILD_EXAMPLES OR PLUMBLINE_BUILD_TESTS)
  find_package(CLI11 CONFIG REQUIRED)
endif()
if(PLUMBLINE_BUILD_TESTS OR PLUMBLINE_BUILD_FUZZERS)
  find_package(simdjson CONFIG REQUIRED)
endif()
if(PLUMBLINE_BUILD_TESTS)
  find_package(doctest CONFIG REQUIRED)
endif()

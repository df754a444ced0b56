# Precompiled headers, for builds that are made to be tested: a quarter less to compile. Never in the release build, which shows that each
# file includes what it needs.
if(PLUMBLINE_PRECOMPILE)
  set(plumbline_precompiled <algorithm> <array> <functional> <map> <memory> <optional> <set> <span> <string> <string_view>
    <unordered_map> <utility> <vector> <fmt/core.h>)
  if(PLUMBLINE_CCACHE)
    # ccache takes part only if it need not look for __TIME__, and clang must not write the header's time down.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${PLUMBLINE_CCACHE})
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
  endif()
endif()

# plumbline_precompile(TARGET [FROM target]): as above, with a header of its own or with that of a target with the same options.
function(plumbline_precompile target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FROM" "")
  if(NOT PLUMBLINE_PRECOMPILE)
    return()
  endif()
  if(arg_FROM)
    target_precompile_headers(${target} REUSE_FROM ${arg_FROM})
    target_compile_options(${target} PRIVATE -fPIC)  # a program would be -fPIE, and clang wants the same as in the library
  else()
    target_precompile_headers(${target} PRIVATE ${plumbline_precompiled})
  endif()
endfunction()

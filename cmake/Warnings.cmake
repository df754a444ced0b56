# Warnings for our own targets: target_link_libraries(x PRIVATE plumbline_warnings).
add_library(plumbline_warnings INTERFACE)
target_compile_options(plumbline_warnings INTERFACE
  # Designated initialisers may leave members at their defaults: g++ 12 warns of that, against the point of them.
  -Wall -Wextra -Wno-missing-field-initializers -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wimplicit-fallthrough -Wextra-semi
  # GCC 12 sees overlaps in "x" + std::string that are not there (gcc bug 105329).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict -Wno-maybe-uninitialized>
  $<$<BOOL:${PLUMBLINE_WARNINGS_AS_ERRORS}>:-Werror>)

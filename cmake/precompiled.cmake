# The headers that most sources begin with, compiled once for all. It saves a quarter of a build from nothing, so `scripts/test` asks for
# it; otherwise it is off, because a source that forgets an include must not compile, and a compiler cache shared between
# working copies knows no precompiled headers.
option(REGARD_PRECOMPILED "Compile the common headers once (for building from nothing)" OFF)

set(REGARD_COMMON_HEADERS
  <algorithm> <array> <charconv> <chrono> <cmath> <cstdint> <cstring> <fstream> <functional> <limits> <map> <memory>
  <mutex> <optional> <set> <span> <sstream> <string> <string_view> <thread> <tuple> <unordered_map> <utility> <variant> <vector>)

set(REGARD_PRECOMPILED_GROUP modules)  # of whatever is made from here on: modules, apps or tests

# regard_precompile(TARGET): has it use the headers of its group. All targets of a group have the same options.
function(regard_precompile target)
  if(REGARD_PRECOMPILED)
    target_compile_definitions(${target} PRIVATE $<TARGET_PROPERTY:fmt::fmt,INTERFACE_COMPILE_DEFINITIONS>)  # as in them
    target_precompile_headers(${target} REUSE_FROM regard_precompiled_${REGARD_PRECOMPILED_GROUP})
  endif()
endfunction()

if(REGARD_PRECOMPILED)
  file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cc "")
  foreach(group modules apps tests)
    add_library(regard_precompiled_${group} OBJECT EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/precompiled.cc)
    target_link_libraries(regard_precompiled_${group} PRIVATE regard::flags regard::warnings fmt::fmt)
    target_precompile_headers(regard_precompiled_${group} PRIVATE ${REGARD_COMMON_HEADERS} <fmt/format.h>)
  endforeach()
  target_link_libraries(regard_precompiled_apps PRIVATE regard::unoptimised)
  if(REGARD_TESTS)
    target_link_libraries(regard_precompiled_tests PRIVATE regard::unoptimised Catch2::Catch2)
    target_precompile_headers(regard_precompiled_tests PRIVATE <catch2/catch.hpp>)
  endif()
endif()

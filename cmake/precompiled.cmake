# For building from nothing, as `scripts/test` does: the headers that most sources begin with are compiled once for all, and a target's
# sources eight at a time, which takes a third of the time. Otherwise it is off, because a source that forgets an include must not
# compile, one change should compile one source, and a compiler cache shared between working copies knows no precompiled headers.
option(REGARD_PRECOMPILED "Compile common headers once, and sources together (for building from nothing)" OFF)

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

# regard_together(TARGET): has its sources compiled several at a time. What they hide from each other may not have the same name
# then; regard_alone(SOURCE…) leaves out those that have good reason to.
function(regard_together target)
  if(REGARD_PRECOMPILED)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()
function(regard_alone)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
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

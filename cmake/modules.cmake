# A folder is a target; its links say whom it may include.

# regard_module(NAME SOURCES a.cc … [PUBLIC lib …] [PRIVATE lib …])
# Library `regard_NAME`, known as `regard::NAME`. PUBLIC: seen in its headers. PRIVATE: only in its sources.
function(regard_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(regard_${name} STATIC ${ARG_SOURCES})
  add_library(regard::${name} ALIAS regard_${name})
  target_link_libraries(regard_${name} PUBLIC regard::flags ${ARG_PUBLIC} PRIVATE regard::warnings ${ARG_PRIVATE})
  regard_precompile(regard_${name})
  regard_together(regard_${name})
endfunction()

# regard_test(NAME SOURCES a.cc … [LINK lib …] [LABELS label …] [MAY_SKIP])
# A Catch2 program whose every test case becomes a CTest case of its own. MAY_SKIP: a case that has nothing to run on prints
# `SKIPPED: why`, does nothing more, and is counted as skipped, not as passed.
function(regard_test name)
  set(REGARD_PRECOMPILED_GROUP tests)
  cmake_parse_arguments(ARG "MAY_SKIP" "" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(test_${name} ${ARG_SOURCES})
  target_link_libraries(test_${name} PRIVATE regard::flags regard::warnings regard::unoptimised regard::test_main ${ARG_LINK})
  regard_precompile(test_${name})
  regard_together(test_${name})
  set(properties TIMEOUT 300)
  if(ARG_LABELS)
    list(APPEND properties LABELS "${ARG_LABELS}")
  endif()
  if(ARG_MAY_SKIP)
    list(APPEND properties SKIP_REGULAR_EXPRESSION "SKIPPED: ")
  endif()
  catch_discover_tests(test_${name} TEST_PREFIX "${name}: " PROPERTIES ${properties})
endfunction()

# regard_capnp_schema(NAME FILE): adds the classes that the capnp tool generates from include/regard/schema/FILE to the
# module `regard_NAME`. Generated code is not ours: no warnings, and its headers are seen by that module's sources only.
function(regard_capnp_schema name file)
  set(CAPNPC_SRC_PREFIX ${PROJECT_SOURCE_DIR}/include/regard/schema)
  set(CAPNPC_OUTPUT_DIR ${CMAKE_CURRENT_BINARY_DIR}/generated)
  file(MAKE_DIRECTORY ${CAPNPC_OUTPUT_DIR})
  capnp_generate_cpp(sources headers ${CAPNPC_SRC_PREFIX}/${file})
  add_library(regard_${name}_schema OBJECT ${sources} ${headers})
  target_link_libraries(regard_${name}_schema PUBLIC CapnProto::capnp)
  target_include_directories(regard_${name}_schema SYSTEM PUBLIC ${CAPNPC_OUTPUT_DIR})
  target_sources(regard_${name} PRIVATE $<TARGET_OBJECTS:regard_${name}_schema>)
  target_link_libraries(regard_${name} PRIVATE CapnProto::capnp)
  target_include_directories(regard_${name} SYSTEM PRIVATE ${CAPNPC_OUTPUT_DIR})
  add_dependencies(regard_${name} regard_${name}_schema)
endfunction()

# What every target of ours is compiled with.
option(REGARD_TESTS "Build the tests" ON)
option(REGARD_BENCH "Build the benchmarks" OFF)
set(REGARD_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them: address,undefined or thread")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# A second opinion needs no code: compiles only as far as warnings go, in half the time, and links nothing.
option(REGARD_SYNTAX_ONLY "Check all sources without building anything" OFF)
if(REGARD_SYNTAX_ONLY)
  set(CMAKE_CXX_COMPILE_OBJECT "${CMAKE_CURRENT_LIST_DIR}/check_syntax <OBJECT> <CMAKE_CXX_COMPILER> <DEFINES> <INCLUDES> <FLAGS> -c <SOURCE>")
  set(CMAKE_CXX_CREATE_STATIC_LIBRARY "touch <TARGET>")
  set(CMAKE_CXX_ARCHIVE_CREATE "touch <TARGET>")
  set(CMAKE_CXX_ARCHIVE_FINISH "true")
  set(CMAKE_CXX_LINK_EXECUTABLE "touch <TARGET>")
  set(CMAKE_CATCH_DISCOVER_TESTS_DISCOVERY_MODE PRE_TEST)
endif()

find_program(REGARD_CCACHE ccache)
if(REGARD_CCACHE AND NOT REGARD_SYNTAX_ONLY)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${REGARD_CCACHE})
endif()

add_library(regard_flags INTERFACE)
add_library(regard::flags ALIAS regard_flags)
target_include_directories(regard_flags INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include)
# Doubles must give the same bits everywhere: compilers contract a*b+c into one rounding unless told not to.
target_compile_options(regard_flags INTERFACE -ffp-contract=off)

# Warnings are errors, for our own code only.
add_library(regard_warnings INTERFACE)
add_library(regard::warnings ALIAS regard_warnings)
target_compile_options(regard_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wnull-dereference -Wimplicit-fallthrough -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees null dereferences and overlapping copies in inlined std::string code that are not there (GCC bug 105651).
  target_compile_options(regard_warnings INTERFACE -Wduplicated-cond -Wlogical-op -Wno-null-dereference -Wno-restrict)
  if(REGARD_SANITIZE STREQUAL "thread" OR REGARD_PRECOMPILED)
    # the same code, which ThreadSanitizer makes longer, and of which more is inlined where sources are compiled together
    target_compile_options(regard_warnings INTERFACE -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
endif()

if(REGARD_SANITIZE)
  add_compile_options(-fsanitize=${REGARD_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${REGARD_SANITIZE})
  if(REGARD_SANITIZE MATCHES "address")
    # A null pointer stops under ASan as well, and what runs past an object is its own business; the one place that reads words
    # out of bytes (dsl/bundle/read.cc) looks at their alignment itself. A check of every load costs a third of the compile time.
    add_compile_options(-fno-sanitize=null,object-size,vptr,alignment)
  endif()
endif()

# What is long to compile optimised and never takes the time of a test: apps, and Catch2's macros.
add_library(regard_unoptimised INTERFACE)
add_library(regard::unoptimised ALIAS regard_unoptimised)
if(REGARD_SANITIZE)
  target_compile_options(regard_unoptimised INTERFACE -O0)
endif()

# Third-party libraries, all Debian packages (scripts/setup installs them). Each has one owner, named here; tests/tidy
# refuses its headers anywhere else.
find_package(Threads REQUIRED)
find_package(Boost 1.74 REQUIRED)                       # Spirit X3: base/literals; Math: engine/model; Beast and Asio: apps/server/http_*
find_package(date REQUIRED)                             # base/zone
find_package(CapnProto REQUIRED)                        # engine/catalog, dsl/bundle, apps/server/rpc_*
find_package(CLI11 REQUIRED)                            # apps/cli
find_package(fmt REQUIRED)                              # everywhere
find_package(nlohmann_json REQUIRED)                    # apps/render, apps/server
find_package(spdlog REQUIRED)                           # apps/server/journal
find_package(simdjson REQUIRED)                         # engine/ingest
find_package(OpenSSL REQUIRED COMPONENTS Crypto SSL)    # dsl/bundle: SHA-256; engine/store/seal: AES; apps/server: digest, http_tls
# What people run starts in half the time with the large ones linked in: thousands of symbols are not looked up.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a ${CMAKE_FIND_LIBRARY_SUFFIXES})
endif()
find_package(ICU COMPONENTS i18n uc data REQUIRED)      # engine/render
set_property(TARGET ICU::uc APPEND PROPERTY INTERFACE_LINK_LIBRARIES ICU::data)
if(REGARD_TESTS)
  find_package(Catch2 2 REQUIRED)
  include(Catch)
endif()
if(REGARD_BENCH)
  find_package(benchmark REQUIRED)
endif()

find_path(DTL_INCLUDE dtl/dtl.hpp REQUIRED)
add_library(dtl::dtl INTERFACE IMPORTED)                # apps/render/diff.cc
set_target_properties(dtl::dtl PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${DTL_INCLUDE})

# NLopt's package file brings its C++ wrapper, which throws; its C library is all that is needed.
find_path(NLOPT_INCLUDE nlopt.h REQUIRED)
find_library(NLOPT_LIBRARY nlopt REQUIRED)
add_library(nlopt::nlopt UNKNOWN IMPORTED)              # engine/model/maximise.cc
set_target_properties(nlopt::nlopt PROPERTIES IMPORTED_LOCATION ${NLOPT_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${NLOPT_INCLUDE})

# LMDB and ANTLR ship without CMake or with unusable package files.
find_path(LMDB_INCLUDE lmdb.h REQUIRED)
find_library(LMDB_LIBRARY lmdb REQUIRED)
add_library(lmdb::lmdb UNKNOWN IMPORTED)                # engine/store/lmdb_env.cc
set_target_properties(lmdb::lmdb PROPERTIES IMPORTED_LOCATION ${LMDB_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${LMDB_INCLUDE})

# A header and nothing to link.
find_path(XXHASH_INCLUDE xxhash.h REQUIRED)
add_library(xxhash::xxhash INTERFACE IMPORTED)          # engine/gather/sticky.cc
set_target_properties(xxhash::xxhash PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${XXHASH_INCLUDE})

find_program(ANTLR4_TOOL antlr4 REQUIRED)
find_path(ANTLR4_INCLUDE antlr4-runtime.h PATH_SUFFIXES antlr4-runtime REQUIRED)
find_library(ANTLR4_LIBRARY antlr4-runtime REQUIRED)
add_library(antlr4::runtime UNKNOWN IMPORTED)           # dsl/syntax
set_target_properties(antlr4::runtime PROPERTIES IMPORTED_LOCATION ${ANTLR4_LIBRARY}
  INTERFACE_SYSTEM_INCLUDE_DIRECTORIES ${ANTLR4_INCLUDE} INTERFACE_INCLUDE_DIRECTORIES ${ANTLR4_INCLUDE})

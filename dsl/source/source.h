#pragma once
// The text of a rulebook: its files, and spans into them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/span.h"

namespace regard::dsl {

enum class SourceKind : std::uint8_t {
  kRules,
  kCases,  ///< a table with one test in each row (dsl/syntax/cases.h)
  kModel   ///< what a `model` declaration names (dsl/source/model_files.h)
};

struct SourceFile {
  std::string path;  ///< as shown to people: relative to the rulebook's folder; a library's as `use` names it
  std::string text;  ///< UTF-8, line ends as in the file
  SourceKind kind = SourceKind::kRules;
  std::string location = {};  ///< the file that was read, for whoever wants to open it; empty if there was none
};

struct SourceSet {
  /// The rulebook's own, sorted by path, so that nothing depends on directory order; then those of libraries; then
  /// those of models.
  std::vector<SourceFile> files;
  std::string folder = {};       ///< where libraries are looked for (library.h); empty: nowhere
  std::size_t libraryFiles = 0;  ///< how many of `files` belong to libraries
  std::size_t modelFiles = 0;    ///< how many are those of models: the last ones

  bool isLibrary(std::uint32_t file) const {
    return file >= files.size() - modelFiles - libraryFiles && file < files.size() - modelFiles;
  }
};

struct SourceLimits {
  std::size_t fileBytesMax = 8U << 20U;       ///< beyond: E0001
  std::size_t filesMax = 4096;                ///< beyond: E0002
  int nestingDepthMax = 200;                  ///< brackets and operators; beyond: E0003
  std::size_t declarationTokensMax = 50'000;  ///< words and signs of one declaration; beyond: E0011
  std::uint64_t stepsMax = 100'000'000;       ///< of one decision, at most (ir::Cost); beyond: E0804
  std::size_t diagnosticsMax = 100;           ///< then one line says how many more there are
};

/// Reads a `.regard` file, or all of a folder and the folders below it, its `.cases.csv` files among them, and beside
/// that the tables of cases given; not the libraries they use. kNotFound or kIo with the path; a folder without any
/// `.regard` file is kNotFound and says so. Too large a file is reported by the parser, not here.
Result<SourceSet> loadSources(const std::string& path, const std::vector<std::string>& cases = {},
                              const SourceLimits& limits = {});

}  // namespace regard::dsl

#pragma once
// The generated parser behind one call per declaration. Included inside dsl/syntax only.

#include <memory>
#include <unordered_map>
#include <vector>

#include "RegardParser.h"
#include "dsl/source/diagnostic.h"
#include "dsl/syntax/split.h"
#include "dsl/syntax/token.h"

namespace regard::dsl {

using generated::RegardParser;
class Recovery;

/// One parser for any number of declarations, so that what it learns about the grammar (its DFA) is learned once.
/// Never throws. Not thread-safe; what the generated code shares between parsers, it locks.
class Grammar {
 public:
  Grammar();
  ~Grammar();

  /// The tree of a declaration or an expression; faults go to `sink` and leave contexts with `exception` set, or
  /// parts that are null. Valid until the next call. Token indexes in the tree count from `slice.begin`.
  RegardParser::ItemContext* parseItem(const LexedFile& file, const Slice& slice, DiagnosticSink& sink);
  RegardParser::ExprContext* parseExpr(const LexedFile& file, const Slice& slice, DiagnosticSink& sink);

 private:
  template <class Rule>
  auto* parse(const LexedFile& file, const Slice& slice, DiagnosticSink& sink, Rule rule);
  void feed(const LexedFile& file, const Slice& slice);
  std::size_t typeOf(const LexedFile& file, const Token& token) const;

  std::unordered_map<std::string, std::size_t> types_;  ///< of words and signs, by spelling
  std::unique_ptr<antlr4::ListTokenSource> source_;
  std::unique_ptr<antlr4::CommonTokenStream> stream_;
  std::shared_ptr<Recovery> recovery_;
  std::unique_ptr<RegardParser> parser_;
};

}  // namespace regard::dsl

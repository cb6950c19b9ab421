#pragma once
// What the generated parser does at a fault: ends at once (first attempt), or reports and goes on with the next
// clause, field or row (second attempt).

#include "dsl/syntax/grammar.h"
#include "dsl/syntax/syntax_fault.h"

namespace regard::dsl {

class Recovery : public antlr4::ANTLRErrorStrategy {
 public:
  /// The next parse ends with ParseCancellationException at the first fault and reports nothing.
  void beginStrict() { sink_ = nullptr; }
  /// The next parse reports to `sink` and comes to an end.
  void beginTolerant(const LexedFile& file, const Slice& slice, DiagnosticSink& sink);

  void reset(antlr4::Parser*) override {}
  antlr4::Token* recoverInline(antlr4::Parser* parser) override;
  void recover(antlr4::Parser* parser, std::exception_ptr fault) override;
  void sync(antlr4::Parser* parser) override;
  bool inErrorRecoveryMode(antlr4::Parser*) override { return false; }
  void reportMatch(antlr4::Parser*) override {}
  void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& fault) override;

 private:
  void report(antlr4::Parser& parser, std::size_t token, const antlr4::misc::IntervalSet& expected, bool inList);
  bool mayGoOnAt(const Token& token, std::size_t depth) const;
  std::size_t indexOf(const antlr4::Token* token) const;
  void skipTo(antlr4::Parser& parser, std::size_t after, std::size_t depth);

  const LexedFile* file_ = nullptr;
  const Slice* slice_ = nullptr;
  DiagnosticSink* sink_ = nullptr;  ///< null: strict
  std::size_t lastReported_ = 0, resumeAt_ = 0, lastResumed_ = 0;
};

}  // namespace regard::dsl

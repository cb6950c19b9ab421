#pragma once
// Writes the code of one candidate after another. A part that code cannot say leaves the writer failed, and the
// candidate to the machine.

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "engine/plan/code.h"
#include "engine/plan/needs.h"

namespace regard {

/// Where jumps lead that are written before their end is known.
class Label {
 public:
  /// A candidate that jumps here fails.
  static Label failure() {
    Label label;
    label.isFailure_ = true;
    return label;
  }

 private:
  friend class CodeWriter;
  bool isFailure_ = false;
  std::vector<std::size_t> jumps_;
};

class CodeWriter {
 public:
  /// REQUIRES both to outlive this.
  CodeWriter(const Analysis& analysis, CandidateCode& out);

  /// From here on code is for this action (kNobody: for all of them, and may read figures; that comes first).
  void begin(std::uint32_t action);
  bool failed() const { return failed_; }
  bool asksForCandidate() const { return asksForCandidate_; }  ///< since begin()
  void fail() { failed_ = true; }
  std::uint32_t here() const { return static_cast<std::uint32_t>(out_.code.size()); }

  /// The value of `inst` into `to`.
  void figure(std::uint16_t to, ir::InstIndex inst) { into(to, inst, 0); }
  /// Jumps to `label` if `condition` is true, or, if not `when`, if it is not true; else goes on.
  void jump(ir::InstIndex condition, bool when, Label& label) { jump(condition, when, label, 0); }
  void bind(Label& label);
  void lever(std::uint8_t number, Percent change) {
    emit(CodeOp::kLever, 0, 0, 0, static_cast<std::uint64_t>(change.e8), number);
  }
  /// The frame's register with a number that is an input, or `input else constant`; none for anything else.
  std::optional<std::uint16_t> placeOf(ir::InstIndex inst);
  /// A register for something of the frame that is not loaded from an input; none if there are too many.
  std::optional<std::uint16_t> newFrameRegister();
  void end() { emit(CodeOp::kEnd, 0, 0, 0, 0); }

 private:
  struct Operand {
    bool isConstant = false;
    std::uint64_t bits = 0;
    std::uint16_t place = 0;  ///< register, if it is no constant
  };
  struct Test {
    CodeOp op = CodeOp::kJump;
    bool wanted = true;
    std::uint64_t imm = 0;
  };
  using Piece = std::vector<Test>;  ///< all must be as wanted

  void emit(CodeOp op, std::uint16_t to, std::uint16_t a, std::uint16_t b, std::uint64_t imm, std::uint8_t extra = 0) {
    if (op != CodeOp::kTerm) openSum_.reset();
    out_.code.push_back({op, extra, to, a, b, imm});
  }
  /// Whether the machine can be asked for it here.
  bool canBeDemanded(ir::InstIndex inst);
  std::optional<std::uint16_t> registerOf(Subject subject);
  void emitJump(CodeOp op, std::uint8_t extra, std::uint16_t a, std::uint64_t imm, Label& label);
  std::uint16_t newTemporary();
  std::uint16_t inputRegister(std::uint32_t input) {
    return frameRegister(input, program_.inputs[input].type.kind == TypeKind::kNumber ? kNoNumberBits : kNoValueBits);
  }
  std::uint16_t frameRegister(std::uint32_t input, std::uint64_t otherwise);

  // code_figures.cc
  Operand operand(ir::InstIndex inst, int depth);
  bool leaf(ir::InstIndex inst, Operand& operand);
  std::uint16_t inRegister(const Operand& operand);
  void into(std::uint16_t to, ir::InstIndex inst, int depth);
  void scalar(std::uint16_t to, const ir::Inst& inst, int depth);
  bool product(std::uint16_t to, const ir::Inst& inst, int depth);
  void addTerm(double factor, std::uint16_t place);
  void choose(std::uint16_t to, const ir::Inst& inst, int depth);
  void demand(std::uint16_t to, ir::InstIndex inst);
  bool isSharedWork(ir::InstIndex inst) const;

  // code_conditions.cc
  void jump(ir::InstIndex condition, bool when, Label& label, int depth);
  void jumpOn(const Need& need, bool when, Label& label, std::uint16_t place, bool mustBeKnown);
  std::vector<Piece> piecesOf(const Need& need) const;

  const Analysis& analysis_;
  const ir::Program& program_;
  CandidateCode& out_;
  NeedsFinder finder_;
  std::uint32_t action_ = kNobody;
  bool failed_ = false, asksForCandidate_ = false;
  std::uint16_t firstTemporary_ = kFirstTemporary, nextTemporary_ = kFirstTemporary;
  std::optional<std::size_t> openSum_;  ///< the step whose terms end here, if one more can join them
  std::vector<std::pair<ir::InstIndex, std::uint16_t>> computed_;  ///< what stands in temporaries here
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint16_t> frameRegisters_;  ///< by input and default
};

/// `code`: of every action and of the score, which there must be. `writer` says where inputs stand.
Bounds makeBounds(const Analysis& analysis, const CandidateCode& code, CodeWriter& writer);

}  // namespace regard

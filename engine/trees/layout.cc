#include "engine/trees/layout.h"

#include <fmt/format.h>

#include <algorithm>

namespace regard::trees {
namespace {

using QuestionsOf = std::function<std::optional<std::vector<Question>>(std::uint32_t)>;

class Layout {
 public:
  Layout(std::size_t count, const QuestionsOf& questionsOf, std::string& problem)
      : first_(count, kNowhere), questionsOf_(questionsOf), problem_(problem) {}

  std::optional<LaidOut> from(std::uint32_t root) {
    waiting_.push_back({root, 0});
    while (!waiting_.empty()) {
      const auto [node, depth] = waiting_.back();
      waiting_.pop_back();
      if (!place(node, depth)) return std::nullopt;
    }
    return resolved();
  }

 private:
  static constexpr std::uint32_t kNowhere = ~0U;
  struct Waiting {
    std::uint32_t node;
    std::size_t depth;
  };

  bool place(std::uint32_t node, std::size_t depth) {
    if (node >= first_.size()) {
      problem_ = fmt::format("a node leads to node {}, and there are {}", node, first_.size());
      return false;
    }
    if (first_[node] != kNowhere) {
      problem_ = fmt::format("two nodes lead to node {}: this is no tree", node);
      return false;
    }
    const auto questions = questionsOf_(node);
    if (!questions) return false;
    const auto first = static_cast<std::uint32_t>(placed_.size());
    first_[node] = first;
    std::vector<std::uint32_t> next;
    for (Question question : *questions) {
      if (question.column >= 0)
        for (Way* way : {&question.yes, &question.no, &question.unknown}) {
          if (way->isBeside) way->to += first;
          if (!way->isBeside && std::find(next.begin(), next.end(), way->to) == next.end()) next.push_back(way->to);
        }
      placed_.push_back(question);
    }
    depth_ = std::max(depth_, depth);
    for (auto to = next.rbegin(); to != next.rend(); ++to) waiting_.push_back({*to, depth + 1});
    return true;
  }

  LaidOut resolved() const {
    LaidOut out;
    out.depth = depth_;
    const auto placeOf = [&](const Question& question, const Way& way) {
      return question.column < 0 ? 0 : way.isBeside ? way.to : first_[way.to];
    };
    for (const Question& question : placed_) {
      out.tree.column.push_back(question.column);
      out.tree.value.push_back(question.value);
      out.tree.yes.push_back(placeOf(question, question.yes));
      out.tree.no.push_back(placeOf(question, question.no));
      out.tree.unknown.push_back(placeOf(question, question.unknown));
    }
    return out;
  }

  std::vector<std::uint32_t> first_;  ///< by node of the library: where its questions begin
  const QuestionsOf& questionsOf_;
  std::string& problem_;
  std::vector<Question> placed_;
  std::vector<Waiting> waiting_;
  std::size_t depth_ = 0;
};

}  // namespace

std::optional<LaidOut> layOut(std::uint32_t root, std::size_t count, const QuestionsOf& questionsOf,
                              std::string& problem) {
  return Layout(count, questionsOf, problem).from(root);
}

}  // namespace regard::trees

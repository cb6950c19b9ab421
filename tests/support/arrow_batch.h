#pragma once
// A record batch in memory, as a data frame hands it over, with buffers of just the size that they must have, so that
// reading behind them is noticed.

#include <cstdint>
#include <cstring>
#include <deque>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "regard/arrow.h"

namespace regard::support {

template <class T>
using Maybe = std::vector<std::optional<T>>;

class ArrowBatch {
 public:
  /// `lead`: so many rows stand before the first one and are no part of the batch.
  explicit ArrowBatch(std::int64_t rows, std::int64_t lead = 0)
      : rows_(rows), lead_(lead), root_(node("", "+s", rows)) {
    root_.buffers.resize(1);
  }
  ArrowBatch(const ArrowBatch&) = delete;
  ArrowBatch& operator=(const ArrowBatch&) = delete;

  const ArrowSchema* schema() { return finish(root_).first; }
  const ArrowArray* array() { return finish(root_).second; }

  /// A column whose memory is an array of T; nulls hold bytes that mean nothing.
  template <class T>
  void values(const std::string& name, const std::string& format, const Maybe<T>& values) {
    root_.children.push_back(&plain<T>(name, format, values, lead_));
  }
  void flags(const std::string& name, const Maybe<bool>& values) {
    Node& column = validated(name, "b", values, lead_);
    std::string bits((values.size() + static_cast<std::size_t>(lead_) + 7) / 8, '\0');
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i].value_or(true)) set(bits, i + static_cast<std::size_t>(lead_));
    column.buffers.push_back(bits);
    root_.children.push_back(&column);
  }
  /// format: u, U or vu.
  void texts(const std::string& name, const Maybe<std::string>& values, const std::string& format = "u") {
    root_.children.push_back(&text(name, format, values, lead_));
  }
  void nulls(const std::string& name) {
    root_.children.push_back(&node(name, "n", rows_));
    root_.children.back()->array.null_count = rows_;
  }
  void encoded(const std::string& name, const Maybe<std::int8_t>& places, const Maybe<std::string>& dictionary) {
    Node& column = plain<std::int8_t>(name, "c", places, lead_);
    column.dictionary = &text("", "u", dictionary, 0);
    root_.children.push_back(&column);
  }
  /// Columns added until end() are fields of this struct; `known`: rows where it is there.
  void beginStruct(const std::string& name, const Maybe<bool>& known) {
    Maybe<bool> marks = known;
    Node& column = validated(name, "+s", marks, lead_);
    opened_ = std::exchange(root_.children, {});
    struct_ = &column;
  }
  void endStruct() {
    struct_->children = std::exchange(root_.children, std::move(opened_));
    for (Node* child : struct_->children) {  // the struct's offset is theirs too
      child->array.offset -= lead_;
      child->array.length += lead_;
    }
    root_.children.push_back(struct_);
  }
  /// Rows of lists of plain T.
  template <class T>
  void lists(const std::string& name, const std::string& format, const std::vector<std::optional<Maybe<T>>>& rows) {
    Maybe<T> all;
    Node& column = listOf(name, rows, [&](const Maybe<T>& row) {
      all.insert(all.end(), row.begin(), row.end());
      return row.size();
    });
    column.children.push_back(&plain<T>("item", format, all, 0));
    root_.children.push_back(&column);
  }

 private:
  struct Node {
    ArrowSchema schema{};
    ArrowArray array{};
    std::string name, format;
    std::vector<std::optional<std::string>> buffers;
    std::vector<std::vector<char>> memory;
    std::vector<const void*> pointers;
    std::vector<Node*> children;
    std::vector<ArrowSchema*> childSchemas;
    std::vector<ArrowArray*> childArrays;
    Node* dictionary = nullptr;
  };

  static void set(std::string& bits, std::size_t at) {
    bits[at / 8] = static_cast<char>(static_cast<unsigned char>(bits[at / 8]) | 1U << (at % 8));
  }

  Node& node(const std::string& name, const std::string& format, std::int64_t length) {
    Node& made = nodes_.emplace_back();
    made.name = name;
    made.format = format;
    made.array.length = length;
    return made;
  }
  template <class T>
  Node& validated(const std::string& name, const std::string& format, const Maybe<T>& values, std::int64_t lead) {
    Node& column = node(name, format, static_cast<std::int64_t>(values.size()));
    column.array.offset = lead;
    std::string bits((values.size() + static_cast<std::size_t>(lead) + 7) / 8, '\0');
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i]) set(bits, i + static_cast<std::size_t>(lead));
      column.array.null_count += values[i] ? 0 : 1;
    }
    column.buffers.push_back(column.array.null_count > 0 ? std::optional(bits) : std::nullopt);
    return column;
  }
  template <class T>
  Node& plain(const std::string& name, const std::string& format, const Maybe<T>& values, std::int64_t lead) {
    Node& column = validated(name, format, values, lead);
    std::string bytes((values.size() + static_cast<std::size_t>(lead)) * sizeof(T), '\x5A');
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i])
        std::memcpy(bytes.data() + (i + static_cast<std::size_t>(lead)) * sizeof(T), &*values[i], sizeof(T));
    column.buffers.push_back(bytes);
    return column;
  }
  Node& text(const std::string& name, const std::string& format, const Maybe<std::string>& values, std::int64_t lead) {
    Node& column = validated(name, format, values, lead);
    std::string ends, bytes;
    const auto put = [&ends](const auto& value) { ends.append(reinterpret_cast<const char*>(&value), sizeof(value)); };
    const auto putEnd = [&] {
      format == "u" ? put(static_cast<std::int32_t>(bytes.size())) : put(static_cast<std::int64_t>(bytes.size()));
    };
    if (format == "vu") {
      ends.assign(static_cast<std::size_t>(lead) * 16, '\x5A');
      for (const auto& value : values) {
        std::string head(16, '\0');
        const std::string given = value.value_or("");
        const auto length = static_cast<std::int32_t>(given.size()), at = static_cast<std::int32_t>(bytes.size());
        std::memcpy(head.data(), &length, 4);
        std::memcpy(head.data() + 4, given.data(), std::min<std::size_t>(given.size(), given.size() > 12 ? 4 : 12));
        if (given.size() > 12) {
          std::memcpy(head.data() + 12, &at, 4);
          bytes += given;
        }
        ends += head;
      }
      column.buffers.push_back(ends);
      column.buffers.push_back(bytes);
      const auto size = static_cast<std::int64_t>(bytes.size());
      column.buffers.push_back(std::string(reinterpret_cast<const char*>(&size), sizeof(size)));
      return column;
    }
    for (std::int64_t i = 0; i <= lead; ++i) putEnd();
    for (const auto& value : values) {
      bytes += value.value_or("");
      putEnd();
    }
    column.buffers.push_back(ends);
    column.buffers.push_back(bytes);
    return column;
  }
  template <class Rows, class Size>
  Node& listOf(const std::string& name, const Rows& rows, Size&& size) {
    Node& column = validated(name, "+l", rows, lead_);
    std::string ends(static_cast<std::size_t>(lead_) * 4, '\0');
    std::int32_t end = 0;
    const auto put = [&] { ends.append(reinterpret_cast<const char*>(&end), 4); };
    put();
    for (const auto& row : rows) {
      if (row) end += static_cast<std::int32_t>(size(*row));
      put();
    }
    column.buffers.push_back(ends);
    return column;
  }

  std::pair<const ArrowSchema*, const ArrowArray*> finish(Node& at) {
    at.memory.clear();
    at.pointers.clear();
    at.childSchemas.clear();
    at.childArrays.clear();
    at.memory.reserve(at.buffers.size());
    for (const auto& buffer : at.buffers) {
      at.memory.emplace_back(buffer ? std::vector<char>(buffer->begin(), buffer->end()) : std::vector<char>());
      at.pointers.push_back(buffer ? at.memory.back().data() : nullptr);
    }
    for (Node* child : at.children) {
      finish(*child);
      at.childSchemas.push_back(&child->schema);
      at.childArrays.push_back(&child->array);
    }
    if (at.dictionary != nullptr) {
      finish(*at.dictionary);
      at.schema.dictionary = &at.dictionary->schema;
      at.array.dictionary = &at.dictionary->array;
    }
    at.schema.format = at.format.c_str();
    at.schema.name = at.name.c_str();
    at.schema.n_children = at.array.n_children = static_cast<std::int64_t>(at.children.size());
    at.schema.children = at.childSchemas.data();
    at.array.children = at.childArrays.data();
    at.array.n_buffers = static_cast<std::int64_t>(at.pointers.size());
    at.array.buffers = at.pointers.data();
    at.schema.release = [](ArrowSchema*) {};
    at.array.release = [](ArrowArray*) {};
    return {&at.schema, &at.array};
  }

  std::int64_t rows_, lead_;
  std::deque<Node> nodes_;
  Node& root_;
  std::vector<Node*> opened_;
  Node* struct_ = nullptr;
};

}  // namespace regard::support

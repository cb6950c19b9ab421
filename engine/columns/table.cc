#include "engine/columns/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/nearest.h"
#include "engine/plan/reads.h"

namespace regard::columns {
namespace {

/// A column that is no struct, wherever it stands.
struct Leaf {
  std::string name;
  const ArrowSchema* schema = nullptr;
  std::vector<const ArrowArray*> arrays;  ///< by batch
  std::vector<ArrayView> views;           ///< likewise
  bool isUsed = false;
};

Fault about(const std::string& column, const Fault& fault) {
  return {fault.kind, fmt::format("column `{}`: {}", column, fault.message)};
}

const char* nameOf(const ArrowSchema& schema) { return schema.name == nullptr ? "" : schema.name; }

class Leaves {
 public:
  Result<std::vector<Leaf>> of(const ArrowSchema& schema, const std::vector<const ArrowArray*>& arrays,
                               const std::vector<ArrayView>& parents, const std::string& prefix) {
    if (auto added = add(schema, arrays, parents, prefix); !added) return added.fault();
    return std::move(leaves_);
  }

 private:
  Status add(const ArrowSchema& schema, const std::vector<const ArrowArray*>& arrays,
             const std::vector<ArrayView>& parents, const std::string& prefix) {
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
      Leaf leaf{prefix + nameOf(*schema.children[i]), schema.children[i], {}, {}, false};
      for (std::size_t batch = 0; batch < arrays.size(); ++batch) {
        const ArrowArray* const child = arrays[batch]->children[i];
        auto view = ArrayView::fieldOf(parents[batch], *leaf.schema, *child);
        if (!view) return about(leaf.name, view.fault());
        leaf.arrays.push_back(child);
        leaf.views.push_back(*std::move(view));
      }
      const auto type = arrowTypeOf(leaf.schema->format);
      if (!type) return about(leaf.name, type.fault());
      if (type->layout != Layout::kStruct) {
        leaves_.push_back(std::move(leaf));
      } else if (auto added = add(*leaf.schema, leaf.arrays, leaf.views, leaf.name + "."); !added) {
        return added;
      }
    }
    return Done{};
  }

  std::vector<Leaf> leaves_;
};

class Binder {
 public:
  Binder(const Plan& plan, std::vector<Leaf> leaves)
      : plan_(plan), program_(*plan.program), reads_(program_), leaves_(std::move(leaves)) {}

  Result<Table> bind() {
    for (std::uint32_t i = 0; i < program_.inputs.size(); ++i)
      if (program_.inputs[i].source == ir::InputSource::kProfile)
        if (auto bound = bindInput(i); !bound) return bound.fault();
    for (std::uint32_t i = 0; i < program_.streams.size(); ++i)
      if (program_.streams[i].kind == ir::StreamKind::kList)
        if (auto bound = bindList(i); !bound) return bound.fault();
    if (!hasKey_) {
      std::vector<std::string> names;
      for (const Leaf& leaf : leaves_) names.push_back(leaf.name);
      const std::string advice = didYouMean(program_.keyName, names);
      return invalid(fmt::format("no column says who a customer is: one must be called `{}`{}{}", program_.keyName,
                                 advice.empty() ? "" : "; ", advice));
    }
    for (const std::string& name : plan_.absent)
      if (std::find(found_.begin(), found_.end(), name) == found_.end()) table_.absent.push_back(name);
    for (const Leaf& leaf : leaves_)
      if (!leaf.isUsed) table_.unused.push_back(leaf.name);
    return std::move(table_);
  }

 private:
  /// The column that is called so; nullptr if none is.
  Result<Leaf*> find(const std::string& name, const std::string& title) {
    Leaf* found = nullptr;
    for (Leaf& leaf : leaves_) {
      const bool isIt = leaf.name == name || (!title.empty() && leaf.name == title) ||
                        (leaf.name.find('.') == std::string::npos && snakeName(leaf.name) == name);
      if (!isIt) continue;
      if (found != nullptr)
        return invalid(fmt::format("columns `{}` and `{}` are both `{}`: leave one out", found->name, leaf.name, name));
      found = &leaf;
    }
    if (found != nullptr) found->isUsed = true;
    return found;
  }

  Result<BoundColumn> columnOf(const Leaf& leaf, Type type) {
    // Batches of one schema are alike, and without any nothing is read.
    auto how = Conversion::of(program_, plan_.zone, type, leaf.views.empty() ? ArrayView() : leaf.views.front());
    if (!how) return about(leaf.name, how.fault());
    BoundColumn column{*std::move(how), {}};
    for (const ArrayView& view : leaf.views) column.chunks.push_back(column.how.chunkOf(view));
    return column;
  }

  Status bindInput(std::uint32_t index) {
    const ir::Input& input = program_.inputs[index];
    const bool isKey = input.name == program_.keyName;
    const auto leaf = find(input.name, input.title);
    if (!leaf) return leaf.fault();
    if (*leaf == nullptr) return Done{};
    found_.push_back(input.name);
    const auto slot = static_cast<std::int32_t>(index);
    if (!isKey && !reads_.input(index) && slot != plan_.customerZoneInput && slot != plan_.customerLocaleInput)
      return Done{};
    auto column = columnOf(**leaf, input.type);
    if (!column) return column.fault();
    if (isKey) {
      table_.key = *std::move(column);
      hasKey_ = true;
    } else {
      table_.inputs.push_back({*std::move(column), index, (*leaf)->name});
    }
    return Done{};
  }

  Status bindList(std::uint32_t index) {
    const ir::Stream& stream = program_.streams[index];
    const auto leaf = find(stream.name, stream.title);
    if (!leaf) return leaf.fault();
    if (*leaf == nullptr) return Done{};
    found_.push_back(stream.name);
    if (!reads_.stream(index)) return Done{};
    const auto type = arrowTypeOf((*leaf)->schema->format);
    if (!type) return about((*leaf)->name, type.fault());
    if (!isList(type->layout))
      return about((*leaf)->name,
                   invalid(fmt::format("it holds {}, but the rules take it as a list", wordsFor(*type))));
    auto rows = rowsOf(**leaf);
    if (!rows) return rows.fault();
    BoundList list{index, (*leaf)->name, (*leaf)->views, {}};
    for (std::size_t i = 0; i < stream.columns.size(); ++i) {
      const ir::Column& column = stream.columns[i];
      const auto at = std::find_if(rows->begin(), rows->end(), [&](const Leaf& one) {
        return one.name == column.name || one.name == column.title || snakeName(one.name) == column.name;
      });
      list.columns.emplace_back();
      if (at == rows->end()) continue;
      found_.push_back(stream.name + "." + column.name);
      if (!reads_.column(index, i)) continue;
      auto bound = columnOf(*at, column.type);
      if (!bound) return about((*leaf)->name, bound.fault());
      list.columns.back() = *std::move(bound);
    }
    table_.lists.push_back(std::move(list));
    return Done{};
  }

  /// The columns of a list's rows: fields of structs, or the one that a list of plain values has.
  static Result<std::vector<Leaf>> rowsOf(const Leaf& list) {
    const ArrowSchema& schema = *list.schema->children[0];
    std::vector<const ArrowArray*> arrays;
    std::vector<ArrayView> views;
    for (const ArrowArray* array : list.arrays) {
      arrays.push_back(array->children[0]);
      auto view = ArrayView::of(schema, *arrays.back());
      if (!view) return about(list.name, view.fault());
      views.push_back(*std::move(view));
    }
    const auto type = arrowTypeOf(schema.format);
    if (!type) return about(list.name, type.fault());
    if (type->layout == Layout::kStruct) return Leaves().of(schema, arrays, views, "");
    return std::vector<Leaf>{Leaf{"item", &schema, std::move(arrays), std::move(views), false}};
  }

  const Plan& plan_;
  const ir::Program& program_;
  Reads reads_;
  std::vector<Leaf> leaves_;
  std::vector<std::string> found_;
  Table table_;
  bool hasKey_ = false;
};

}  // namespace

Result<Table> bindTable(const Plan& plan, const ArrowSchema& schema, std::span<const ArrowArray* const> batches) {
  std::vector<const ArrowArray*> arrays(batches.begin(), batches.end());
  std::vector<ArrayView> views;
  std::vector<std::int64_t> rows;
  const auto type = arrowTypeOf(schema.format);
  if (!type || type->layout != Layout::kStruct)
    return invalid("rows are given as one struct with a field for each column, format `+s`, as record batches are");
  for (const ArrowArray* array : arrays) {
    auto view = ArrayView::of(schema, *array);
    if (!view) return Fault{view.fault().kind, "the rows: " + view.fault().message};
    rows.push_back(view->length());
    views.push_back(*std::move(view));
  }
  auto leaves = Leaves().of(schema, arrays, views, "");
  if (!leaves) return leaves.fault();
  auto table = Binder(plan, *std::move(leaves)).bind();
  if (table) table->rows = std::move(rows);
  return table;
}

}  // namespace regard::columns

// Files that are damaged, cut off or of another kind: what is said, and where.

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "engine/trees/tree_file.h"
#include "tests/support/temp_folder.h"

namespace regard::trees {
namespace {

using Catch::Contains;

std::string textOf(const std::string& name) {
  std::ifstream in(std::string(TREES_FOLDER) + "/" + name, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string faultOf(const std::string& text, const TreeOptions& options = {}) {
  const support::TempFolder folder;
  const auto file = readTreeFile(folder.write("model", text), options);
  return file ? "" : file.fault().message;
}

struct Damage {
  const char *from, *to, *said;
};

void checkAll(const std::string& text, std::initializer_list<Damage> damages) {
  REQUIRE(faultOf(text).empty());
  for (const Damage& damage : damages) {
    CAPTURE(damage.from, damage.to);
    std::string broken = text;
    const std::size_t at = broken.find(damage.from);
    REQUIRE(at != std::string::npos);
    broken.replace(at, std::string(damage.from).size(), damage.to);
    CHECK_THAT(faultOf(broken), Contains(damage.said));
  }
}

TEST_CASE("what is wrong with a file of XGBoost is said", "[trees]") {
  checkAll(textOf("xgboost_logistic.json"),
           {{"\"learner\"", "\"learn\"", "line 1, byte 1: `learner` is missing"},
            {"binary:logistic", "multi:softprob", "its objective is multi:softprob: trees of rules tell a probability"},
            {"\"name\":\"gbtree\"", "\"name\":\"dart\"", "booster=dart, and only gbtree can be read"},
            {"\"num_class\":\"0\"", "\"num_class\":\"3\"", "several things at once"},
            {"\"base_score\":\"[", "\"base_score\":\"[1", "should be a probability, above 0 and below 1"},
            {"\"base_score\":\"[", "\"base_score\":\"[x", "`base_score` should be one number"},
            {"\"num_class\":\"0\",\"num_feature\":\"6\"", "\"num_class\":\"0\",\"num_feature\":\"5\"",
             "it has 5 features and names of 6"},
            {"\"left_children\":[1", "\"left_children\":[99", "line 2, byte 1: node 0 of a tree leads to none of its"},
            {"\"left_children\":[1", "\"left_children\":[0", "two nodes lead to node 0: this is no tree"},
            {"\"left_children\":[1", "\"left_children\":[\"1\"", "`left_children` should be numbers"},
            {"\"left_children\":[1", "\"left_children\":[1,2", "entries, and the tree"},
            {"\"split_indices\":[0", "\"split_indices\":[17", "asks for feature 17, and there are 6"},
            {"\"split_type\":[0", "\"split_type\":[1", "it asks `visits` for categories: train with a column for each"},
            {"\"split_conditions\":[", "\"split_conditions\":[1e300, ", "entries, and the tree"},
            {"},\n{", "}\n{", "this is no JSON"}});
  const std::string whole = textOf("xgboost_logistic.json");
  for (std::size_t size = 1; size + 2 < whole.size(); size += 97) CHECK_FALSE(faultOf(whole.substr(0, size)).empty());
}

TEST_CASE("what is wrong with a file of LightGBM is said", "[trees]") {
  checkAll(
      textOf("lightgbm_numbered.txt"),
      {{"version=v4", "version=v2", "its version is `v2`, and v3 and v4 can be read here"},
       {"num_class=1", "num_class=3", "tells several classes apart"},
       {"objective=regression", "objective=poisson", "its objective is poisson: trees of rules tell a probability"},
       {"objective=regression", "objective=regression sqrt", "its objective goes on with `sqrt`"},
       {"feature_names=visits ", "feature_names=", "3 names of features, 4 ranges"},
       {"num_leaves=6", "num_leaves=5", "`leaf_value` has 6 numbers, and there should be 5"},
       {"num_leaves=6", "num_leaves=x", "`num_leaves` should be numbers"},
       {"split_feature=", "split_feature=9 ", "has 6 numbers, and there should be 5"},
       {"left_child=", "left_children=", "`left_child` is missing"},
       {"left_child=1", "left_child=0", "two nodes lead to node 0"},
       {"left_child=1", "left_child=7", "leads nowhere"},
       {"is_linear=0", "is_linear=1", "linear_tree=false"},
       {"cat_boundaries=0 1", "cat_boundaries=1 0", "`cat_boundaries` should rise"},
       {"cat_threshold=", "cat_threshold=-", "whole numbers of 32 bits"},
       {"shrinkage=1", "num_cat=1", "`num_cat` is there twice"},
       {"end of trees", "", "cut off"}});
  const std::string whole = textOf("lightgbm_numbered.txt");
  for (std::size_t size = 1; size < whole.find("end of trees"); size += 97)
    CHECK_FALSE(faultOf(whole.substr(0, size)).empty());
}

TEST_CASE("what is no such file is said, and how to make one", "[trees]") {
  CHECK_THAT(faultOf("id,visits\n1,2\n"), Contains("neither a model of XGBoost, in JSON, nor one of LightGBM"));
  CHECK_THAT(faultOf("{L\x04\x01"), Contains("it is binary: save the model as text"));
  CHECK_THAT(faultOf("binf\x01"), Contains("it is binary"));
  CHECK_THAT(faultOf("[\n  { \"nodeid\": 0 } ]"), Contains("a dump for people to read"));
  CHECK_THAT(faultOf("{\"name\":\"tree\",\"version\":\"v4\"}"), Contains("a dump of LightGBM"));
  CHECK_THAT(faultOf(""), Contains("is empty"));
  CHECK_THAT(faultOf("tree\nversion=v4\n"), Contains("cut off"));
  const auto none = readTreeFile("nowhere/churn.json", {});
  CHECK(none.fault().kind == FaultKind::kNotFound);
  const std::string text = textOf("xgboost_logistic.json");
  CHECK_THAT(faultOf(text, {{{"visit", "visits"}}, 0}), Contains("no feature `visit`: did you mean `visits`?"));
  CHECK_THAT(faultOf(text, {{{"visits", "tenure"}}, 0}), Contains("`visits` and `tenure` would both be `tenure`"));
  CHECK_THAT(faultOf(text, {{}, 9}), Contains("it has 8 rounds, and not 9"));
}

}  // namespace
}  // namespace regard::trees

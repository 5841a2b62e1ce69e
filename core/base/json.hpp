// JSON from outside, read strictly: bounded size and depth, no duplicate keys, types as asked.
#pragma once

#include "core/base/error.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::json {

using Object = Poco::JSON::Object;
using Array = Poco::JSON::Array;

/// Longest text that parse() reads; callers with a smaller limit check it first.
inline constexpr std::size_t kMaxText = 1 << 20;
inline constexpr int kMaxDepth = 16;

/// One JSON object and nothing after it. Duplicate keys at any depth are refused.
Result<Object::Ptr> parse(std::string_view text);

/// Compact, keys in the order of insertion.
std::string dump(const Object& object);

/// Empty when the key is absent or holds another type; no conversion takes place.
std::optional<std::string> get_string(const Object& object, const std::string& key);
std::optional<std::int64_t> get_integer(const Object& object, const std::string& key);
/// An integer too. Finite.
std::optional<double> get_number(const Object& object, const std::string& key);
std::optional<bool> get_bool(const Object& object, const std::string& key);
Object::Ptr get_object(const Object& object, const std::string& key);
Array::Ptr get_array(const Object& object, const std::string& key);
/// Every element must be a string.
std::optional<std::vector<std::string>> get_strings(const Object& object, const std::string& key);
/// Every element must be an integer.
std::optional<std::vector<std::int64_t>> get_integers(const Object& object, const std::string& key);
/// Every element must be an object.
std::optional<std::vector<Object::Ptr>> get_objects(const Object& object, const std::string& key);

/// An empty object that keeps the order of insertion.
Object make_object();
Array::Ptr make_array(const std::vector<std::string>& strings);

} // namespace cordee::json

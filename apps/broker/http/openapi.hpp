// The document by which strangers make their clients: OpenAPI 3.1, put together from the short descriptions
// that stand as api.json beside the handlers of each topic. Their form is explained in openapi.cpp.
#pragma once

#include "core/base/json.hpp"

#include <span>
#include <string>
#include <string_view>

namespace cordee::broker {

/// The texts of the files, compiled in.
std::span<const std::string_view> api_descriptions();

/// Throws std::runtime_error for a description that has not the form: a test of this program finds it.
json::Object openapi_document(std::span<const std::string_view> descriptions);

} // namespace cordee::broker

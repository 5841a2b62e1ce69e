// What the calls of BrokerClient share.
#pragma once

#include "core/endpoint/broker_client.hpp"

namespace cordee::endpoint {

/// Throws not_understood().
template <class T>
T value_or_throw(Result<T> result)
{
    if (!result)
        throw not_understood();
    return std::move(*result);
}

/// A part of a path: our own ids need no escaping, and nothing else may stand there. Throws BrokerError.
const std::string& segment(const std::string& text);

json::Array::Ptr modules_to_json(const std::vector<AskedModule>& modules);

/// Adds them when there are some.
void add_candidates(json::Object& body, const Candidates& candidates);

} // namespace cordee::endpoint

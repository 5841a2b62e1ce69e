#include "apps/broker/sessions/candidates.hpp"

#include "apps/broker/http/input.hpp"
#include "core/transport/address.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace cordee::broker {
namespace {

bool is_candidate(const std::string& text)
{
    if (text.size() > kMaxCandidate)
        return false;
    const auto place = transport::parse_address(text);
    if (place.has_error() || place->host.find('%') != std::string::npos)
        return false;
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(place->host, error);
    return !error && !address.is_unspecified() && !address.is_multicast();
}

} // namespace

std::optional<std::vector<std::string>> read_candidates(const json::Object& body, const Request& request)
{
    if (!body.has("candidates"))
        return std::nullopt;
    const auto listed = json::get_strings(body, "candidates");
    if (!listed || listed->size() > kMaxCandidates || !std::ranges::all_of(*listed, is_candidate))
        throw bad_field("candidates", request);
    return *listed;
}

} // namespace cordee::broker

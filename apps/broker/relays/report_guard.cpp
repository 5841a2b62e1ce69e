#include "apps/broker/relays/report_guard.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

/// At one a second there are fewer within twice the skew.
constexpr std::size_t kMaxSeen = 256;

} // namespace

Result<void> ReportGuard::accept(const std::string& relay, View secret, std::string_view body,
                                 std::string_view text)
{
    const auto proof = crypto::parse_report_proof(text);
    if (proof.has_error())
        return proof.error();
    if (!crypto::verify_report(secret, relay, body, *proof))
        return Errc::bad_signature;
    if (proof->instance != instance_)
        return Errc::unexpected;
    const auto now = clock_.now();
    if (now > proof->time + crypto::kReportSkew)
        return Errc::expired;
    if (now < proof->time - crypto::kReportSkew)
        return Errc::not_yet_valid;
    auto& seen = seen_[relay];
    std::erase_if(seen, [&](const Seen& one) { return now > one.time + crypto::kReportSkew; });
    if (std::ranges::any_of(seen, [&](const Seen& one) { return one.nonce == proof->nonce; }))
        return Errc::already_used;
    if (seen.size() >= kMaxSeen)
        return Errc::exhausted;
    seen.push_back({proof->time, proof->nonce});
    return {};
}

} // namespace cordee::broker

// What shows that a report comes from that relay, and is no copy of an older one. The secret that relay and
// broker share is never sent.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"

#include <string>
#include <string_view>

namespace cordee::crypto {

/// Clocks of relay and broker may differ by this much.
inline constexpr std::chrono::seconds kReportSkew{90};

struct ReportProof {
    WallTime time{};
    /// Of the broker, new at each of its starts: what it took before is worth nothing after.
    ByteArray<16> instance{};
    ByteArray<16> nonce{};
    ByteArray<32> mac{};
};

/// Of a report that is sent now; `relay` is its name at the broker, `body` the very bytes that are sent.
ReportProof prove_report(View secret, std::string_view relay, std::string_view body, WallTime now,
                         const ByteArray<16>& instance, const ByteArray<16>& nonce);

/// Whether the relay's secret made it for this body. That it is new is for the broker to know.
bool verify_report(View secret, std::string_view relay, std::string_view body, const ReportProof& proof);

/// "SECONDS.INSTANCE.NONCE.MAC", for the place of a bearer token.
std::string format_report_proof(const ReportProof& proof);
/// Errc::malformed.
Result<ReportProof> parse_report_proof(std::string_view text);

} // namespace cordee::crypto

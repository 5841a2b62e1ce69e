// Lets a report in once: when the relay's secret vouches for it, now, and for this start of the broker.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/crypto/relay_report.hpp"

#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace cordee::broker {

class ReportGuard {
public:
    ReportGuard(const Clock& clock, Random& random) : clock_{clock}, instance_{random.bytes<16>()} {}

    /// A relay asks for it before its first report, and again when its reports become Errc::unexpected.
    [[nodiscard]] const ByteArray<16>& instance() const { return instance_; }

    /// Errc::malformed, Errc::bad_signature (not of this relay, or changed on the way), Errc::unexpected
    /// (made for an earlier start of the broker), Errc::expired and Errc::not_yet_valid (clocks differ too
    /// much), Errc::already_used, Errc::exhausted (too many at once).
    Result<void> accept(const std::string& relay, View secret, std::string_view body, std::string_view proof);
    void forget(const std::string& relay) { seen_.erase(relay); }

private:
    struct Seen {
        WallTime time;
        ByteArray<16> nonce;
    };

    const Clock& clock_;
    ByteArray<16> instance_;
    std::map<std::string, std::deque<Seen>> seen_; ///< as long as their time would let them in again
};

} // namespace cordee::broker

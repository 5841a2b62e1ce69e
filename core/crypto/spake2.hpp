// SPAKE2 on P-256, RFC 9382: from a short code that both know to a key that nobody else can find but by one
// guess for each run.
#pragma once

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/crypto/openssl.hpp"

#include <string>

namespace cordee::crypto {

/// The two parts of the RFC: A speaks first.
enum class Spake2Side { a, b };

/// What both must have agreed on beforehand.
struct Spake2Setup {
    std::string identity_a;
    std::string identity_b;
    Bytes associated; ///< goes into the confirmation keys
};

struct Spake2Keys {
    Secret<16> shared;                 ///< Ke; to be used only after the peer's confirmation was right
    ByteArray<32> own_confirmation{};  ///< to be sent
    ByteArray<32> peer_confirmation{}; ///< to be compared in constant time
};

/// w = scrypt(digits, "rs1 code" || session) modulo the group's order: what a session code is in SPAKE2.
/// Takes 16 MiB and some 50 ms, on purpose. Errc::bad_key for zero.
Result<Secret<32>> code_scalar(View digits, const ByteArray<16>& session);

/// One run of one side.
class Spake2 {
public:
    static constexpr std::size_t kShareSize = 65;
    using Share = ByteArray<kShareSize>;

    /// Errc::bad_key when w is zero or not below the group's order.
    static Result<Spake2> start(Spake2Side side, Spake2Setup setup, Secret<32> w, Random& random);

    /// Whether these bytes are a share: an uncompressed point of the curve, which infinity is not.
    static bool is_share(View bytes);

    [[nodiscard]] const Share& share() const { return share_; }
    /// Errc::bad_key when the peer's share is none, or leads to the point at infinity. Used once.
    [[nodiscard]] Result<Spake2Keys> finish(View peer_share) const;

private:
    Spake2(Spake2Side side, Spake2Setup setup, Secret<32> w, Secret<32> scalar, const Share& share);
    [[nodiscard]] Bytes transcript(View peer_share, View k) const;

    Spake2Side side_;
    Spake2Setup setup_;
    Secret<32> w_;
    Secret<32> scalar_;
    Share share_;
};

} // namespace cordee::crypto

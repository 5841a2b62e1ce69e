#include "core/crypto/spake2.hpp"

#include "core/crypto/hash.hpp"
#include "core/crypto/hkdf.hpp"
#include "core/crypto/hmac.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>

namespace cordee::crypto {
namespace {

constexpr std::string_view kM = "02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f";
constexpr std::string_view kN = "03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49";
constexpr std::uint8_t kUncompressed = 4;

struct FreeHandle {
    void operator()(EC_GROUP* group) const noexcept { EC_GROUP_free(group); }
    void operator()(EC_POINT* point) const noexcept { EC_POINT_clear_free(point); }
    void operator()(BIGNUM* number) const noexcept { BN_clear_free(number); }
    void operator()(BN_CTX* context) const noexcept { BN_CTX_free(context); }
};
template <class T>
using Handle = std::unique_ptr<T, FreeHandle>;
using Point = Handle<EC_POINT>;
using Number = Handle<BIGNUM>;

/// The group and scratch space of one calculation.
class Curve {
public:
    Curve() : group_{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)}, scratch_{BN_CTX_secure_new()}
    {
        ensure(group_ && scratch_, "EC_GROUP_new_by_curve_name");
    }

    [[nodiscard]] const BIGNUM* order() const { return EC_GROUP_get0_order(group_.get()); }
    [[nodiscard]] BN_CTX* scratch() const { return scratch_.get(); }

    /// Null when the bytes are no point of the curve.
    [[nodiscard]] Point decode(View bytes) const
    {
        auto point = make();
        if (EC_POINT_oct2point(group_.get(), point.get(), bytes.data(), bytes.size(), scratch()) != 1 ||
            EC_POINT_is_on_curve(group_.get(), point.get(), scratch()) != 1 || is_infinity(point))
            return nullptr;
        return point;
    }
    [[nodiscard]] Spake2::Share encode(const Point& point) const
    {
        Spake2::Share out{};
        ensure(EC_POINT_point2oct(group_.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, out.data(),
                                  out.size(), scratch()) == out.size(),
               "EC_POINT_point2oct");
        return out;
    }
    [[nodiscard]] bool is_infinity(const Point& point) const
    {
        return EC_POINT_is_at_infinity(group_.get(), point.get()) == 1;
    }

    /// base * by, where no base is the group's generator.
    [[nodiscard]] Point multiply(const EC_POINT* base, const BIGNUM* by) const
    {
        auto out = make();
        const auto done = base == nullptr
                              ? EC_POINT_mul(group_.get(), out.get(), by, nullptr, nullptr, scratch())
                              : EC_POINT_mul(group_.get(), out.get(), nullptr, base, by, scratch());
        ensure(done == 1, "EC_POINT_mul");
        return out;
    }
    [[nodiscard]] Point add(const Point& a, const Point& b) const
    {
        auto out = make();
        ensure(EC_POINT_add(group_.get(), out.get(), a.get(), b.get(), scratch()) == 1, "EC_POINT_add");
        return out;
    }
    [[nodiscard]] Point subtract(const Point& a, Point b) const
    {
        ensure(EC_POINT_invert(group_.get(), b.get(), scratch()) == 1, "EC_POINT_invert");
        return add(a, b);
    }

private:
    [[nodiscard]] Point make() const
    {
        Point point{EC_POINT_new(group_.get())};
        ensure(point != nullptr, "EC_POINT_new");
        return point;
    }

    Handle<EC_GROUP> group_;
    Handle<BN_CTX> scratch_;
};

Number secret_number(View bytes)
{
    Number out{BN_secure_new()};
    ensure(out && BN_bin2bn(bytes.data(), int_length(bytes), out.get()) != nullptr, "BN_bin2bn");
    BN_set_flags(out.get(), BN_FLG_CONSTTIME);
    return out;
}

bool is_scalar(const Curve& curve, const BIGNUM* number)
{
    return BN_is_zero(number) == 0 && BN_cmp(number, curve.order()) < 0;
}

/// Uniform below the order: what does not fit is thrown away.
Secret<32> random_scalar(const Curve& curve, Random& random)
{
    for (;;) {
        auto bytes = random.secret<32>();
        if (is_scalar(curve, secret_number(bytes.view()).get()))
            return bytes;
    }
}

/// The fixed point that hides this side's share.
Point mask_of(const Curve& curve, Spake2Side side)
{
    auto point = curve.decode(*from_hex(side == Spake2Side::a ? kM : kN));
    ensure(point != nullptr, "EC_POINT_oct2point");
    return point;
}

Spake2Side other(Spake2Side side)
{
    return side == Spake2Side::a ? Spake2Side::b : Spake2Side::a;
}

/// RFC 9382 writes lengths as 8 bytes, little-endian.
void put_part(Bytes& to, View part)
{
    for (std::size_t i = 0; i < 8; ++i)
        to.push_back(static_cast<std::uint8_t>(std::uint64_t{part.size()} >> (8 * i)));
    append(to, part);
}

} // namespace

Result<Secret<32>> code_scalar(View digits, const ByteArray<16>& session)
{
    constexpr std::uint64_t kCost = 1 << 14;
    constexpr std::uint64_t kBlocks = 8;
    constexpr std::uint64_t kParallel = 1;
    auto salt = to_bytes(std::string_view{"rs1 code"});
    append(salt, session);
    Secret<40> stretched; // more than the order, so that its remainder is as good as uniform
    ensure(EVP_PBE_scrypt(reinterpret_cast<const char*>(digits.data()), digits.size(), salt.data(),
                          salt.size(), kCost, kBlocks, kParallel, 0, stretched.mutable_view().data(),
                          stretched.size()) == 1,
           "EVP_PBE_scrypt");
    const Curve curve;
    const auto number = secret_number(stretched.view());
    const Number rest{BN_secure_new()};
    Secret<32> w;
    ensure(rest && BN_mod(rest.get(), number.get(), curve.order(), curve.scratch()) == 1 &&
               BN_bn2binpad(rest.get(), w.mutable_view().data(), 32) == 32,
           "BN_mod");
    if (!is_scalar(curve, rest.get()))
        return Errc::bad_key;
    return w;
}

Spake2::Spake2(Spake2Side side, Spake2Setup setup, Secret<32> w, Secret<32> scalar, const Share& share)
    : side_{side}, setup_{std::move(setup)}, w_{std::move(w)}, scalar_{std::move(scalar)}, share_{share}
{}

Result<Spake2> Spake2::start(Spake2Side side, Spake2Setup setup, Secret<32> w, Random& random)
{
    const Curve curve;
    const auto w_number = secret_number(w.view());
    if (!is_scalar(curve, w_number.get()))
        return Errc::bad_key;
    auto scalar = random_scalar(curve, random);
    const auto open = curve.multiply(nullptr, secret_number(scalar.view()).get());
    const auto mask = curve.multiply(mask_of(curve, side).get(), w_number.get());
    const auto share = curve.add(open, mask);
    if (curve.is_infinity(share))
        return Errc::bad_key;
    return Spake2{side, std::move(setup), std::move(w), std::move(scalar), curve.encode(share)};
}

bool Spake2::is_share(View bytes)
{
    return bytes.size() == kShareSize && bytes.front() == kUncompressed && Curve{}.decode(bytes) != nullptr;
}

Result<Spake2Keys> Spake2::finish(View peer_share) const
{
    if (peer_share.size() != kShareSize || peer_share.front() != kUncompressed)
        return Errc::bad_key;
    const Curve curve;
    const auto peer = curve.decode(peer_share);
    if (!peer)
        return Errc::bad_key;
    const auto w = secret_number(w_.view());
    const auto unmasked = curve.subtract(peer, curve.multiply(mask_of(curve, other(side_)).get(), w.get()));
    if (curve.is_infinity(unmasked))
        return Errc::bad_key;
    const auto k = curve.multiply(unmasked.get(), secret_number(scalar_.view()).get());
    if (curve.is_infinity(k))
        return Errc::bad_key;
    auto k_bytes = curve.encode(k);

    auto said = transcript(peer_share, k_bytes);
    wipe(k_bytes);
    auto both = sha256(said); // Ke || Ka
    auto info = to_bytes(std::string_view{"ConfirmationKeys"});
    append(info, setup_.associated);
    const auto confirmation = hkdf({}, View{both}.subspan(16), info); // KcA || KcB
    const auto of_a = hmac_sha256(confirmation.view().first(16), said);
    const auto of_b = hmac_sha256(confirmation.view().subspan(16), said);
    Spake2Keys out{*Secret<16>::from(View{both}.first(16)), side_ == Spake2Side::a ? of_a : of_b,
                   side_ == Spake2Side::a ? of_b : of_a};
    wipe(both);
    wipe(said);
    return out;
}

Bytes Spake2::transcript(View peer_share, View k) const
{
    Bytes out;
    out.reserve(512); // so that it does not move and leave secrets behind
    put_part(out, as_view(setup_.identity_a));
    put_part(out, as_view(setup_.identity_b));
    put_part(out, side_ == Spake2Side::a ? View{share_} : peer_share);
    put_part(out, side_ == Spake2Side::a ? peer_share : View{share_});
    put_part(out, k);
    put_part(out, w_.view());
    return out;
}

} // namespace cordee::crypto

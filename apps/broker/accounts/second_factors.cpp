#include "apps/broker/accounts/second_factors.hpp"

#include "apps/broker/accounts/totp.hpp"

#include <stdexcept>

namespace cordee::broker {
namespace {

std::string totp_purpose(std::int64_t operator_id)
{
    return "totp " + std::to_string(operator_id);
}

} // namespace

Bytes SecondFactors::offer(std::int64_t operator_id)
{
    const auto secret = random_.bytes<kTotpSecret>();
    database_.run("UPDATE operator SET totp_offered = ? WHERE id = ?",
                  {sealer_.seal(as_text(secret), totp_purpose(operator_id)), operator_id});
    return to_bytes(View{secret});
}

Result<void> SecondFactors::confirm(std::int64_t operator_id, std::string_view code)
{
    const auto offered = sealed(operator_id, "totp_offered");
    if (offered.empty())
        return Errc::not_found;
    if (!use(operator_id, opened(operator_id, offered), code))
        return Errc::not_permitted;
    database_.run("UPDATE operator SET totp = totp_offered, totp_offered = '' WHERE id = ?", {operator_id});
    return {};
}

bool SecondFactors::accepts(std::int64_t operator_id, std::string_view code)
{
    const auto secret = sealed(operator_id, "totp");
    return !secret.empty() && use(operator_id, opened(operator_id, secret), code);
}

void SecondFactors::remove(std::int64_t operator_id)
{
    database_.run("UPDATE operator SET totp = '', totp_offered = '' WHERE id = ?", {operator_id});
}

std::string SecondFactors::sealed(std::int64_t operator_id, const char* column) const
{
    const auto rows =
        database_.query(std::string{"SELECT "} + column + " FROM operator WHERE id = ?", {operator_id});
    return rows.empty() ? std::string{} : rows.front().text(0);
}

/// Nobody comes in without a factor because its secret cannot be read.
Bytes SecondFactors::opened(std::int64_t operator_id, const std::string& sealed) const
{
    const auto secret = sealer_.open(sealed, totp_purpose(operator_id));
    if (!secret)
        throw std::runtime_error{"keys/sealing does not open what is in the database"};
    return to_bytes(as_view(*secret));
}

bool SecondFactors::use(std::int64_t operator_id, View secret, std::string_view code)
{
    const auto used =
        database_.query("SELECT totp_step FROM operator WHERE id = ?", {operator_id}).at(0).integer(0);
    const auto step = check_totp(secret, code, clock_.now(), used);
    if (step)
        database_.run("UPDATE operator SET totp_step = ? WHERE id = ?", {*step, operator_id});
    return step.has_value();
}

} // namespace cordee::broker

#include "core/session/safety_digits.hpp"

namespace cordee::session {
namespace {

/// The sizes are those that decode_control_message() lets through.
SasMessage to_sas(const Words& words)
{
    if (words.step == Words::Step::commitment)
        return SasCommitment{*to_array<32>(words.value)};
    const auto value = *to_array<16>(words.value);
    return words.step == Words::Step::nonce ? SasMessage{SasNonce{value}} : SasMessage{SasReveal{value}};
}

Words from_sas(const SasMessage& message)
{
    if (const auto* commitment = std::get_if<SasCommitment>(&message))
        return {Words::Step::commitment, to_bytes(View{commitment->hash})};
    if (const auto* nonce = std::get_if<SasNonce>(&message))
        return {Words::Step::nonce, to_bytes(View{nonce->value})};
    return {Words::Step::reveal, to_bytes(View{std::get<SasReveal>(message).value})};
}

} // namespace

SafetyDigits::SafetyDigits(SasExchange exchange, Channels& channels, Events& events)
    : exchange_{std::move(exchange)}, channels_{channels}, events_{events}
{}

void SafetyDigits::begin()
{
    say(SasMessage{*exchange_.begin()});
}

void SafetyDigits::say_equal()
{
    if (known())
        channels_.send_control(Words{Words::Step::equal, {}});
}

void SafetyDigits::take(const Words& words)
{
    if (words.step == Words::Step::equal)
        return take_equal();
    const auto answer = exchange_.take(to_sas(words));
    if (!answer)
        return channels_.end(Ending::sas);
    if (*answer)
        say(**answer);
    if (exchange_.digits())
        events_.safety_digits(*exchange_.digits());
}

/// What is trusted here is for the person here to say; the other one's word only tells when to go on.
void SafetyDigits::take_equal()
{
    if (known())
        events_.digits_equal_there();
    else
        channels_.end(Ending::sas);
}

void SafetyDigits::say(const SasMessage& message)
{
    channels_.send_control(from_sas(message));
}

} // namespace cordee::session

#include "core/plugin/event_frame.hpp"
#include "core/plugin/host/extensions.hpp"
#include "core/plugin/host/host_object.hpp"
#include "core/plugin/host/text.hpp"

namespace cordee::plugin::host {
namespace {

cordee_status ask(const cordee_host* host, std::uint32_t question, cordee_text text,
                  const cordee_text* choices, std::size_t count)
{
    auto& self = HostObject::of(host);
    if (!self.is_open())
        return CORDEE_CLOSED;
    if (choices == nullptr || count > CORDEE_CONSENT_CHOICES_MOST)
        return CORDEE_INVALID;
    AskedQuestion asked{0, string_of(text), {}};
    for (std::size_t i = 0; i < count; ++i)
        asked.choices.push_back(string_of(choices[i]));
    if (!is_proper(asked))
        return CORDEE_INVALID;
    const auto status = self.questions().open(question, asked.serial);
    if (status != CORDEE_OK)
        return status;
    return self.core().write(FrameType::ask, 0, encode_question(asked)) ? CORDEE_OK : CORDEE_CLOSED;
}

void withdraw(const cordee_host* host, std::uint32_t question)
{
    auto& self = HostObject::of(host);
    if (const auto serial = self.questions().withdraw(question))
        self.core().write(FrameType::withdraw, 0, encode_credit(*serial));
}

} // namespace

const cordee_host_consent kConsentHalf{&ask, &withdraw};

} // namespace cordee::plugin::host

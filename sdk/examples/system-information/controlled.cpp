// The client's half: answers, as long as it may.
#include "facts.hpp"

#include <cordee/plugin.hpp>

namespace system_information {
namespace {

class Controlled final : public cordee::sdk::Plugin {
public:
    explicit Controlled(cordee::sdk::Host host) : host_{host} {}

    void received(std::uint16_t, cordee::sdk::Message message) override
    {
        if (text_of(message) != kTell)
            return;
        asked_ = true;
        answer();
    }
    void writable() override { answer(); }
    void peer_restarted() override { asked_ = false; }

private:
    /// Once for all that was asked while there was no room: only the newest answer is of use.
    void answer()
    {
        if (!asked_)
            return;
        const auto text = host_.permitted("look") ? write_facts(look_around()) : std::string{kNo};
        asked_ = host_.send(kFacts, message_of(text)) == CORDEE_AGAIN;
    }

    cordee::sdk::Host host_;
    bool asked_ = false;
};

} // namespace
} // namespace system_information

CORDEE_PLUGIN("system-information", system_information::Controlled);

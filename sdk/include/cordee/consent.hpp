// Questions to the person at this side; the answer comes as Plugin::answered().
#ifndef CORDEE_CONSENT_HPP
#define CORDEE_CONSENT_HPP

#include <cordee/ext/consent.h>
#include <cordee/host.hpp>

#include <string_view>
#include <vector>

namespace cordee::sdk {

class Consent {
public:
    explicit Consent(Host host) : host_{host}, half_{host.half<cordee_host_consent>(CORDEE_EXT_CONSENT)} {}

    /// `choices` from the one that allows the least, which is also the answer of nobody, to the one that
    /// allows the most. `question` is a number of the plugin's own; see ext/consent.h.
    cordee_status ask(std::uint32_t question, std::string_view text,
                      const std::vector<std::string_view>& choices) const
    {
        std::vector<cordee_text> list;
        for (const auto choice : choices)
            list.push_back(c_text(choice));
        return half_ ? half_->ask(host_.c_host(), question, c_text(text), list.data(), list.size())
                     : CORDEE_CLOSED;
    }
    void withdraw(std::uint32_t question) const
    {
        if (half_)
            half_->withdraw(host_.c_host(), question);
    }

private:
    Host host_;
    const cordee_host_consent* half_;
};

} // namespace cordee::sdk

#endif

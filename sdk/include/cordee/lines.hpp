// Lines of text for the person in a terminal; what they type comes as Plugin::typed().
#ifndef CORDEE_LINES_HPP
#define CORDEE_LINES_HPP

#include <cordee/ext/lines.h>
#include <cordee/host.hpp>

#include <string_view>

namespace cordee::sdk {

class Lines {
public:
    explicit Lines(Host host) : host_{host}, half_{host.half<cordee_host_lines>(CORDEE_EXT_LINES)} {}

    /// Whether this program is one in a terminal.
    bool available() const { return half_ != nullptr; }
    /// CORDEE_AGAIN: more than a person can read; try again in a second.
    cordee_status show(std::string_view text) const
    {
        return half_ ? half_->show(host_.c_host(), text.data(), text.size()) : CORDEE_CLOSED;
    }

private:
    Host host_;
    const cordee_host_lines* half_;
};

} // namespace cordee::sdk

#endif

// The question that the person at the controlled side is asked.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace cordee::session {

/// All texts are printable.
struct ConsentRequest {
    std::string operator_name;
    std::string organisation;
    std::string module;
    std::vector<std::string> permissions;
};

/// Called on the session's strand; may take as long as a person needs, and is cancelled when the session
/// ends.
class Consent {
public:
    virtual ~Consent() = default;
    /// What the person allows, some or all of what was asked; nothing means no.
    virtual boost::asio::awaitable<std::vector<std::string>> ask(const ConsentRequest& request) = 0;
};

} // namespace cordee::session

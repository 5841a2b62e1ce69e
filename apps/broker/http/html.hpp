// One small page, complete in itself: it loads nothing, and a policy forbids it to.
#pragma once

#include "apps/broker/http/http_message.hpp"

#include <string>
#include <string_view>

namespace cordee::broker {

struct Page {
    Language language;
    std::string title;
    std::string body; ///< HTML
    std::string_view script;
    bool asks_broker = false; ///< whether the script may send requests
};

Response to_response(const Page& page);

std::string escape_html(std::string_view text);
std::string paragraph(std::string_view text);

} // namespace cordee::broker

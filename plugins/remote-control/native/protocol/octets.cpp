#include "protocol/octets.hpp"

namespace cordee::remote {

void Writer::bytes(View view)
{
    out_.insert(out_.end(), view.begin(), view.end());
}

void Writer::text(std::string_view text)
{
    bytes({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

} // namespace cordee::remote

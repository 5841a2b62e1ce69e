#include "apps/broker/relays/hand_out.hpp"

#include "apps/broker/http/byte_range.hpp"
#include "core/base/logging.hpp"

namespace cordee::broker {

Response hand_out(const Request& request, const ModulePackage& package)
{
    auto out = file_response(request, package.file, package.size, package.sha256);
    const auto what = out.status == 206 ? std::to_string(out.body.size()) : std::to_string(package.size);
    if (out.status < 400)
        log::info("package {} {} {}: {} of {} bytes to {}", package.id, to_text(package.version),
                  package.platform, what, package.size, request.address);
    return out;
}

} // namespace cordee::broker

// What stands before a client's bytes when a trusted proxy passes them on.
// SEC-48
#include "core/wire/proxy_header.hpp"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cordee;
    const View bytes{data, size};
    if (const auto client = wire::decode_proxy_header(bytes)) {
        const auto length = client->address.size();
        if (length != 0 && length != 4 && length != 16)
            __builtin_trap();
        const auto told = wire::decode_proxy_header_size(bytes.first(wire::kProxyPrefixSize));
        if (!told || *told != size)
            __builtin_trap();
    }
    (void)wire::decode_proxy_header_size(bytes.first(std::min(size, wire::kProxyPrefixSize)));
    return 0;
}

// JSON from a broker, a manifest or a request body.
// SEC-48
#include "core/base/json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    (void)cordee::json::parse({reinterpret_cast<const char*>(data), size});
    return 0;
}

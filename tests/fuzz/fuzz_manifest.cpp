#include "core/plugin/manifest.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    (void)cordee::plugin::parse_manifest({data, size});
    return 0;
}

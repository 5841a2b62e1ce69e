#include "core/plugin/zip_reader.hpp"

using namespace cordee;
using namespace cordee::plugin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t kEntries = 66;
    constexpr std::uint64_t kContent = 1 << 20;
    if (const auto entries = read_zip({data, size}, kEntries))
        for (const auto& entry : *entries)
            (void)unpack(entry, kContent);
    return 0;
}

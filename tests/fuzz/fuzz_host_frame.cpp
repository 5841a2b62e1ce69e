#include "core/plugin/host_frame.hpp"
#include "core/plugin/host_request.hpp"

using namespace cordee;
using namespace cordee::plugin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const View bytes{data, size};
    (void)decode_header(bytes.first(std::min(size, kFrameHeader)));
    (void)decode_load(bytes);
    (void)decode_names(bytes);
    (void)decode_credit(bytes);
    (void)decode_request(bytes);
    (void)decode_answer(bytes);
    return 0;
}

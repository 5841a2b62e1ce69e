// An update applied to a small picture, twice, so that copies find something.
#include "protocol/decoder.hpp"

using namespace cordee::remote;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static UpdateDecoder decoder;
    const auto decoded = decode_screen({data, size});
    if (decoded.status != DecodeStatus::ok)
        return 0;
    const auto* update = std::get_if<Update>(&*decoded.message);
    // A picture as large as the limits allow is right, but slow to fuzz.
    if (update == nullptr || update->size.pixels() > 1u << 16)
        return 0;
    decoder.reset();
    if (decoder.apply(*update))
        (void)decoder.apply(*update);
    return 0;
}

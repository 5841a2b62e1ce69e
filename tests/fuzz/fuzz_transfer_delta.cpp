// A signature from outside, and the delta that is made of it.
#include "delta.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cordee::transfer;
    const auto split = size / 2;
    const auto maker = DeltaMaker::from(View{data, split});
    Bytes delta;
    if (maker && maker->add(View{data + split, size - split}, delta))
        maker->end(delta);
    return 0;
}

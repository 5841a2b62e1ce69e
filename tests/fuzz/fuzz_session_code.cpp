// A session code as somebody typed it; what is accepted has one spelling.
// SEC-48
#include "core/crypto/session_code.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using cordee::crypto::SessionCode;
    const auto code = SessionCode::parse({reinterpret_cast<const char*>(data), size});
    if (!code)
        return 0;
    const auto again = SessionCode::parse(code->format());
    if (!again || again->format() != code->format() || again->routing() != code->routing())
        std::abort();
    return 0;
}

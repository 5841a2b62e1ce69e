// Signature and key files of packages.
#include "core/crypto/minisign.hpp"

using namespace cordee;
using namespace cordee::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto key =
        parse_minisign_key("RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3").value();
    const auto text = as_text({data, size});
    (void)parse_minisign_key(text);
    (void)verify_minisign(key, as_view("test"), text);
    return 0;
}

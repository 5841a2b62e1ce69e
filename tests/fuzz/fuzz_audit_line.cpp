// An export of the audit log is verified without harm, whatever is in it.
#include "core/endpoint/audit_verifier.hpp"

using namespace cordee;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view text{reinterpret_cast<const char*>(data), size};
    endpoint::AuditVerifier verifier;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        verifier.take(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    (void)verifier.finish();
    return 0;
}

// What it takes for a file of trust to be read; and for whatever is read, that it is written the same.
#include "core/plugin/trust/trust.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cordee;
    using namespace cordee::plugin::trust;
    const auto text = as_text({data, size});
    const auto file = parse_signed_text(text);
    if (file && format_signed_text(*file) != text)
        std::abort();
    const std::string body = file ? file->body : std::string{text};
    if (const auto root = read_root(body); root && !read_root(write_root(*root)))
        std::abort();
    if (const auto targets = read_targets(body); targets && !read_targets(write_targets(*targets)))
        std::abort();
    if (const auto timestamp = read_timestamp(body);
        timestamp && !read_timestamp(write_timestamp(*timestamp)))
        std::abort();
    (void)Trust::begin({{std::string{text}}, {}, {}}, WallTime{});
    return 0;
}

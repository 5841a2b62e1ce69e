// What is taken for a flat JSON object is one for the JSON library, too, and holds nothing else.
#include "core/base/json.hpp"
#include "core/plugin/plain_text.hpp"

#include <cstdlib>

using namespace cordee;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    (void)plugin::is_utf8(text);
    if (!plugin::is_flat_object(text))
        return 0;
    const auto object = json::parse(text);
    if (!object)
        std::abort();
    for (const auto& key : (*object)->getNames())
        if (!json::get_string(**object, key) && !json::get_number(**object, key) &&
            !json::get_bool(**object, key))
            std::abort();
    return 0;
}

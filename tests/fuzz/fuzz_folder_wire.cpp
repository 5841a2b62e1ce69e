#include "core/plugin/folder_path.hpp"
#include "core/plugin/folder_wire.hpp"

#include <cstdlib>

using namespace cordee;
using namespace cordee::plugin;

/// What is read from a packet is written as the same packet.
void same_again(View packet)
{
    const auto question = decode_folder_ask(packet);
    if (!question)
        return;
    const auto again = encode_folder_ask(*question);
    if (!std::equal(again.begin(), again.end(), packet.begin(), packet.end()))
        std::abort();
    for (const auto& one : question->requests)
        if (is_inside_path(one.path) && part_name(split(one.path).name).size() > 255)
            std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const View bytes{data, size};
    same_again(bytes);
    (void)decode_file_answers(bytes);
    (void)decode_folders(bytes);
    (void)decode_listing(bytes);
    const auto text = as_text(bytes);
    (void)link_stays_inside(text.substr(0, size / 2), text.substr(size / 2), "entry");
    return 0;
}

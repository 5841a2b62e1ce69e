// Frames of questions, tasks, acts, stored values and placed messages.
#include "core/plugin/event_frame.hpp"
#include "core/plugin/host_frame.hpp"
#include "core/plugin/message_memory.hpp"
#include "core/plugin/storage_frame.hpp"

#include <cstdlib>

using namespace cordee;
using namespace cordee::plugin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const View bytes{data, size};
    if (const auto question = decode_question(bytes);
        question && encode_question(*question) != to_bytes(bytes))
        std::abort();
    if (const auto report = decode_report(bytes); report && report->state > CORDEE_TASK_CANCELLED)
        std::abort();
    if (const auto act = decode_act(bytes); act && encode_act(*act) != to_bytes(bytes))
        std::abort();
    if (const auto place = decode_placement(bytes); place && place->offset + place->size > kMessageMemory)
        std::abort();
    (void)decode_answered(bytes);
    (void)decode_wish(bytes);
    (void)decode_settings(bytes);
    (void)decode_rate(bytes);
    (void)decode_storage_header(bytes);
    (void)decode_storage_answer(bytes);
    (void)decode_keys(bytes);
    return 0;
}

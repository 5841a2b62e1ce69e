#include "pair.hpp"

#include <cordee/ext/files.h>

#include <boost/test/unit_test.hpp>

namespace cordee::test {
namespace {

plugin::Launch launch(cordee_side side, const std::filesystem::path& folder)
{
    plugin::Launch out;
    out.host_program = CORDEE_BINARY_DIR "/bin/cordee-plugin-host";
    out.library = CORDEE_BINARY_DIR "/plugins/file-transfer.so";
    out.module = "file-transfer";
    out.side = side;
    out.permissions = {"send", "fetch"};
    out.peer_name = side == CORDEE_SIDE_CONTROLLED ? "Ada" : "Carl";
    out.channels = 1;
    out.settings = {{"ask", "transfer"}, {"max_size", "0"}, {"max_total", "0"},
                    {"allowed", ""},     {"refused", ""},   {"delta", "true"}};
    plugin::GivenFolder given{"folder", folder, "", "send", "fetch"};
    if (side == CORDEE_SIDE_CONTROLLED)
        std::swap(given.read, given.write);
    out.folders = {given};
    for (const auto* permission : {"send", "fetch"}) {
        plugin::Capability capability{"folder", permission};
        const bool reads = (side == CORDEE_SIDE_CONTROLLING) == (std::string_view{permission} == "send");
        capability.access = reads ? CORDEE_FOLDER_READ : CORDEE_FOLDER_WRITE;
        out.capabilities.push_back(capability);
    }
    return out;
}

} // namespace

TransferHalf::TransferHalf(TransferPair& pair, cordee_side side)
    : pair_{pair}, supervisor{pair.executor(), launch(side, folder.path()), *this}
{}

bool TransferHalf::received(std::uint16_t channel, View message)
{
    BOOST_TEST(channel == 0u);
    if (!pair_.other(*this).supervisor.send(0, message))
        return false;
    sent += message.size();
    pair_.changed();
    return true;
}

void TransferHalf::writable()
{
    pair_.other(*this).supervisor.resume();
}

void TransferHalf::restarted()
{
    ++restarts;
    pair_.other(*this).supervisor.peer_restarted();
    pair_.changed();
}

void TransferHalf::log(cordee_log_level level, std::string_view text)
{
    if (level == CORDEE_LOG_ERROR)
        errors.emplace_back(text);
}

void TransferHalf::ask(plugin::Question question)
{
    questions.push_back(question.text);
    supervisor.answer(question.number, static_cast<std::uint32_t>(question.choices.size() - 1));
}

void TransferHalf::reported(plugin::TaskReport report)
{
    reports[report.task] = std::move(report);
    pair_.changed();
}

void TransferHalf::record(std::string act, std::string facts)
{
    acts.push_back(act + " " + facts);
}

TransferPair::TransferPair()
    : changed_{context_.get_executor()}, controlling{*this, CORDEE_SIDE_CONTROLLING},
      controlled{*this, CORDEE_SIDE_CONTROLLED}
{
    for (auto* half : {&controlling, &controlled})
        BOOST_TEST_REQUIRE(run(half->supervisor.start()).has_value());
}

TransferPair::~TransferPair()
{
    for (auto* half : {&controlling, &controlled})
        run(half->supervisor.stop());
}

} // namespace cordee::test

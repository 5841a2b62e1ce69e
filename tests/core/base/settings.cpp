#include "core/base/settings.hpp"

#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>

using namespace cordee;
using namespace std::chrono_literals;

namespace {

struct Sample {
    Setting<std::string> address{"listen.address", "0.0.0.0", "where to listen"};
    Setting<std::int64_t> port{"listen.port", 443, "on which port"};
    Setting<std::chrono::milliseconds> wait{"limits.wait", 30s, "how long"};
    Setting<std::vector<std::string>> names{"limits.names", {}, "who"};
    Setting<bool> on{"limits.on", false, "whether"};
    SettingList list() { return {&address, &port, &wait, &names, &on}; }
};

struct SettingsFixture : TemporaryFolder {
    std::filesystem::path write(const std::string& name, const std::string& text)
    {
        const auto file = path() / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream{file} << text;
        return file;
    }
};

std::string message_of(const SettingList& list, const SettingSources& sources)
{
    try {
        load_settings(list, sources);
    } catch (const UserError& error) {
        return std::string{error.what()} + " / " + error.hint();
    }
    return "no error";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(settings, SettingsFixture)

BOOST_AUTO_TEST_CASE(flag_beats_environment_beats_file_beats_default)
{
    Sample sample;
    const auto file = write("x.toml", "[listen]\naddress = \"file\"\nport = 1\n[limits]\nwait = "
                                      "\"250ms\"\nnames = [\"a\", \"b\"]\non = true\n");
    ::setenv("CORDEE_LISTEN__PORT", "2", 1);
    ::setenv("CORDEE_LIMITS__WAIT", "5m", 1);
    load_settings(sample.list(), {.file = file, .flags = {"limits.wait=12h"}});
    ::unsetenv("CORDEE_LISTEN__PORT");
    ::unsetenv("CORDEE_LIMITS__WAIT");
    BOOST_TEST(*sample.address == "file");
    BOOST_TEST(*sample.port == 2);
    BOOST_TEST((*sample.wait == 12h));
    BOOST_TEST(sample.names->size() == 2u);
    BOOST_TEST(*sample.on);
}

BOOST_AUTO_TEST_CASE(files_beside_it_follow_in_order)
{
    Sample sample;
    const auto file = write("x.toml", "[listen]\nport = 1\n");
    write("x.d/20.toml", "[listen]\nport = 20\n");
    write("x.d/10.toml", "[listen]\nport = 10\n");
    load_settings(sample.list(), {.file = file, .flags = {}, .environment = false});
    BOOST_TEST(*sample.port == 20);
}

BOOST_AUTO_TEST_CASE(an_unknown_key_is_an_error_with_its_line_and_the_nearest_key)
{
    Sample sample;
    const auto file = write("x.toml", "[listen]\nport = 1\nadress = \"x\"\n");
    const auto message = message_of(sample.list(), {.file = file, .flags = {}, .environment = false});
    BOOST_TEST(message.find("x.toml:3: there is no setting 'listen.adress'") != std::string::npos, message);
    BOOST_TEST(message.find("'listen.address'") != std::string::npos, message);
}

BOOST_AUTO_TEST_CASE(a_value_of_the_wrong_form_is_an_error)
{
    for (const char* flag : {"listen.port=x", "listen.port=-1", "limits.wait=30", "limits.wait=30y",
                             "limits.on=yes", "listen.port"}) {
        Sample sample;
        BOOST_TEST(message_of(sample.list(), {.file = {}, .flags = {flag}, .environment = false}) !=
                       "no error",
                   flag);
    }
}

BOOST_AUTO_TEST_CASE(what_is_printed_reads_back_the_same)
{
    Sample sample;
    load_settings(
        sample.list(),
        {.file = {}, .flags = {"limits.names=[a, b]", "listen.address=say \"hi\" \\"}, .environment = false});
    const auto printed = print_settings(sample.list());
    Sample again;
    load_settings(again.list(), {.file = write("y.toml", printed), .flags = {}, .environment = false});
    BOOST_TEST(print_settings(again.list()) == printed);
    BOOST_TEST(*again.address == "say \"hi\" \\");
}

BOOST_AUTO_TEST_CASE(what_others_define_is_kept_for_them_with_its_place)
{
    Sample sample;
    OpenSection open{"modules", {}};
    const auto file =
        write("x.toml", "[modules.file-transfer]\nmax_size = 10\nask = \"file\"\n[listen]\nport = 1\n"
                        "[modules.chat]\nmarks = true\n");
    load_settings(sample.list(),
                  {.file = file, .flags = {"modules.file-transfer.ask=never"}, .environment = false}, &open);
    BOOST_TEST(*sample.port == 1);
    const auto& transfer = open.values.at("file-transfer");
    BOOST_TEST(transfer.at("max_size").value == "10");
    BOOST_TEST(transfer.at("max_size").where == file.string() + ":2");
    BOOST_TEST(transfer.at("ask").value == "never");
    BOOST_TEST(transfer.at("ask").where == "--set");
    BOOST_TEST(open.values.at("chat").at("marks").value == "true");
    for (const char* flag : {"modules.x=1", "modules.x.=1", "modules..x=1", "module.x.y=1"})
        BOOST_CHECK_THROW(
            load_settings(sample.list(), {.file = {}, .flags = {flag}, .environment = false}, &open),
            UserError);
    BOOST_TEST(message_of(sample.list(), {.file = file, .flags = {}, .environment = false})
                   .find("there is no setting 'modules.") != std::string::npos); // nobody wants them
}

BOOST_AUTO_TEST_SUITE_END()

#include "core/base/server_program.hpp"

#include "core/base/log_level.hpp"
#include "core/base/options.hpp"
#include "core/base/program.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

using namespace cordee;

namespace {

struct ServerFixture : TemporaryFolder {
    Setting<std::int64_t> size{"limits.size", 1, "how large"};
    Setting<std::string> name{"limits.name", "nobody", "whose"};
    std::filesystem::path file = path() / "server.toml";

    void write(const std::string& text) { std::ofstream{file} << text; }
    int run(ServerProgram program, std::vector<std::string> more = {})
    {
        std::vector<std::string> words{"cordee-sample", "--config", file.string()};
        words.insert(words.end(), more.begin(), more.end());
        std::vector<char*> arguments;
        for (auto& word : words)
            arguments.push_back(word.data());
        return run_server(std::move(program), static_cast<int>(arguments.size()), arguments.data());
    }
    ServerProgram program(std::function<int(const Reread&)> body)
    {
        return {"cordee-sample", "A sample.", {&size, &name}, std::move(body)};
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(server_program, ServerFixture)

BOOST_AUTO_TEST_CASE(settings_are_read_again_from_where_they_came)
{
    write("[limits]\nsize = 2\nname = \"file\"\n[log]\nlevel = \"warning\"\n");
    const auto status = run(program([&](const Reread& reread) {
                                BOOST_TEST(*size == 2);
                                BOOST_TEST(!log::enabled(log::Level::info));
                                write("[limits]\nsize = 3\nname = \"file\"\n[log]\nlevel = \"debug\"\n");
                                Setting<std::int64_t> new_size{"limits.size", 1, ""};
                                Setting<std::string> new_name{"limits.name", "nobody", ""};
                                const auto level = reread({&new_size, &new_name});
                                BOOST_TEST(*new_size == 3);
                                BOOST_TEST(*new_name == "flag"); // a flag still beats the file
                                BOOST_TEST(*size == 2);
                                BOOST_TEST((level == log::Level::debug));
                                BOOST_TEST(!log::enabled(log::Level::info)); // until it is set
                                log::set_level(level);
                                BOOST_TEST(log::enabled(log::Level::debug));
                                log::set_level(log::Level::warning);
                                BOOST_TEST(!log::enabled(log::Level::info));
                                return 7;
                            }),
                            {"--set", "limits.name=flag"});
    BOOST_TEST(status == 7);
}

BOOST_AUTO_TEST_CASE(a_file_that_became_wrong_is_said_and_changes_nothing)
{
    write("[log]\nlevel = \"warning\"\n");
    run(program([&](const Reread& reread) {
        Setting<std::int64_t> new_size{"limits.size", 1, ""};
        for (const char* wrong :
             {"[limits]\nsize = -1\n", "[limits]\nsiez = 1\n", "[[[", "[log]\nlevel = 1\n"}) {
            write(wrong);
            BOOST_CHECK_THROW(reread({&new_size}), UserError);
        }
        std::filesystem::remove(file);
        BOOST_CHECK_THROW(reread({&new_size}), UserError);
        return kExitDone;
    }));
}

BOOST_AUTO_TEST_CASE(the_check_looks_at_more_than_the_form)
{
    write("[limits]\nsize = 2\n");
    bool ran = false;
    auto checked = [&] {
        auto out = program([&](const Reread&) {
            ran = true;
            return kExitDone;
        });
        out.check = [&] {
            if (*size > 2)
                throw UserError{"too large", "2 at most"};
        };
        return out;
    };
    BOOST_TEST(run(checked(), {"--check-config"}) == kExitDone);
    write("[limits]\nsize = 3\n");
    BOOST_TEST(run(checked(), {"--check-config"}) == 2);
    BOOST_TEST(!ran);
}

BOOST_AUTO_TEST_SUITE_END()

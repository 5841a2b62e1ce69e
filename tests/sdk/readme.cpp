// sdk/README.md is carried out as it is written, with an SDK that was installed elsewhere, and the examples
// are built like the plugins of a stranger.
//   <!-- test: run -->          before a block: it is a script that succeeds
//   <!-- test: file PATH -->    it is the content of a file
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

#include <regex>
#include <sstream>

using namespace cordee::test;
namespace fs = std::filesystem;

namespace {

struct Block {
    std::string kind;
    std::string path;
    std::string text;
};

std::vector<Block> blocks_of(const fs::path& page)
{
    static const std::regex mark{R"(<!-- test: (\w+) ?(\S*) -->)"};
    std::istringstream in{read_text(page)};
    std::vector<Block> out;
    std::smatch match;
    for (std::string line; std::getline(in, line);) {
        if (!std::regex_match(line, match, mark))
            continue;
        Block block{match[1], match[2], {}};
        std::getline(in, line); // ```
        while (std::getline(in, line) && line != "```")
            block.text += line + "\n";
        out.push_back(std::move(block));
    }
    return out;
}

/// Somebody with an SDK of their own and an empty folder.
class Author {
public:
    Author()
    {
        do_it("cmake --install " CORDEE_BINARY_DIR " --component sdk --prefix " + sdk().string());
        fs::create_directory(home());
    }

    [[nodiscard]] fs::path home() const { return folder_.path() / "home"; }
    [[nodiscard]] fs::path sdk() const { return folder_.path() / "sdk"; }

    void do_it(const std::string& script)
    {
        Launch launch;
        launch.name = "author";
        const auto change = fs::exists(home()) ? "cd " + home().string() + "\n" : std::string{};
        launch.command = {"bash", "-euc", change + script};
        launch.environment = {{"PATH", CORDEE_BINARY_DIR "/bin:" + std::string{getenv("PATH")}},
                              {"CORDEE_SDK", sdk().string()},
                              {"PKG_CONFIG_PATH", (sdk() / "share/pkgconfig").string()},
                              {"HOME", folder_.path().string()}};
        Process process{std::move(launch)};
        const int status = process.wait(std::chrono::minutes{8});
        BOOST_TEST(status == 0, script << "\n" << process.everything());
        said_ = process.everything();
    }
    [[nodiscard]] const std::string& said() const { return said_; }

private:
    cordee::TemporaryFolder folder_;
    std::string said_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(readme)

BOOST_AUTO_TEST_CASE(the_page_works_as_it_is_written)
{
    Author author;
    const auto blocks = blocks_of(CORDEE_SOURCE_DIR "/sdk/README.md");
    BOOST_TEST_REQUIRE(blocks.size() > 5u);
    for (const auto& block : blocks) {
        if (block.kind == "file")
            write_text(author.home() / block.path, block.text);
        else
            author.do_it(block.text);
    }
}

BOOST_AUTO_TEST_CASE(an_example_is_built_and_validated_outside_of_the_tree)
{
    Author author;
    author.do_it("cp -r $CORDEE_SDK/share/cordee-sdk/examples/system-information .\n"
                 "cordee plugin build system-information\n"
                 "cordee plugin run system-information --until 'Kernel: Linux'\n"
                 "cordee plugin validate system-information");
    BOOST_TEST(author.said().find("skip ") == std::string::npos, author.said());
}

BOOST_AUTO_TEST_CASE(cmake_alone_finds_the_package)
{
    Author author;
    author.do_it(
        "cordee plugin new lamp --language c\n"
        "cmake -S lamp -B out -DCMAKE_PREFIX_PATH=$CORDEE_SDK && cmake --build out\n"
        "test -s out/packages/lamp-0.1.0-linux-x86_64.zip\n"
        "cordee plugin run out/packages/lamp-0.1.0-linux-x86_64.zip --until 'the other side says: hello'");
}

BOOST_AUTO_TEST_SUITE_END()

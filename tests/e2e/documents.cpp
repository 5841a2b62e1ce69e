// What docs/ tells people to do is done here, in the order of the pages.
//   <!-- test: run -->          before a block: it is a script that succeeds
//   <!-- test: server -->       it is started and says "ready"
//   <!-- test: start -->        it is started and goes on
//   <!-- test: file PATH -->    it is the content of a file
#include "tests/support/installation.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

#include <regex>
#include <sstream>

using namespace cordee::test;
namespace fs = std::filesystem;

namespace {

struct Snippet {
    std::string kind;
    std::string path; ///< of a file
    std::string text;
};

std::vector<Snippet> snippets_of(const std::string& page)
{
    static const std::regex mark{R"(<!-- test: (\w+) ?(\S*) -->)"};
    std::istringstream in{read_text(fs::path{CORDEE_SOURCE_DIR} / "docs" / page)};
    std::vector<Snippet> out;
    std::smatch match;
    for (std::string line; std::getline(in, line);) {
        if (!std::regex_match(line, match, mark))
            continue;
        Snippet snippet{match[1], match[2], {}};
        std::getline(in, line); // ```
        while (std::getline(in, line) && line != "```")
            snippet.text += line + "\n";
        out.push_back(std::move(snippet));
    }
    return out;
}

/// The first word that begins like this.
std::string word_in(const std::string& text, const std::string& beginning)
{
    const auto at = text.find(beginning);
    return at == std::string::npos ? std::string{} : text.substr(at, text.find_first_of(" \r\n", at) - at);
}

/// A reader of the pages, who works in one folder and has ports and folders of this test in the place of the
/// usual ones.
class Reader {
public:
    explicit Reader(const Desktop& client) : client_{client}
    {
        for (const std::string name : {"ada", "bob"})
            write_text(folder_.path() / (name + ".password"), name + " has a long password\n");
        fs::create_directory_symlink(CORDEE_BINARY_DIR "/packages", folder_.path() / "packages");
        fs::copy_file(CORDEE_BINARY_DIR "/publisher/publisher.pub", folder_.path() / "publisher.pub");
    }

    void follow(const std::string& page, const Person& person)
    {
        const auto snippets = snippets_of(page);
        BOOST_TEST_REQUIRE(!snippets.empty());
        for (const auto& snippet : snippets) {
            BOOST_TEST_CONTEXT(page << ":\n" << snippet.text)
            follow(snippet, person);
        }
    }

private:
    void follow(const Snippet& snippet, const Person& person)
    {
        if (snippet.kind == "file")
            return write_text(folder_.path() / here(snippet.path), here(snippet.text));
        auto script = launch(here(snippet.text), person);
        if (snippet.kind == "run") {
            const auto done = run(std::move(script));
            BOOST_TEST(done.status == 0, done);
            return learn(done.out);
        }
        auto& process = started_.emplace_back(std::move(script));
        if (snippet.kind == "start")
            return;
        process.line_with("ready");
        (void)eventually([&] { return !word_in(process.out(), "https://127.0.0.1:").empty(); }, 200ms);
        learn(process.out());
    }

    [[nodiscard]] Launch launch(const std::string& text, const Person& person) const
    {
        auto out = person.program("", {});
        const auto change = "cd " + folder_.path().string() + "\n";
        out.name = "documents";
        out.command = {"bash", "-euc", change + (text.find('\n') + 1 == text.size() ? "exec " : "") + text};
        out.environment["PATH"] = CORDEE_BINARY_DIR "/bin:" + std::string{getenv("PATH")};
        out.environment["CORDEE_LISTEN__ADDRESS"] = "127.0.0.1";
        if (text.starts_with("cordee-agent"))
            out.environment["DISPLAY"] = client_.name();
        if (text.starts_with("cordee-broker"))
            out.environment["CORDEE_LISTEN__PORT"] = broker_port_;
        if (text.starts_with("cordee-relay"))
            out.environment.insert({{"CORDEE_LISTEN__PORTS", "[\"" + relay_port_ + "\"]"},
                                    {"CORDEE_STATUS__PORT", status_port_}});
        return out;
    }

    /// Links that a program printed stand in for those on the page.
    void learn(const std::string& output)
    {
        if (const auto link = word_in(output, "https://127.0.0.1:" + broker_port_ + "/setup#");
            !link.empty()) {
            setup_link_ = link;
            pin_ = link.substr(link.rfind('.') + 1);
        }
        if (const auto link = word_in(output, "https://127.0.0.1:" + broker_port_ + "/j/"); !link.empty())
            link_ = link;
    }

    [[nodiscard]] std::string here(std::string text) const
    {
        const auto folder = folder_.path().string();
        const std::vector<std::pair<std::string, std::string>> words{
            {"8443", broker_port_},
            {"11438", relay_port_},
            {"9443", status_port_},
            {"/etc/cordee", folder + "/etc"},
            {"/var/lib/cordee", folder + "/var"},
            {"SETUP-LINK", setup_link_},
            {"'LINK'", "'" + link_ + "'"},
            {"--pin PIN", "--pin " + pin_},
            {"/usr/share/cordee/modules", CORDEE_BINARY_DIR "/packages"}};
        for (const auto& [there, mine] : words)
            for (auto at = text.find(there); at != std::string::npos; at = text.find(there, at + mine.size()))
                text.replace(at, there.size(), mine);
        return text;
    }

    const Desktop& client_;
    cordee::TemporaryFolder folder_;
    std::string broker_port_ = std::to_string(free_port());
    std::string relay_port_ = std::to_string(free_port());
    std::string status_port_ = std::to_string(free_port());
    std::string setup_link_;
    std::string link_;
    std::string pin_;
    std::list<Process> started_;
};

} // namespace

BOOST_AUTO_TEST_CASE(the_pages_work_as_they_are_written)
{
    const Desktop controlled{800, 600};
    const Desktop controlling{1280, 1024};
    const Person ada{&controlling};
    const Person bob{&controlling};
    Reader reader{controlled};
    reader.follow("administrators.md", ada);
    reader.follow("operators.md", bob);
    // The last page but one ends in a session; its agent shares the display that it was given.
    BOOST_TEST(eventually([&] { return controlling.look().newest_window().has_value(); }),
               "no session came about");
    reader.follow("plugin-authors.md", ada);
}

BOOST_AUTO_TEST_CASE(the_sample_of_a_server_has_every_key_with_its_default)
{
    const Person person;
    for (const std::string name : {"broker", "relay", "relay-reporter"}) {
        const auto sample = std::string{CORDEE_SOURCE_DIR "/config/"} + name + ".toml";
        const auto checked = run(person.program("cordee-" + name, {"--config", sample, "--check-config"}));
        BOOST_TEST(checked.status == 0, checked);
        const auto text = read_text(sample);
        const auto settings = text.substr(text.find("\n\n") + 2); // after the heading
        BOOST_TEST(settings == run(person.program("cordee-" + name, {"--print-config"})).out);
    }
}

BOOST_AUTO_TEST_CASE(the_samples_of_the_two_ends_are_understood)
{
    const Person person;
    const std::string config = CORDEE_SOURCE_DIR "/config/";
    const auto link = "https://127.0.0.1:1/j/" + std::string(22, 'A') + "#1." + std::string(22, 'A');
    // 1: nobody is logged in, and nobody is at that link. A setting that is not known would be 2.
    const auto control = person.cordee({"control", "--config", config + "cordee.toml"});
    BOOST_TEST(control.status == 1, control);
    const auto join = run(person.program(
        "cordee-agent", {"join", link, "--accept", "view", "--config", config + "agent.toml"}));
    BOOST_TEST(join.status == 1, join);
}

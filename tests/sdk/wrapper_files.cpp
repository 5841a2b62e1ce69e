// The C++ wrapper of folders over a host that only remembers; and the facts of an act.
#include <cordee/files.hpp>
#include <cordee/plugin.hpp>

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <string>
#include <vector>

namespace {

namespace sdk = cordee::sdk;

/// Two folders. Opening gives a descriptor of /dev/null, and a path "absent" is absent.
struct FileHost {
    std::vector<std::size_t> calls; // how many requests each had

    static FileHost& of(const cordee_host* host) { return *static_cast<FileHost*>(host->host_data); }

    static cordee_status folders(const cordee_host*, void (*each)(void*, const cordee_folder*), void* context)
    {
        const cordee_folder downloads{0, CORDEE_FOLDER_WRITE, sdk::c_text("Downloads"), sdk::c_text("")};
        const cordee_folder one{1, CORDEE_FOLDER_READ, sdk::c_text("Pictures"), sdk::c_text("one.png")};
        each(context, &downloads);
        each(context, &one);
        return CORDEE_OK;
    }
    static cordee_status perform(const cordee_host* host, cordee_file_request* requests, std::size_t count)
    {
        of(host).calls.push_back(count);
        for (std::size_t i = 0; i < count; ++i) {
            const bool absent = sdk::view(requests[i].path) == "absent";
            requests[i].status = absent ? CORDEE_FAILED : CORDEE_OK;
            requests[i].trouble = absent ? CORDEE_FILE_ABSENT : CORDEE_FILE_FINE;
            requests[i].facts.size = requests[i].path.size;
            requests[i].facts.mode = requests[i].mode;
            if (requests[i].action == CORDEE_FILE_OPEN && !absent)
                requests[i].descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC);
        }
        return CORDEE_OK;
    }
    static cordee_status list(const cordee_host*, std::uint32_t, cordee_text path,
                              void (*each)(void*, const cordee_folder_entry*), void* context,
                              cordee_file_trouble* trouble)
    {
        *trouble = CORDEE_FILE_WRONG_KIND;
        if (sdk::view(path) == "file")
            return CORDEE_FAILED;
        *trouble = CORDEE_FILE_FINE;
        for (const char* name : {"a", "b"}) {
            const cordee_folder_entry entry{sdk::c_text(name), {}, sdk::c_text("")};
            each(context, &entry);
        }
        return CORDEE_OK;
    }
    static cordee_status space(const cordee_host*, std::uint32_t folder, std::uint64_t* bytes)
    {
        *bytes = 5;
        return folder == 0 ? CORDEE_OK : CORDEE_DENIED;
    }
    static const void* get_extension(const cordee_host*, const char* id)
    {
        static constexpr cordee_host_files files{&folders, &perform, &list, &space};
        return std::string{id} == CORDEE_EXT_FILES ? &files : nullptr;
    }

    cordee_host c{CORDEE_ABI_VERSION, this, &get_extension};
};

bool is_open(int descriptor)
{
    return fcntl(descriptor, F_GETFD) >= 0;
}

} // namespace

BOOST_AUTO_TEST_SUITE(wrapper_files)

BOOST_AUTO_TEST_CASE(folders_are_known_by_what_they_are_given_for)
{
    FileHost host;
    const auto folders = sdk::Folder::all(sdk::Host{&host.c});
    BOOST_REQUIRE(folders.size() == 2U);
    BOOST_TEST(folders[0].writable());
    BOOST_TEST(!folders[0].readable());
    BOOST_TEST(folders[1].name() == "Pictures");
    BOOST_TEST(folders[1].entry() == "one.png");
    BOOST_TEST(folders[0].space().value() == 5U);
    BOOST_TEST(!folders[1].space().has_value());
    const auto listing = folders[0].list();
    BOOST_REQUIRE(listing.ok());
    BOOST_TEST(listing.entries.at(1).name == "b");
    BOOST_TEST(folders[0].list("file").trouble == CORDEE_FILE_WRONG_KIND);
}

BOOST_AUTO_TEST_CASE(a_descriptor_has_one_owner)
{
    FileHost host;
    const auto folder = sdk::Folder::all(sdk::Host{&host.c}).front();
    int number = -1;
    {
        auto answer = folder.open("picture");
        BOOST_REQUIRE(answer.ok());
        number = answer.file.get();
        BOOST_TEST(is_open(number));
        const auto moved = std::move(answer.file);
        BOOST_TEST(answer.file.get() == -1);
        BOOST_TEST(moved.get() == number);
    }
    BOOST_TEST(!is_open(number));
    const auto absent = folder.open("absent");
    BOOST_TEST(!absent.ok());
    BOOST_TEST(absent.trouble == CORDEE_FILE_ABSENT);
    BOOST_TEST(absent.file.get() == -1);
}

BOOST_AUTO_TEST_CASE(a_large_batch_goes_in_several_calls_and_is_answered_in_order)
{
    FileHost host;
    sdk::FileBatch batch;
    for (std::uint32_t i = 0; i < 150; ++i)
        batch.commit(0, std::string(i + 1, 'x'), i, 0);
    batch.make_link(0, "link", "target").make_folder(0, "folder");
    const auto answers = batch.perform(sdk::Host{&host.c});
    BOOST_TEST((host.calls == std::vector<std::size_t>{64, 64, 24}));
    BOOST_REQUIRE(answers.size() == 152U);
    for (std::uint32_t i = 0; i < 150; ++i)
        BOOST_TEST((answers[i].facts.size == i + 1 && answers[i].facts.mode == i), i);
    BOOST_TEST(batch.empty());
}

BOOST_AUTO_TEST_CASE(without_folders_every_request_is_answered_with_closed)
{
    const cordee_host none{CORDEE_ABI_VERSION, nullptr,
                           [](const cordee_host*, const char*) -> const void* { return nullptr; }};
    const sdk::Host host{&none};
    BOOST_TEST(sdk::Folder::all(host).empty());
    const auto answers = sdk::FileBatch{}.look(0, "a").perform(host);
    BOOST_TEST(answers.at(0).status == CORDEE_CLOSED);
    BOOST_TEST(sdk::Timer{host}.start(1, std::chrono::seconds{1}) == CORDEE_CLOSED);
    BOOST_TEST(!sdk::Settings{host}.text("key").has_value());
    BOOST_TEST(sdk::Settings{host}.number("key", 7) == 7);
    BOOST_TEST(!sdk::Storage::kept(host).read("key").has_value());
    BOOST_TEST(sdk::Consent{host}.ask(1, "?", {"no", "yes"}) == CORDEE_CLOSED);
    BOOST_TEST(sdk::Tasks{host}.report({}) == CORDEE_CLOSED);
    BOOST_TEST(!sdk::Lines{host}.available());
    BOOST_TEST(sdk::Audit{host}.record("act", sdk::Facts{}) == CORDEE_CLOSED);
}

BOOST_AUTO_TEST_CASE(facts_are_json_whatever_a_name_holds)
{
    BOOST_TEST(sdk::Facts{}.json() == "{}");
    const auto facts = sdk::Facts{}
                           .add("name", "a\"b\\c\n\x01"
                                        "é\xff\xed\xa0\x80")
                           .add("size", std::uint64_t{18'000'000'000})
                           .add("change", -3)
                           .add("whole", true);
    BOOST_TEST(facts.json() == R"({"name":"a\"b\\c\u000a\u0001é\ufffd\ufffd\ufffd\ufffd","size":18000000000,)"
                               R"("change":-3,"whole":true})");
}

BOOST_AUTO_TEST_SUITE_END()

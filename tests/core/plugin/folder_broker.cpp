// The broker's thread and socket, with a host that keeps the rules and with one that does not.
#include "core/plugin/folder_broker.hpp"

#include "core/plugin/host/files.hpp"
#include "tests/core/plugin/given.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/asio/io_context.hpp>

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

using namespace cordee;
using namespace cordee::plugin;
using namespace cordee::test;

namespace fs = std::filesystem;

namespace {

struct Served {
    Served() : set{make_set({folder.path()})} { start(); }
    ~Served()
    {
        if (broker != nullptr)
            end();
    }

    void start()
    {
        int ends[2] = {-1, -1};
        BOOST_REQUIRE(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
        plugins = Descriptor{ends[1]};
        broker = FolderBroker::start(context.get_executor(), Descriptor{ends[0]}, set);
        BOOST_REQUIRE(broker != nullptr);
        files = std::make_unique<host::Files>(ends[1]);
    }
    void end()
    {
        run_awaitable(context, broker->end());
        broker.reset();
    }
    void send(View packet)
    {
        BOOST_REQUIRE(::send(plugins.get(), packet.data(), packet.size(), MSG_NOSIGNAL) ==
                      static_cast<ssize_t>(packet.size()));
    }
    /// Bytes of an answer, without descriptors; 0: no more come.
    ssize_t receive()
    {
        Bytes packet(kMostFolderPacket);
        return recv(plugins.get(), packet.data(), packet.size(), 0);
    }
    static cordee_file_request request(cordee_file_action action, std::string_view path)
    {
        cordee_file_request out{};
        out.action = action;
        out.path = {path.data(), path.size()};
        out.descriptor = 12345;
        return out;
    }
    std::vector<std::string> list(const std::string& path)
    {
        std::vector<std::string> out;
        const auto each = [](void* context, const cordee_folder_entry* entry) {
            static_cast<std::vector<std::string>*>(context)->emplace_back(entry->name.data, entry->name.size);
        };
        auto trouble = CORDEE_FILE_BROKEN;
        BOOST_TEST(files->list(0, {path.data(), path.size()}, each, &out, &trouble) == CORDEE_OK);
        return out;
    }

    boost::asio::io_context context;
    TemporaryFolder folder;
    std::shared_ptr<FolderSet> set;
    Descriptor plugins;
    std::unique_ptr<FolderBroker> broker;
    std::unique_ptr<host::Files> files;
};

std::size_t entries_in(const char* folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator{folder}, fs::directory_iterator{}));
}

} // namespace

BOOST_AUTO_TEST_SUITE(folder_broker)

BOOST_FIXTURE_TEST_CASE(a_host_asks_for_everything, Served)
{
    std::vector<std::string> seen;
    const auto each = [](void* context, const cordee_folder* one) {
        static_cast<std::vector<std::string>*>(context)->push_back(
            std::to_string(one->id) + " " + std::to_string(one->rights) + " " +
            std::string{one->name.data, one->name.size});
    };
    BOOST_TEST(files->folders(each, &seen) == CORDEE_OK);
    BOOST_TEST((seen == std::vector<std::string>{"0 3 " + folder.path().filename().string()}));

    auto part = request(CORDEE_FILE_PART, "a");
    BOOST_TEST(files->perform(&part, 1) == CORDEE_OK);
    BOOST_REQUIRE(part.status == CORDEE_OK);
    const Descriptor descriptor{part.descriptor};
    BOOST_TEST(::write(descriptor.get(), "text", 4) == 4);
    BOOST_TEST((fcntl(descriptor.get(), F_GETFD) & FD_CLOEXEC) != 0);
    auto commit = request(CORDEE_FILE_COMMIT, "a");
    BOOST_TEST(files->perform(&commit, 1) == CORDEE_OK);
    BOOST_TEST(commit.trouble == CORDEE_FILE_FINE);
    BOOST_TEST(commit.descriptor == -1);
    BOOST_TEST(commit.facts.size == 4U);
    BOOST_TEST((list("") == std::vector<std::string>{"a"}));
    std::uint64_t space = 0;
    BOOST_TEST(files->space(0, &space) == CORDEE_OK);
    BOOST_TEST(space > 0U);
    BOOST_TEST(files->space(1, &space) == CORDEE_INVALID);
    auto trouble = CORDEE_FILE_FINE;
    BOOST_TEST(files->list(
                   0, {"x", 1}, [](void*, const cordee_folder_entry*) {}, nullptr, &trouble) ==
               CORDEE_FAILED);
    BOOST_TEST(trouble == CORDEE_FILE_ABSENT);
}

BOOST_FIXTURE_TEST_CASE(a_batch_of_the_longest_paths_is_more_than_a_packet, Served)
{
    std::string path;
    while (path.size() + 200 < CORDEE_PATH_MOST)
        path += std::string(199, 'a') + "/";
    path += "b";
    std::vector<cordee_file_request> requests(CORDEE_FILES_BATCH, request(CORDEE_FILE_MAKE_FOLDER, path));
    requests.front().flags = CORDEE_FILE_PARENTS;
    requests.back() = request(CORDEE_FILE_LOOK, path);
    BOOST_TEST(files->perform(requests.data(), requests.size()) == CORDEE_OK);
    for (const auto& one : requests)
        BOOST_TEST(one.trouble == CORDEE_FILE_FINE);
    BOOST_TEST(requests.back().facts.kind == CORDEE_KIND_FOLDER);
}

BOOST_FIXTURE_TEST_CASE(arguments_without_sense_are_invalid, Served)
{
    std::vector<cordee_file_request> many(CORDEE_FILES_BATCH + 1, request(CORDEE_FILE_LOOK, "a"));
    BOOST_TEST(files->perform(many.data(), many.size()) == CORDEE_INVALID);
    BOOST_TEST(files->perform(nullptr, 1) == CORDEE_INVALID);
    BOOST_TEST(files->perform(nullptr, 0) == CORDEE_OK);
    many.front().path = {nullptr, 3};
    BOOST_TEST(files->perform(many.data(), 1) == CORDEE_INVALID);
    BOOST_TEST(files->space(0, nullptr) == CORDEE_INVALID);
    BOOST_TEST(files->folders(nullptr, nullptr) == CORDEE_INVALID);
    const std::string endless(1 << 20, 'a');
    auto one = request(CORDEE_FILE_LOOK, endless);
    BOOST_TEST(files->perform(&one, 1) == CORDEE_OK);
    BOOST_TEST(one.trouble == CORDEE_FILE_OUTSIDE);
}

BOOST_FIXTURE_TEST_CASE(nonsense_ends_the_conversation, Served)
{
    for (const Bytes& packet :
         {Bytes{9}, Bytes{2, 1, 0}, Bytes{2, 65}, Bytes(kMostFolderPacket + 1), Bytes{3, 0}}) {
        send(packet);
        BOOST_TEST(receive() == 0);
        std::uint64_t space = 0;
        BOOST_TEST(files->space(0, &space) == CORDEE_CLOSED);
        auto one = request(CORDEE_FILE_LOOK, "a");
        BOOST_TEST(files->perform(&one, 1) == CORDEE_CLOSED);
        BOOST_TEST(one.status == CORDEE_CLOSED);
        BOOST_TEST(one.descriptor == -1);
        end();
        start();
    }
}

BOOST_FIXTURE_TEST_CASE(who_does_not_take_an_answer_gets_no_other, Served)
{
    write_text(folder.path() / "a", "x");
    const auto packet = encode_folder_ask({FolderCall::perform, {{CORDEE_FILE_OPEN, 0, 0, 0, 0, "a", {}}}});
    // As many as go in before the broker has had enough.
    for (int i = 0; i < 100; ++i)
        if (::send(plugins.get(), packet.data(), packet.size(), MSG_NOSIGNAL) < 0)
            break;
    pollfd hung_up{plugins.get(), 0, 0}; // which comes without being asked for
    BOOST_TEST_REQUIRE(poll(&hung_up, 1, 30'000) == 1);
    int answers = 0;
    while (receive() > 0)
        ++answers;
    BOOST_TEST(answers == 1);
}

BOOST_FIXTURE_TEST_CASE(descriptors_that_come_along_are_not_kept, Served)
{
    const auto before = entries_in("/proc/self/fd");
    auto packet = encode_folder_ask({FolderCall::folders, {}});
    for (int i = 0; i < 10; ++i) {
        iovec part{packet.data(), packet.size()};
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        auto* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        const int own = plugins.get();
        std::memcpy(CMSG_DATA(header), &own, sizeof own);
        BOOST_REQUIRE(sendmsg(plugins.get(), &message, MSG_NOSIGNAL) > 0);
        BOOST_TEST(receive() > 0);
    }
    BOOST_TEST(entries_in("/proc/self/fd") == before);
}

BOOST_FIXTURE_TEST_CASE(it_ends_in_the_middle_of_a_conversation, Served)
{
    std::atomic<int> asked = 0;
    std::thread plugin{[&] {
        std::uint64_t space = 0;
        while (files->space(0, &space) == CORDEE_OK)
            ++asked;
    }};
    while (asked < 10)
        std::this_thread::yield();
    end();
    plugin.join();
    BOOST_TEST(asked >= 10);
}

BOOST_FIXTURE_TEST_CASE(it_ends_with_its_owner_when_nobody_waits, Served)
{
    broker.reset();
    BOOST_TEST(receive() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

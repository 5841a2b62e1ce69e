#include "core/plugin/folder_broker.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <linux/sockios.h>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace cordee::plugin {

namespace asio = boost::asio;

namespace {

/// Whether the process has taken what was sent to it. Our host asks for one thing at a time; another may not
/// pile up descriptors on their way, of which this person has a limited number.
bool was_taken(int socket)
{
    int waiting = 0;
    return ioctl(socket, SIOCOUTQ, &waiting) == 0 && waiting == 0;
}

std::vector<int> descriptors_of(std::vector<FileOutcome>& outcomes)
{
    std::vector<int> out;
    for (auto& one : outcomes) {
        one.answer.with_descriptor = static_cast<bool>(one.descriptor);
        if (one.descriptor)
            out.push_back(one.descriptor.get());
    }
    return out;
}

Bytes packet_of(const std::vector<FileOutcome>& outcomes)
{
    std::vector<FileAnswer> answers;
    for (const auto& one : outcomes)
        answers.push_back(one.answer);
    return encode_file_answers(answers);
}

/// Too many are on their way already, of all that run as this person.
void take_back(std::vector<FileOutcome>& outcomes)
{
    for (auto& one : outcomes)
        if (one.descriptor)
            one = failure(ENFILE);
}

/// Signals are for the program's own threads.
void block_signals()
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

} // namespace

std::unique_ptr<FolderBroker> FolderBroker::start(const asio::any_io_executor& executor, Descriptor socket,
                                                  std::shared_ptr<FolderSet> folders)
{
    if (!socket)
        return nullptr;
    try {
        return std::unique_ptr<FolderBroker>{
            new FolderBroker{executor, std::move(socket), std::move(folders)}};
    } catch (const std::runtime_error&) { // of Asio or the system
        return nullptr;
    }
}

FolderBroker::FolderBroker(const asio::any_io_executor& executor, Descriptor socket,
                           std::shared_ptr<FolderSet> folders)
    : socket_{std::move(socket)}, work_{std::move(folders)}, ended_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)},
      wait_{executor, fcntl(ended_.get(), F_DUPFD_CLOEXEC, 0)}, thread_{[this] { serve(); }}
{}

FolderBroker::~FolderBroker()
{
    stop();
    if (thread_.joinable())
        thread_.join();
}

void FolderBroker::stop()
{
    work_.end();
    shutdown(socket_.get(), SHUT_RDWR);
}

asio::awaitable<void> FolderBroker::end()
{
    stop();
    co_await wait_.async_wait(asio::posix::stream_descriptor::wait_read, asio::as_tuple(asio::use_awaitable));
    thread_.join();
}

void FolderBroker::serve()
{
    block_signals();
    while (serve_one()) {
    }
    shutdown(socket_.get(), SHUT_RDWR);
    eventfd_write(ended_.get(), 1);
}

/// False: the process is gone, speaks another language than ours, or is not to be answered any more.
bool FolderBroker::serve_one()
{
    Bytes packet(kMostFolderPacket + 1);
    ssize_t size = 0;
    do // descriptors that come along are not taken
        size = recv(socket_.get(), packet.data(), packet.size(), 0);
    while (size < 0 && errno == EINTR);
    if (size <= 0 || static_cast<std::size_t>(size) > kMostFolderPacket || !was_taken(socket_.get()))
        return false;
    const auto question = decode_folder_ask(View{packet}.first(static_cast<std::size_t>(size)));
    return question && answer(*question);
}

bool FolderBroker::answer(const FolderAsk& question)
{
    if (question.call == FolderCall::folders)
        return send(encode_folders(work_.folders()), {});
    if (question.call == FolderCall::perform)
        return send_outcomes(work_.perform(question.requests));
    std::vector<FileOutcome> single;
    const auto& where = question.requests.front();
    single.push_back(question.call == FolderCall::list ? work_.list(where) : work_.space(where));
    return send_outcomes(std::move(single));
}

bool FolderBroker::send_outcomes(std::vector<FileOutcome> outcomes)
{
    const auto descriptors = descriptors_of(outcomes);
    if (send(packet_of(outcomes), descriptors))
        return true;
    if (errno != ETOOMANYREFS)
        return false;
    take_back(outcomes);
    return send(packet_of(outcomes), {});
}

bool FolderBroker::send(const Bytes& packet, const std::vector<int>& descriptors)
{
    const auto size = descriptors.size() * sizeof(int);
    alignas(cmsghdr) std::array<char, CMSG_SPACE(CORDEE_FILES_BATCH * sizeof(int))> control{};
    iovec part{const_cast<std::uint8_t*>(packet.data()), packet.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (!descriptors.empty()) {
        message.msg_control = control.data();
        message.msg_controllen = CMSG_SPACE(size);
        cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(size);
        std::memcpy(CMSG_DATA(header), descriptors.data(), size);
    }
    // Nothing else is on its way, so there is room.
    return sendmsg(socket_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT) ==
           static_cast<ssize_t>(packet.size());
}

} // namespace cordee::plugin

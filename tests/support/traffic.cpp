#include "tests/support/traffic.hpp"

#include "core/base/json.hpp"
#include "tests/support/text_file.hpp"

#include <chrono>
#include <stdexcept>

namespace cordee::test {
namespace {

namespace fs = std::filesystem;

fs::path folder_of(const Person& person)
{
    return person.home() / "traffic";
}

std::int64_t number(const json::Object& object, const char* name)
{
    return json::get_integer(object, name).value_or(0);
}

TrafficReport::Count read_count(const json::Object& object)
{
    TrafficReport::Count out{number(object, "sent"),
                             number(object, "received"),
                             number(object, "peer_sent"),
                             number(object, "missing"),
                             number(object, "repeated"),
                             number(object, "damaged"),
                             {}};
    for (const auto& gap : json::get_objects(object, "gaps").value_or(std::vector<json::Object::Ptr>{}))
        out.gaps.push_back({number(*gap, "from"), number(*gap, "until")});
    return out;
}

TrafficReport::Delays read_delays(const json::Object& object)
{
    return {number(object, "sent"),          number(object, "refused"),
            number(object, "repeated"),      number(object, "measured"),
            number(object, "peer_measured"), number(object, "p50"),
            number(object, "p95"),           number(object, "p99")};
}

std::optional<TrafficReport> read_report(const Person& person)
{
    auto text = read_text(folder_of(person) / "report.json");
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    if (text.empty())
        return std::nullopt;
    const auto object = json::parse(text);
    if (!object)
        throw std::runtime_error{"a report of traffic cannot be read: " + text};
    TrafficReport out;
    out.done = json::get_bool(**object, "done").value_or(false);
    out.from = number(**object, "from");
    out.until = number(**object, "until");
    out.peer_restarts = number(**object, "peer_restarts");
    out.count = read_count(*json::get_object(**object, "count"));
    out.voice = read_delays(*json::get_object(**object, "voice"));
    out.input = read_delays(*json::get_object(**object, "input"));
    const auto bulk = json::get_object(**object, "bulk");
    out.bulk_sent_bytes = number(*bulk, "sent_bytes");
    out.bulk_received_bytes = number(*bulk, "received_bytes");
    out.bulk_bytes_per_second = number(*bulk, "bytes_per_second");
    return out;
}

} // namespace

Nanoseconds monotonic_now()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

fs::path TrafficSession::packages()
{
    return CORDEE_BINARY_DIR "/tests/packages";
}

void TrafficSession::allow(const Person& administrator)
{
    Person::use_plugin_host(CORDEE_BINARY_DIR "/tests/cordee-open-plugin-host");
    const auto file = administrator.home() / "policy.json";
    write_text(file,
               R"({"rules":[{"operator":"*","module":"traffic","permissions":["view"],"effect":"allow"}]})");
    const auto done = administrator.cordee({"policy", "set", file});
    if (done.status != 0)
        throw std::runtime_error{"the policy is not accepted: " + done.out + done.err};
}

TrafficSession::TrafficSession(const Person& operator_side, const Person& client, const std::string& order,
                               const std::vector<std::string>& settings)
    : operator_{operator_side}, client_{client}
{
    for (const auto* person : {&operator_, &client_})
        fs::remove_all(folder_of(*person));
    write_text(folder_of(operator_) / "order", order);
    const auto link = Installation::invite(operator_, {"--module", "traffic"});
    std::vector<std::string> control{"control", link};
    std::vector<std::string> join{"join", link, "--accept", "view"};
    for (const auto& setting : settings)
        for (auto* command : {&control, &join})
            command->insert(command->end(), {"--set", setting});
    control_ = std::make_unique<Process>(operator_.program("cordee", std::move(control)));
    agent_ = std::make_unique<Process>(client_.program("cordee-agent", std::move(join)));
}

TrafficSession::~TrafficSession() = default;

std::optional<TrafficReport> TrafficSession::at_operator() const
{
    return read_report(operator_);
}

std::optional<TrafficReport> TrafficSession::at_client() const
{
    return read_report(client_);
}

void TrafficSession::wait_for_begin() const
{
    const bool begun = eventually(
        [&] { return (at_operator() && at_client()) || !control_->running() || !agent_->running(); });
    if (!begun || !at_operator() || !at_client())
        throw std::runtime_error{"the traffic did not begin\n" + everything()};
}

void TrafficSession::wait_for_end(milliseconds deadline) const
{
    const auto done = [](const std::optional<TrafficReport>& report) { return report && report->done; };
    const bool over = eventually(
        [&] {
            return (done(at_operator()) && done(at_client())) || !control_->running() || !agent_->running();
        },
        deadline);
    if (!over || !done(at_operator()) || !done(at_client()))
        throw std::runtime_error{"the traffic did not end\n" + everything()};
}

void TrafficSession::stop_sending() const
{
    write_text(folder_of(operator_) / "stop", "");
}

void TrafficSession::end()
{
    control_->stop();
    agent_->wait();
}

} // namespace cordee::test

#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/html.hpp"
#include "apps/broker/http/problem.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

// The token is in the fragment, which browsers do not send; the script puts it into the body of one request.
constexpr std::string_view kSetupScript = R"js(
const form = document.querySelector('form'), answer = document.querySelector('output');
const token = location.hash.slice(1).split('.')[0];
history.replaceState(null, '', location.pathname);
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const body = Object.fromEntries(new FormData(form));
  body.token = token;
  const reply = await fetch('/api/v1/setup', {method: 'POST', body: JSON.stringify(body),
    headers: {'Content-Type': 'application/json'}}).catch(() => null);
  if (reply && reply.ok) { form.hidden = true; answer.textContent = form.dataset.done; return; }
  const problem = reply ? await reply.json().catch(() => ({})) : {};
  answer.textContent = problem.detail ? problem.detail + '. ' + problem.hint + '.' : form.dataset.failed;
});
)js";

// The link's secret is in the fragment: it is shown on this page and sent nowhere.
constexpr std::string_view kJoinScript = R"js(
const complete = /^#1\.[A-Za-z0-9_-]{22}(\.[A-Za-z0-9_-]{22})?$/.test(location.hash);
const link = location.href;
history.replaceState(null, '', location.pathname);
if (complete) {
  document.querySelector('#link').textContent = "cordee-agent join '" + link + "'";
  document.querySelector('#command').hidden = false;
} else {
  document.querySelector('#incomplete').hidden = false;
}
)js";

std::string field(std::string_view label, std::string_view name, std::string_view attributes)
{
    return fill("<label>{} <input name=\"{}\" required {}></label>\n", escape_html(label), name, attributes);
}

std::string setup_form(Language language)
{
    std::string out = fill("<form data-done=\"{}\" data-failed=\"{}\">\n",
                           escape_html(tr("Done. You can log in now: cordee login", language)),
                           escape_html(tr("The broker does not answer. Try again.", language)));
    out += field(tr("Organisation", language), "organisation", "maxlength=80");
    out += field(tr("Your name", language), "name", "maxlength=80 autocomplete=name");
    out += field(tr("E-mail address", language), "email", "type=email maxlength=254 autocomplete=email");
    out += field(tr("Password", language), "password",
                 "type=password minlength=8 maxlength=256 autocomplete=new-password");
    return out + fill("<button>{}</button>\n</form>\n<output></output>\n",
                      escape_html(tr("Create the administrator", language)));
}

asio::awaitable<Response> get_setup(Broker& broker, const Request& request)
{
    Page page{request.language, std::string{tr("Set up this broker", request.language)}, {}, {}};
    if (broker.setup.closed()) {
        page.body = paragraph(tr("This broker is set up; this door is closed for good.", request.language));
        auto response = to_response(page);
        response.status = 410;
        co_return response;
    }
    page.body = paragraph(tr("Whoever fills this in becomes the administrator.", request.language)) +
                setup_form(request.language);
    page.script = kSetupScript;
    page.asks_broker = true;
    co_return to_response(page);
}

/// By the link, whose secret only this page's script sees; or by a code that was told by voice.
std::string join_body(Language language)
{
    std::string out = paragraph(tr("Somebody offers to help you at your computer.", language));
    out += "<div id=\"command\" hidden>\n";
    out += paragraph(tr("If you asked for it, install the agent, open a terminal and enter:", language));
    out += "<pre><code id=\"link\"></code></pre>\n</div>\n";
    out += fill("<p id=\"incomplete\" hidden>{}</p>\n",
                escape_html(tr("This link is not complete. Ask for it again.", language)));
    out += fill("<noscript><p>{}</p></noscript>\n",
                escape_html(tr("Open a terminal and enter cordee-agent join, followed by the whole link.",
                               language)));
    out += paragraph(tr("Were you told a code of twelve to fourteen digits instead? Then enter:", language));
    out += "<pre><code>cordee-agent join 1234-5678-9012</code></pre>\n";
    out += paragraph(tr("with the digits of your code. It is good for ten minutes.", language));
    return out + paragraph(tr("Nothing happens on your screen before you agree.", language));
}

bool is_invitation_id(const std::string& text)
{
    const auto bytes = from_base64url(text);
    return bytes && bytes->size() == 16;
}

/// The same for every id, known or not: mail scanners open links, and nothing may be learned here.
asio::awaitable<Response> get_join(const Request& request, std::string id)
{
    if (!is_invitation_id(id))
        throw Problem{ProblemCode::not_found, std::string{tr("this address leads nowhere", request.language)},
                      std::string{tr("ask for a new link", request.language)}};
    Page page{request.language, std::string{tr("Help for you", request.language)},
              join_body(request.language), kJoinScript};
    co_return to_response(page);
}

} // namespace

void add_pages(Broker& broker)
{
    broker.router.add("GET", "/setup", [&broker](const Request& request, const Captures&) {
        return get_setup(broker, request);
    });
    broker.router.add("GET", "/j/{}", [](const Request& request, const Captures& captures) {
        return get_join(request, captures.at(0));
    });
}

} // namespace cordee::broker

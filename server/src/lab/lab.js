// Shows the races of the lab as they happen. Without it the form is sent in the plain way, and the
// page that comes back has all of them.

const form = document.querySelector('#lab');
const button = form.querySelector('button');
const status = document.querySelector('#lab-status');

form.addEventListener('submit', async (submission) => {
  submission.preventDefault();
  if (button.hasAttribute('aria-disabled')) {
    return;
  }
  button.setAttribute('aria-disabled', 'true');
  document.querySelector('.notice')?.remove();
  status.textContent = 'The races are running.';
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch('/lab/race', { method: 'POST', body });
    if (!answer.ok) {
      // The answer to the plain form says why.
      form.submit();
      return;
    }
    let isDone = false;
    for await (const { event, data } of events(answer.body)) {
      isDone ||= event === 'done';
      if (event === 'panel') {
        draw(JSON.parse(data));
      }
    }
    if (isDone) {
      status.replaceChildren('All four races are over. ', verdicts());
    } else {
      status.textContent = 'A race could not be run to its end. Please try again.';
    }
  } catch {
    status.textContent = 'The server does not answer. Please try again.';
  }
  button.removeAttribute('aria-disabled');
});

/** A panel as the server drew it. */
function draw({ id, html }) {
  document.getElementById(id).innerHTML = html;
}

/** What came of each, for those who hear the page and do not see it. */
function verdicts() {
  const heard = document.createElement('span');
  heard.className = 'vh';
  const text = (panel, selector) => panel.querySelector(selector).textContent.trim();
  heard.textContent = [...document.querySelectorAll('.lab-panel')]
    .map((panel) => `${text(panel, 'h2')}: ${text(panel, '.lab-verdict strong')}.`)
    .join(' ');
  return heard;
}

/** The events of a stream; `EventSource` cannot send a form. */
async function* events(stream) {
  let text = '';
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    const whole = text.split('\n\n');
    text = whole.pop();
    for (const lines of whole) {
      const fields = lines.split('\n').map((line) => line.split(/: ?(.*)/s, 2));
      yield { data: '', ...Object.fromEntries(fields) };
    }
  }
}

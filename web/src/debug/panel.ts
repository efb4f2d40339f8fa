import type { Debug } from './debug';

const LOOK_EVERY_MILLIS = 500;

/** Plain elements: the panel has to work when the page does not. */
export function showPanel(debug: Debug, describe: () => string): void {
  const panel = document.createElement('aside');
  panel.setAttribute('aria-label', 'Failures on demand');
  Object.assign(panel.style, {
    position: 'fixed',
    top: '0',
    left: '0',
    zIndex: '99',
    maxWidth: '16rem',
    padding: '0.5rem',
    background: '#fffc',
    color: '#000',
    font: '12px sans-serif',
  });
  const line = document.createElement('p');
  panel.append(line);
  for (const [words, run] of [
    ['Drop the connection', debug.dropConnection],
    ['Lose the next 5 messages, then the connection', debug.loseMessages],
    ['Lose the session token', debug.loseToken],
    ['Server says it restarts', debug.announceRestart],
    ['Break the path of media', debug.breakMedia],
    ['Use only the relay', debug.relayOnly],
    ['Use only the relay over TLS', debug.relayOverTls],
    ['Vanish without a word', debug.vanish],
  ] as const) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = words;
    button.style.display = 'block';
    button.onclick = run;
    panel.append(button);
  }
  const look = () => {
    line.textContent = describe();
  };
  look();
  setInterval(look, LOOK_EVERY_MILLIS);
  document.body.append(panel);
}

import { createRoot } from 'react-dom/client';
import { browserClock } from '../time/clock';
import { CrashGuard } from '../ui/CrashGuard';
import '../ui/tokens.css';
import { AdminDesk } from './desk';
import { AdminView } from './ui/AdminView';

const desk = new AdminDesk({
  clock: browserClock,
  fetch: window.fetch.bind(window),
  tab: tabStorage(),
  isVisible: () => document.visibilityState === 'visible',
});
desk.start();

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') desk.wake();
});
window.addEventListener('online', desk.wake);

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <CrashGuard reload={() => location.reload()}>
      <AdminView desk={desk} />
    </CrashGuard>,
  );
}

function tabStorage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}

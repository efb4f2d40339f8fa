import { useStore } from '../../ui/hooks';
import type { AdminDesk } from '../desk';
import { Dashboard } from './Dashboard';
import { SignIn } from './SignIn';

export function AdminView({ desk }: { desk: AdminDesk }) {
  const state = useStore(desk.state);
  return state.at === 'signed-in' ? (
    <Dashboard desk={desk} state={state} />
  ) : (
    <SignIn why={state.why} checking={state.checking} signIn={desk.signIn} />
  );
}

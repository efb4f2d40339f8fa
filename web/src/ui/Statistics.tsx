import type { CallController } from '../app/callController';
import type { Remote } from '../call/state';
import { useStore } from './hooks';
import { StatisticsDialog } from './StatisticsDialog';

export function Statistics({ controller, remotes }: { controller: CallController; remotes: readonly Remote[] }) {
  const open = useStore(controller.quality.open);
  return open && <StatisticsDialog controller={controller} remotes={remotes} />;
}

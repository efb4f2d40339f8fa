import { Dialog } from './Dialog';
import css from './ShortcutsDialog.module.css';
import { strings } from './strings';

export function ShortcutsDialog({ close }: { close(): void }) {
  const words = strings.shortcuts;
  return (
    <Dialog heading={words.heading} close={close}>
      <dl className={css.list}>
        {words.keys.map(({ keys, does }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

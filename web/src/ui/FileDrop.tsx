import { useEffect, useState } from 'react';
import type { CallController } from '../app/callController';
import css from './FileDrop.module.css';
import { strings } from './strings';

/** Files dropped on the call, or pasted anywhere in it, are offered to everyone; while one is dragged, it says so. */
export function FileDrop({ controller }: { controller: CallController }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const onDrag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      // From one element of the page to the next is not out of it.
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      controller.attach([...event.dataTransfer.files]);
    };
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      controller.attach(files);
    };
    const stop = new AbortController();
    const { signal } = stop;
    window.addEventListener('dragenter', onDrag, { signal });
    window.addEventListener('dragover', onDrag, { signal });
    window.addEventListener('dragleave', onLeave, { signal });
    window.addEventListener('drop', onDrop, { signal });
    window.addEventListener('paste', onPaste, { signal });
    return () => stop.abort();
  }, [controller]);
  if (!over) return null;
  return (
    <div className={css.zone}>
      <p>{strings.files.drop}</p>
    </div>
  );
}

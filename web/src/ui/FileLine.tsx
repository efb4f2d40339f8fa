import type { CallController } from '../app/callController';
import type { FileLine as File, FileAction } from '../call/files';
import css from './FileLine.module.css';
import { fileStatus, sizeText, strings } from './strings';

interface Props {
  controller: CallController;
  file: File;
}

/** One file in the chat: what it is, how far it came, and what can be done about it. */
export function FileLine({ controller, file }: Props) {
  const words = strings.files;
  const { key, name, sizeBytes, doneBytes, stage, url } = file;
  const button = (label: string, action: FileAction) => (
    <button type="button" onClick={() => controller.dispatch({ type: 'file-pressed', key, action })}>
      {label}
      <span className="visually-hidden"> {name}</span>
    </button>
  );
  const moves = stage === 'moving' || stage === 'paused-here' || stage === 'paused-there' || stage === 'waiting';
  return (
    <div className={css.file}>
      {file.picture && url !== undefined && <img src={url} alt={name} />}
      <p className={css.name}>{name}</p>
      <p className={css.status}>
        {sizeText(sizeBytes)} · {fileStatus(file)}
      </p>
      {moves && (
        <div
          className={css.bar}
          role="progressbar"
          aria-label={words.progress(name)}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor((100 * doneBytes) / sizeBytes)}
        >
          <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
            <rect width={(100 * doneBytes) / sizeBytes} height="1" />
          </svg>
        </div>
      )}
      <p className={css.actions}>
        {stage === 'offered' && !file.mine && !file.tooLarge && button(words.save, 'save')}
        {(stage === 'moving' || stage === 'paused-there') && button(words.pause, 'pause')}
        {stage === 'paused-here' && button(words.resume, 'resume')}
        {(moves || stage === 'offered') && button(words.cancel, 'cancel')}
        {stage === 'done' && !file.mine && url !== undefined && (
          <a href={url} download={name}>
            {words.download}
            <span className="visually-hidden"> {name}</span>
          </a>
        )}
      </p>
    </div>
  );
}

import { Dialog } from './Dialog';
import { ShareLink } from './ShareLink';
import { strings } from './strings';

interface Props {
  link: string;
  /** For who only looks on, when this browser has such a link. */
  viewLink: string | undefined;
  close(): void;
}

export function InviteDialog({ link, viewLink, close }: Props) {
  const words = strings.invite;
  return (
    <Dialog heading={words.heading} close={close}>
      <p>{words.hint}</p>
      <ShareLink link={link} />
      {viewLink !== undefined && (
        <label>
          {words.viewLink}
          <input readOnly value={viewLink} onFocus={(event) => event.target.select()} />
        </label>
      )}
    </Dialog>
  );
}

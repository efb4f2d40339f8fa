import { Dialog } from './Dialog';
import { ShareLink } from './ShareLink';
import { strings } from './strings';

export function InviteDialog({ link, close }: { link: string; close(): void }) {
  const words = strings.invite;
  return (
    <Dialog heading={words.heading} close={close}>
      <p>{words.hint}</p>
      <ShareLink link={link} />
    </Dialog>
  );
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/;
// As long as its parts may be (RFC 5321, section 4.5.3.1): a text that only begins like one takes no long search.
const MAILBOX = /\b(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/;
const LINK = new RegExp(`${ADDRESS.source}|${MAILBOX.source}`, 'giu');

/** Text as text; only addresses of the web and of mail become links, and they learn nothing of this page. */
export function LinkedText({ text }: { text: string }) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    parts.push(text.slice(from, match.index));
    parts.push(
      <a key={match.index} href={target(match[0])} target="_blank" rel="noopener noreferrer nofollow">
        {match[0]}
      </a>,
    );
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return <>{parts}</>;
}

function target(link: string): string {
  return /^(?:https?|mailto):/i.test(link) ? link : `mailto:${link}`;
}
